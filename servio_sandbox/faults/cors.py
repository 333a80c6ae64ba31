"""Faults of CORS."""

from collections.abc import Callable

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api
from servio_sandbox.faults.registry import fault


@fault("cors-any-origin", "smoke", "CORS lets every origin in, with credentials")
def _(sandbox: Sandbox) -> None:
    _admit(sandbox, lambda _origin, _web: True)


@fault("cors-prefix", "smoke", "CORS lets in origins that begin like the web origin")
def _(sandbox: Sandbox) -> None:
    _admit(sandbox, lambda origin, web: origin.startswith(web))


@fault("cors-suffix", "smoke", "CORS lets in origins that end like the web origin's host")
def _(sandbox: Sandbox) -> None:
    _admit(sandbox, lambda origin, web: origin.endswith(web.partition("://")[2]))


@fault("cors-subdomain", "smoke", "CORS lets in every subdomain of the web origin")
def _(sandbox: Sandbox) -> None:
    _admit(sandbox, lambda origin, web: origin.endswith("." + web.partition("://")[2]))


@fault("cors-other-scheme", "smoke", "CORS lets in the web origin's host under any scheme")
def _(sandbox: Sandbox) -> None:
    _admit(sandbox, lambda origin, web: origin.partition("://")[2] == web.partition("://")[2])


@fault("cors-null", "smoke", "CORS lets in the origin null")
def _(sandbox: Sandbox) -> None:
    _admit(sandbox, lambda origin, _web: origin == "null")


@fault("cors-web-refused", "smoke", "CORS does not let the web origin in")
def _(sandbox: Sandbox) -> None:
    def refuse(answer: Answer) -> None:
        del answer.headers["access-control-allow-origin"]
        if answer.request.method == "OPTIONS":
            answer.say(400, "Disallowed CORS origin")

    on_api(sandbox, refuse)


@fault("cors-missing-on-errors", "smoke", "CORS lets the web origin read successes only")
def _(sandbox: Sandbox) -> None:
    def refuse(answer: Answer) -> None:
        if answer.status >= 400:
            del answer.headers["access-control-allow-origin"]

    on_api(sandbox, refuse)


@fault("cors-no-credentials", "smoke", "CORS lets the web origin in without credentials")
def _(sandbox: Sandbox) -> None:
    def forbid(answer: Answer) -> None:
        del answer.headers["access-control-allow-credentials"]

    on_api(sandbox, forbid)


def _admit(sandbox: Sandbox, welcome: Callable[[str, str], bool]) -> None:
    def admit(answer: Answer) -> None:
        origin = answer.request.headers.get("origin")
        if origin and welcome(origin, sandbox.settings.origins.web):
            answer.headers["access-control-allow-origin"] = origin
            answer.headers["access-control-allow-credentials"] = "true"
            if answer.request.method == "OPTIONS":
                answer.say(200, "OK")

    on_api(sandbox, admit)
