"""Styles of Next.js: pages from the server that are hydrated late, soft navigations, prefetches, Sentry's marks."""

import re
import secrets
from html import escape

import anyio

from servio_sandbox.api.access import COOKIE
from servio_sandbox.app.asgi import App, Receive, Scope, Send
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_web
from servio_sandbox.styles.next_markup import FORM, HERO, LOADING, NAVIGATION, OPEN_TOP, SIGN_IN_TOP
from servio_sandbox.styles.registry import add_file, import_in, style

PREFETCH_SECONDS = 0.2
SIGNED_IN = r"/(?:dashboard|(?:venues|menus|orders)(?:/new)?)"
MODULE = re.compile(rb'((?:from |import\()"\./\w+\.js)(")')


@style()
def next(sandbox: Sandbox) -> None:  # noqa: A001 (the style's name)
    """Pages of Next.js 16 with @sentry/nextjs: drawn by the server, hydrated late, left softly, prefetches given up."""
    _name_assets_as_next(sandbox)
    for file in ("hydrate.js", "router.js", "sentry.js", "flight.js"):
        add_file(sandbox, file)
    delay = f"{sandbox.settings.style_options.hydration_delay:g}"
    edit(sandbox, "hydrate.js", "DELAY", delay)
    edit(sandbox, "sentry.js", "ENVIRONMENT", sandbox.settings.environment)
    edit(sandbox, "dom.js", "  return element;", "  element.__reactFiber$servio = hydratedRoot;\n  return element;")
    import_in(sandbox, "dom.js", "hydratedRoot", "hydrate.js")
    _navigate_softly(sandbox)
    on_web(sandbox, lambda answer: _draw(sandbox, answer), "(?!/assets/|/health).*")
    sandbox.web = _slow_prefetches(sandbox.web)


@style()
def hops(sandbox: Sandbox) -> None:
    """Three navigations from the sign-in form to the dashboard: a soft one, a hard one, and once more."""
    add_file(sandbox, "hops.js")
    import_in(sandbox, "start.js", "hop", "hops.js")
    edit(sandbox, "start.js", '?? "/dashboard");\n    },', '?? "/dashboard");\n      hop();\n    },')


def _name_assets_as_next(sandbox: Sandbox) -> None:
    page = sandbox.website.files["index.html"]
    page = re.sub(r"/assets/\$build/([\w.]+)", r"/assets/\1?dpl=$build", page)
    sandbox.website.files["index.html"] = page
    scripts = '<script src="/assets/flight.js?dpl=$build"></script>\n    <script type="module" src="/assets/hydrate.js'
    edit(sandbox, "index.html", '<script type="module" src="/assets/app.js', scripts)

    def pass_on_deployment(answer: Answer) -> None:
        deployment = re.sub(r"[^\w.-]", "", answer.request.query_params.get("dpl", ""))
        if deployment:
            answer.body = MODULE.sub(rb"\1?dpl=" + deployment.encode() + rb"\2", answer.body)

    on_web(sandbox, pass_on_deployment, r"/assets/\w+\.js")


def _navigate_softly(sandbox: Sandbox) -> None:
    import_in(sandbox, "app.js", "arrived, softly", "router.js")
    import_in(sandbox, "app.js", "sentry", "sentry.js")
    edit(sandbox, "app.js", '  history.pushState(null, "", path);',
         '  await softly(path);\n  history.pushState(null, "", path);')  # fmt: skip
    edit(sandbox, "app.js", '"popstate", () => draw()',
         '"popstate", () => softly(location.pathname + location.search).then(() => draw())')  # fmt: skip
    edit(sandbox, "app.js", "    const finished = finish();", "    const finished = finish();\n    arrived(title);")


def _draw(sandbox: Sandbox, answer: Answer) -> None:
    """Turn the empty page into what the server of Next.js sends."""
    request = answer.request
    build = answer.headers["x-servio-build"]
    if "_rsc" in request.query_params:
        answer.body = f'0:{{"b":"{build}","f":[["",{{"children":["__PAGE__",{{}}]}}]]}}\n'.encode()
        answer.headers["content-type"] = "text/x-component"
        answer.headers["vary"] = "rsc, next-router-state-tree, next-router-prefetch"
        return
    if answer.status != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
        return
    top, main = _markup(sandbox, answer)
    page = answer.body.decode()
    page = page.replace('class="top"></header>', f'class="top">{top}</header>')
    page = page.replace("</noscript></main>", f"</noscript>{main}</main>")
    page = page.replace("</head>", f"{_trace(sandbox.settings.environment, build)}\n  </head>", 1)
    answer.body = page.encode()
    answer.headers["cache-control"] = "private, no-cache, no-store, max-age=0, must-revalidate"


def _markup(sandbox: Sandbox, answer: Answer) -> tuple[str, str]:
    path = answer.request.url.path
    if path in ("/", "/login"):
        return (SIGN_IN_TOP, FORM) if path == "/login" else (OPEN_TOP, HERO)
    credential = answer.request.cookies.get(COOKIE)
    account = sandbox.services.accounts.identify(credential) if credential else None
    if account and re.fullmatch(SIGNED_IN, path):
        return NAVIGATION.replace("EMAIL", escape(account.email)), LOADING
    return "", ""


def _trace(environment: str, build: str) -> str:
    trace, span = secrets.token_hex(16), secrets.token_hex(8)
    baggage = f"sentry-environment={environment},sentry-release={build},sentry-trace_id={trace},sentry-sampled=true"
    sampled = f'<meta name="sentry-trace" content="{trace}-{span}-1">'
    return f'{sampled}\n    <meta name="baggage" content="{escape(baggage)}">'


def _slow_prefetches(app: App) -> App:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if (b"next-router-prefetch", b"1") in scope["headers"]:
            await anyio.sleep(PREFETCH_SECONDS)
        await app(scope, receive, send)

    return answer
