"""Defects of the simple pages: what they show, what they leak, who can use them."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from selftest.other_servio.app.site import Site
from selftest.other_servio.defects.registry import Tier, defect, swap

LEAKED_KEY = "sk_test_51OtherServioSecretDoNotShip00"
LEAKED_WEBHOOK = "whsec_0therServioWebhookSecretDoNotShip"
SUBMIT_BY_POINTER_ONLY = """
const door = document.querySelector('form[action="/login"]');
if (door) {
  let pointed = false;
  door.querySelector('[type="submit"]').addEventListener("pointerdown", () => { pointed = true; });
  door.addEventListener("submit", (event) => pointed || event.preventDefault());
}
"""


def append_to_script(site: Site, text: str) -> None:
    """Add to the one script of the web app."""
    kind, script = site.web.assets["app.js"]
    site.web.assets["app.js"] = kind, script + text


# "A signed-in page shows the texts **Venues**, **Menus**, **Orders** as its navigation"
@defect("orders-tab-hidden", Tier.SMOKE, "The Orders button of the navigation is in the page but hidden")
def orders_tab_hidden(site: Site) -> None:
    visible, hidden = "<button>Orders", "<button hidden>Orders"
    swap(site.markup, "navigation", lambda navigation: navigation().replace(visible, hidden))


# "No error reaches the console on a healthy page": the browser refuses a style sheet that is HTML
@defect("stylesheet-is-html", Tier.SMOKE, "The style sheet answers 200 with the home page's HTML")
def stylesheet_is_html(site: Site) -> None:
    async def asset(asset: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
        return HTMLResponse(site.markup.home()) if request.url.path.endswith(".css") else await asset(request)

    swap(site.web, "asset", asset)


# "Only the `NEXT_PUBLIC_*` values may ever reach a browser"
@defect("secret-in-dashboard-comment", Tier.SMOKE, "An HTML comment of the dashboard holds the Stripe secret key")
def secret_in_dashboard_comment(site: Site) -> None:
    comment = f"\n<!-- billing: {LEAKED_KEY} -->"
    swap(site.markup, "dashboard", lambda dashboard, *parts: dashboard(*parts) + comment)


# "Only the `NEXT_PUBLIC_*` values may ever reach a browser"
@defect("secret-in-source-map", Tier.SMOKE, "The source map that the script names holds the Stripe webhook secret")
def secret_in_source_map(site: Site) -> None:
    source = f'{{"version":3,"sources":["env.ts"],"sourcesContent":["export const HOOK = \'{LEAKED_WEBHOOK}\'"]}}'
    append_to_script(site, "\n//# sourceMappingURL=app.js.map\n")
    site.web.assets["app.js.map"] = "application/json", source


# "Home, login, dashboard and the forms have no serious or critical finding of axe"
@defect("password-unlabelled", Tier.SMOKE, "The password of the login page has no label (axe: label, critical)")
def password_unlabelled(site: Site) -> None:
    label, bare = '<label for="secret">Password</label>', "<span>Password</span>"
    swap(site.markup, "login", lambda login, *parts, **named: login(*parts, **named).replace(label, bare))


# "Home, login, dashboard and the forms … can be used by keyboard alone"
@defect("login-by-mouse-only", Tier.SMOKE, "The login form goes off only if its button is clicked; Enter does nothing")
def login_by_mouse_only(site: Site) -> None:
    append_to_script(site, SUBMIT_BY_POINTER_ONLY)
