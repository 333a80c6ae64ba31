"""Faults of the build id: another build, two builds, none."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_web
from servio_sandbox.faults.registry import fault

OTHER_BUILD = "0ddba11c0de5"


@fault("situation")
def other_build(sandbox: Sandbox) -> None:
    """Both origins name another build."""
    on_web(sandbox, _rename)
    on_api(sandbox, _rename)


@fault("situation")
def other_build_api(sandbox: Sandbox) -> None:
    """The API names another build than the web app."""
    on_api(sandbox, _rename)


@fault("situation")
def build_untold(sandbox: Sandbox) -> None:
    """No origin names its build."""
    on_web(sandbox, _forget)
    on_api(sandbox, _forget)


def _rename(answer: Answer) -> None:
    old = answer.headers["x-servio-build"]
    answer.body = answer.body.replace(old.encode(), OTHER_BUILD.encode())
    answer.headers["x-servio-build"] = OTHER_BUILD


def _forget(answer: Answer) -> None:
    del answer.headers["x-servio-build"]
