"""Faults of a Servio whose sessions are Supabase's."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api
from servio_sandbox.faults.registry import fault

REFUSED = {"code": "UNAUTHORIZED", "message": "Invalid Refresh Token: Refresh Token Not Found", "details": None}


@fault("e2e", style="supabase-get-user")
def refresh_broken(sandbox: Sandbox) -> None:
    """A refresh token is refused: one is signed out when the access token expires."""

    def refuse(answer: Answer) -> None:
        answer.replace(401, {"success": False, "error": REFUSED, "meta": {}})

    on_api(sandbox, refuse, "/api/v1/auth/refresh", "POST")
