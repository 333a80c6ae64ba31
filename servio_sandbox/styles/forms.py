"""Styles of plain HTML forms: the browser's own validation, entries in one text, lists that arrive late."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit
from servio_sandbox.styles.registry import style

LATE = "await new Promise((done) => setTimeout(done, 700))"
FOOTER = """\
    <footer class="inner">
      <form action="/newsletter">
        <label for="news">News from Servio</label>
        <input id="news" name="email" type="email" required autocomplete="email">
        <button type="submit" class="quiet">Subscribe</button>
      </form>
    </footer>
  </body>"""


@style()
def forms(sandbox: Sandbox) -> None:
    """Forms that the browser checks itself, entries as "Name · Address", lists that arrive late."""
    edit(sandbox, "forms.js", ', novalidate: ""', "")
    edit(sandbox, "venues.js", "[nameOf(venue.name), muted([venue.address, venue.city].filter(Boolean).join(\", \"))]",
         '[[venue.name, venue.address, venue.city].filter(Boolean).join(" · ")]')  # fmt: skip
    edit(sandbox, "menus.js", "[nameOf(menu.name), muted(menu.venueName)]", "[`${menu.name} · ${menu.venueName}`]")
    edit(sandbox, "orders.js",
         "[nameOf(order.venueName), muted(order.menuName), badge(order.status), muted(money(order))]",
         '[[order.venueName, order.menuName, order.status, money(order)].join(" · ")]')  # fmt: skip
    # The newest venue of anyone is chosen before the user has seen the list, as in the sandbox itself.
    for file in ("menus.js", "orders.js"):
        edit(sandbox, file, 'await list("/venues', f'{LATE}, await list("/venues')


@style()
def newsletter(sandbox: Sandbox) -> None:
    """A newsletter form with an e-mail field of its own in the footer of every page."""
    edit(sandbox, "index.html", "  </body>", FOOTER)
