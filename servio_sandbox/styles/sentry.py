"""Style of a web app with Sentry's own browser SDK, which reports to a server of choice or to the sandbox itself."""

from urllib.parse import urlsplit

from servio_sandbox.app.asgi import App, Receive, Scope, Send
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_api, on_web
from servio_sandbox.settings import SandboxError
from servio_sandbox.styles.registry import add_file, style

KEY = "0123456789abcdef0123456789abcdef"
PROJECT = "42"
INTAKE = f"/api/{PROJECT}/envelope/"
"""Where the sandbox takes envelopes itself; `--sentry-dsn` leads elsewhere."""

THROWS = "/api/v1/throw"
"""Where the API throws on purpose."""

CORS = [(b"access-control-allow-origin", b"*"), (b"content-type", b"application/json")]


@style()
def sentry(sandbox: Sandbox) -> None:
    """Pages with Sentry's browser SDK (--sentry-sdk), which report to --sentry-dsn or to the sandbox itself."""
    options, web = sandbox.settings.style_options, urlsplit(sandbox.settings.origins.web)
    dsn = options.sentry_dsn or f"{web.scheme}://{KEY}@{web.netloc}/{PROJECT}"
    add_file(sandbox, "reporting.js")
    edit(sandbox, "reporting.js", "DSN", dsn)
    edit(sandbox, "reporting.js", "ENVIRONMENT", sandbox.settings.environment)
    edit(sandbox, "reporting.js", "BUILD", sandbox.settings.builds[0])
    edit(sandbox, "reporting.js", "  // OPTIONS\n", f"  {options.sentry_options}\n")
    _serve_sdk(sandbox)
    _let_report(sandbox, dsn)
    sandbox.web = _taking(sandbox.web)
    on_api(sandbox, lambda answer: answer.replace(500, _thrown(answer)), THROWS)


def _serve_sdk(sandbox: Sandbox) -> None:
    tags = '<script src="/assets/$build/reporting.js"></script>'
    if file := sandbox.settings.style_options.sentry_sdk:
        try:
            sandbox.website.files["sentry_sdk.js"] = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SandboxError(f"--sentry-sdk {file} cannot be read: {error}") from None
        tags = f'<script src="/assets/$build/sentry_sdk.js"></script>{tags}'
    edit(sandbox, "index.html", "</head>", f"{tags}\n  </head>")


def _let_report(sandbox: Sandbox, dsn: str) -> None:
    parts = urlsplit(dsn)
    host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    def allow(answer: Answer) -> None:
        policy = answer.headers["content-security-policy"]
        answer.headers["content-security-policy"] = policy.replace("connect-src ", f"connect-src {host} ")

    on_web(sandbox, allow)


def _thrown(answer: Answer) -> dict[str, object]:
    """Return the envelope of an error that nobody caught; the API's own 404 has its form."""
    error = {"code": "INTERNAL_ERROR", "message": "something went wrong on our side", "details": None}
    return {**answer.json, "error": error}


def _taking(app: App) -> App:
    """Answer envelopes as Sentry does; everything else goes on."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != INTAKE or scope["method"] != "POST":
            await app(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": CORS})
        await send({"type": "http.response.body", "body": b"{}"})

    return answer
