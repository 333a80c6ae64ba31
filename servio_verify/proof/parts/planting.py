"""Canaries: made-up secrets of the right form, and where they are planted. None of them opens anything."""

import base64
import json

from servio_verify.proof.alteration import Alteration, Make, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.parts.altering import Served, on_pages
from servio_verify.proof.parts.answers import Change, behind
from servio_verify.proof.parts.credentials import Accounts, by_a_browser
from servio_verify.proof.parts.envelopes import rewritten
from servio_verify.proof.parts.matching import is_script

CANARY = "madeUpByServioProof0000"
"""What each has in it, so that whoever finds one knows where it comes from."""

STRIPE = f"{'sk'}_live_{CANARY}"
LIVE = f"{'pk'}_live_{CANARY}"
WEBHOOK = f"{'whsec'}_{CANARY}"
VENDOR = f"{'AKIA'}MADEUPBYPROOF000"
MAP = "/servio-verify-proof.js.map"


def _part(told: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


SERVICE_ROLE = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part({'iss': 'supabase', 'role': 'service_role'})}.{CANARY}"


def planted_in_pages(canary: str) -> Make:
    """Return what puts a canary at the end of each page of the web app, as a comment."""
    return on_pages(behind(f"\n<!-- config {canary} -->\n"))


def planted_in_answer(canary: str) -> Change:
    """Return a change that puts a canary into JSON; into a header, where the answer is none."""

    def plant(answer: Answer) -> Answer:
        if isinstance(answer.json, dict):
            return rewritten(answer, lambda envelope: envelope.update(debug={"config": canary}))
        return answer.with_header("X-Debug", canary)

    return plant


class ForSessions(Alteration):
    """Plants a canary in pages and JSON that are answered to a session; `at` is what their address has in it."""

    def __init__(self, scene: Scene, at: str = "") -> None:
        self._accounts, self._at = Accounts(scene), at

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return what a browser with a session is sent."""
        self._accounts.see(request, answer)
        concerned = request.side is not Side.OTHER and request.method == "GET" and self._at in request.route
        if not concerned or (self._at and not by_a_browser(request)) or not self._accounts.owner(request):
            return answer
        if answer.is_page:
            return behind(f"\n<!-- {WEBHOOK} -->\n")(answer)
        return planted_in_answer(WEBHOOK)(answer) if isinstance(answer.json, dict) else answer


def with_source_map(_scene: Scene) -> Alteration:
    """Return what gives each script a source map that holds a canary."""
    told = {"version": 3, "sources": ["server.ts"], "sourcesContent": [f"pay('{STRIPE}')"], "mappings": ""}
    file = Answer(200, (("Content-Type", "application/json"),)).with_json(told)
    return Served(MAP, file, behind(f"\n//# sourceMappingURL={MAP}\n"), is_script)


def left_behind(path: str) -> Make:
    """Return what serves a file that a deployment has left behind in the web app's folder."""
    file = Answer(200, (("Content-Type", "text/plain"),), f"STRIPE_SECRET_KEY={STRIPE}\n".encode())
    return lambda _scene: Served(path, file)
