"""Style of a second factor: after the password, a one-time code of an authenticator app, each good for one sign-in."""

import time
from contextvars import ContextVar
from functools import cache
from typing import Any

import pyotp

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit, on_body, swap
from servio_sandbox.settings import FIRST, SECOND
from servio_sandbox.store.accounts import Identity
from servio_sandbox.store.refusals import Unauthorized
from servio_sandbox.styles.registry import style

LOGIN = "/api/v1/auth/login"
ASKED = "Enter the one-time code of your authenticator app."
SENT = """\
try {
        await post("/auth/login", values);
      } catch (error) {
        if (code.isConnected || !error.message.includes("one-time code")) throw error;
        document.querySelector("#field-password").parentElement.after(code);
        document.querySelector("form.card button[type=submit]").disabled = false;
        code.querySelector("input").focus();
        return;
      }"""

_given: ContextVar[str] = ContextVar("code", default="")


@cache
def generator(email: str, seconds: int) -> pyotp.TOTP:
    """Return what makes an account's codes, a new one every so many seconds; new with each process."""
    return pyotp.TOTP(pyotp.random_base32(), interval=seconds, name=email, issuer="Servio")


def told(seconds: int) -> dict[str, str]:
    """Return the secrets of both accounts, as an authenticator app takes them."""
    keys = {"totp_secret": FIRST.email, "second_totp_secret": SECOND.email}
    return {key: generator(email, seconds).provisioning_uri() for key, email in keys.items()}


@style()
def two_factor(sandbox: Sandbox) -> None:
    """Signing in asks for a one-time code after the password, in the form and at the API, and takes each once."""
    accounts, seconds = sandbox.services.accounts, sandbox.settings.style_options.code_period
    used: set[tuple[str, int]] = set()

    def sign_in(email: str, password: str) -> tuple[str, Identity] | None:
        found: tuple[str, Identity] | None = own_sign_in(email, password)
        if found and (refusal := _refusal(found[1].email, _given.get(), seconds, used)):
            accounts.revoke(found[0])
            raise Unauthorized(refusal)
        return found

    own_sign_in = swap(accounts, "sign_in", sign_in)
    on_body(sandbox, _take_code, LOGIN)
    edit(sandbox, "start.js", "export async function login({ url, go }) {",
         "export async function login({ url, go }) {\n  const code = field(\"code\", \"One-time code\", "
         '{ autocomplete: "one-time-code", inputmode: "numeric" });')  # fmt: skip
    edit(sandbox, "start.js", 'await post("/auth/login", values);', SENT)


def _take_code(body: dict[str, Any]) -> None:
    _given.set(str(body.pop("code", "")))


def _refusal(email: str, code: str, seconds: int, used: set[tuple[str, int]]) -> str:
    """Return why a code opens no session; empty where it does, and is used with it."""
    if not code:
        return ASKED
    window = int(time.time()) // seconds
    # The window before counts too, as servers have it for clocks that are late (RFC 6238, 6).
    for near in (window, window - 1):
        if generator(email, seconds).at(near * seconds) == code and (email, near) not in used:
            used.add((email, near))
            return ""
    return "The one-time code is wrong, or was used before."
