"""The HTML of the web app: plain pages and forms that also work without the script."""

from collections.abc import Iterable
from html import escape

from selftest.other_servio.store.records import Menu, Order, Venue

PUBLISHABLE_KEY = "pk_test_51OtherServioPublishable0000"


class Markup:
    """Pages and the fragments that arrive late."""

    sections = ("Venues", "Menus", "Orders")

    def __init__(self, *, asks_for_venue: bool = True, hydration_ms: int = 0) -> None:
        self.asks_for_venue = asks_for_venue
        self.hydration = (
            f'<script src="/static/late_hydration.js" data-delay="{hydration_ms}"></script>\n' if hydration_ms else ""
        )

    # Frames

    def document(self, title: str, header: str, main: str) -> str:
        """Any page."""
        return f"""<!doctype html>
<html lang="en-IE">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="payments-key" content="{PUBLISHABLE_KEY}">
<title>{escape(title)} · Servio</title>
<link rel="icon" href="/static/logo.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/style.css">
{self.hydration}<script src="/static/app.js" defer></script>
</head>
<body>
<header>{header}</header>
<main>
{main}
</main>
<footer><small>Made for people who feed people.</small></footer>
</body>
</html>
"""

    def outside(self, title: str, main: str) -> str:
        """A page that needs no session."""
        return self.document(title, '<a href="/">Home</a> <a href="/login">To the kitchen door</a>', main)

    def inside(self, title: str, banner: str | None, main: str) -> str:
        """A signed-in page, with the message of what was just done."""
        told = f'<div class="banner" role="status"><strong>{escape(banner)}</strong></div>\n' if banner else ""
        return self.document(title, self.navigation() + self.sign_out(), told + main)

    def navigation(self) -> str:
        """Buttons in little forms, with an ornament."""
        tabs = (f'<form action="/app/{name.lower()}"><button>{name} ›</button></form>' for name in self.sections)
        return f'<nav aria-label="Sections">{"".join(tabs)}</nav>'

    def sign_out(self) -> str:
        """The way out."""
        return '<form method="post" action="/app/leave"><button class="plain"><span>Sign out</span></button></form>'

    def alert(self, why: str | None) -> str:
        """Why a form was refused."""
        return f'<div class="refusal" role="alert"><p>{escape(why)}</p></div>' if why else ""

    def late(self, tag: str, attributes: str, url: str, content: str | None) -> str:
        """A place that the script fills, or one that is filled already."""
        if content is not None:
            return f"<{tag} {attributes}>{content}</{tag}>"
        return f'<{tag} {attributes} data-late="{url}" aria-busy="true"></{tag}>'

    def without_script(self) -> str:
        """The way to the filled page for who runs no script."""
        return '<noscript><p><a href="?plain=1">Show everything on this page</a></p></noscript>'

    # Pages

    def home(self) -> str:
        """The front door."""
        pitch = "<h1>Run the room, not the paperwork</h1>\n<p>Tables, dishes and tickets in one place.</p>"
        return self.outside("Hospitality, organised", pitch)

    def login(self, email: str = "", why: str | None = None, notice: str | None = None) -> str:
        """The sign-in form, with inputs and buttons that are none of the test's business."""
        note = f"<p>{escape(notice)}</p>" if notice else ""
        return self.outside(
            "Kitchen door",
            f"""<h1>Welcome back</h1>
{note}{self.alert(why)}
<form method="post" action="/login" novalidate>
<button type="button" class="plain" data-peeks="secret" aria-pressed="false">Show password</button>
<label for="who">E-mail address</label>
<input id="who" name="email" type="email" value="{escape(email)}" autocomplete="username">
<label for="secret">Password</label> <input id="secret" name="password" type="password" autocomplete="current-password">
<label><input type="checkbox" name="remember" value="yes"> Remember this device</label>
<button type="submit" data-wakes="400">Come in</button>
</form>""",
        )

    def dashboard(self, venues: Iterable[Venue], counts: str) -> str:
        """Where sign-in leads."""
        latest = "".join(f"<li>{escape(venue.name)}</li>" for venue in venues)
        return f"<h1>Good day, chef</h1>\n<p>{counts}</p>\n<h2>Recently opened</h2>\n<ul>{latest}</ul>"

    def venues(self, rows: str | None, options: str | None) -> str:
        """The list of venues; the form has a page of its own."""
        return f"""<h1>Where you serve</h1>
<p><a href="/app/venues/new">Create Venue</a></p>
<label for="jump">Jump to</label> {self.late("select", 'id="jump" name="jump"', "/app/part/venue-options", options)}
<h2>Doors</h2>
{self.late("div", 'id="doors"', "/app/part/venues", rows)}
{self.without_script()}"""

    def venue_form(self, once: str, name: str = "", address: str = "", why: str | None = None) -> str:
        """A page of its own."""
        return f"""<h1>A new place</h1>
{self.alert(why)}
<form method="post" action="/app/venues/new" novalidate>
<input type="hidden" name="once" value="{escape(once)}">
<label for="title">What is it called?</label> <input id="title" name="name" value="{escape(name)}">
<label for="street">Where is it?</label> <input id="street" name="address" value="{escape(address)}">
<p><button type="submit">Save</button> <a href="/app/venues">Never mind</a></p>
</form>"""

    def menus(self, form: str, rows: str | None, *, is_open: bool) -> str:
        """The list of menus; the form is a dialog on the same page."""
        return f"""<h1>What you serve</h1>
{self.menu_opener()}
<dialog id="menu-form" aria-labelledby="menu-title"{" open" if is_open else ""}>{form}</dialog>
{self.late("div", 'id="cards"', "/app/part/menus", rows)}
{self.without_script()}"""

    def menu_opener(self) -> str:
        """A form of its own, so that the button works before the script has arrived, and without it."""
        fields = '<input type="hidden" name="new" value="1"><input type="hidden" name="plain" value="1">'
        return f'<form action="/app/menus">{fields}<button data-opens="menu-form">Create Menu</button></form>'

    def menu_form(self, once: str, options: str | None, name: str = "", why: str | None = None) -> str:
        """The inside of the dialog."""
        select = self.late("select", 'id="place" name="venue"', "/app/part/venue-options", options)
        place = f'<label for="place">Served at</label> {select}' if self.asks_for_venue else ""
        return f"""<h2 id="menu-title">A new card</h2>
{self.alert(why)}
<form method="post" action="/app/menus" novalidate>
<input type="hidden" name="once" value="{escape(once)}">
<label for="title">Title</label> <input id="title" name="name" value="{escape(name)}">
{place}
<p><input type="submit" value="Save"> <button type="button" class="plain" data-closes>Never mind</button></p>
</form>"""

    def orders(self, rows: str | None, options: str | None) -> str:
        """The table of orders; its form has a page of its own, reached by a button."""
        return f"""<h1>What they had</h1>
<form action="/app/orders/new"><input type="submit" value="Create Order"></form>
<label for="only">Only from</label> {self.late("select", 'id="only" name="only"', "/app/part/venue-options", options)}
{self.late("div", 'id="tickets"', "/app/part/orders", rows)}
{self.without_script()}"""

    def order_form(self, once: str, venues: str | None, menus: str | None, why: str | None = None) -> str:
        """A page of its own; the menus follow the venue."""
        venue = self.late("select", 'id="place" name="venue" data-feeds="card"', "/app/part/venue-options", venues)
        menu = f'<select id="card" name="menu">{menus or ""}</select>'
        return f"""<h1>A new ticket</h1>
{self.alert(why)}
<form method="post" action="/app/orders/new" novalidate>
<input type="hidden" name="once" value="{escape(once)}">
<label for="place">Place</label> {venue}
<label for="card">Card</label> {menu}
<p><button>Save</button> <a href="/app/orders">Never mind</a></p>
</form>
{self.without_script()}"""

    # Fragments

    def option(self, key: int, label: str) -> str:
        """One choice, labelled by name."""
        return f'<option value="{key}" label="{escape(label)}"></option>'

    def options(self, records: Iterable[Venue] | Iterable[Menu]) -> str:
        """Choices; the first is the default."""
        return "".join(self.option(record.id, record.name) for record in records)

    def group(self, venue: Venue, menus: Iterable[Menu]) -> str:
        """A venue's menus under its name, for forms without the script."""
        return f'<optgroup label="{escape(venue.name)}">{self.options(menus)}</optgroup>'

    def venue_row(self, venue: Venue) -> str:
        """One venue."""
        return f"<article><h3>{escape(venue.name)}</h3><p>{escape(venue.address)}</p></article>"

    def menu_row(self, menu: Menu, venue: Venue) -> str:
        """One menu."""
        return f"<dt>{escape(menu.name)}</dt><dd>{escape(venue.name)}</dd>"

    def order_row(self, order: Order, menu: Menu, venue: Venue) -> str:
        """One order."""
        cells = (f"No. {order.id}", f"{order.created:%d %b %H:%M}", menu.name, venue.name, order.status)
        return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"

    def menu_rows(self, rows: str) -> str:
        """All menus."""
        return f"<dl>{rows}</dl>" if rows else "<p>None yet.</p>"

    def order_rows(self, rows: str) -> str:
        """All orders."""
        heads = "".join(f'<th scope="col">{head}</th>' for head in ("Ticket", "Taken", "Card", "Place", "State"))
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
