"""Servios that draw their pages in other ways than the sandbox, and keep every promise."""

from selftest.support.front import Answer, Asked, Scenario, together

NAMED = ("Venue", "Menu", "Order")
SECOND, LIKE_THE_FIRST = b"second@example.com", b"my-test@example.com"

_MENU_ITEM = """h("a", { href, role: "menuitem",
  tabindex: path.startsWith(href) || (path === "/dashboard" && text === "Venues") ? "0" : "-1",
  onkeydown: (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...event.target.parentElement.children];
    all[(all.indexOf(event.target) + step + all.length) % all.length].focus();
  } }, text));"""
_COLUMNS = """(path === "/orders" ? h("div", {}, ...[...new Set(answer.data.map((one) => one.status))].map((status) =>
  h("section", {}, h("h2", {}, status), h("ul", { class: "list" },
    ...answer.data.filter((order) => order.status === status).map((order) =>
      h("li", {}, ...row(order).filter((part) => !/badge/.test(part.className)))))))) : h("ul", """
_IMPORT = 'import { list, post } from "./api.js";'
_DONE = """const said = document.getElementById("toast").innerText;
        document.getElementById("toast").replaceChildren();
        show(heading("Done"), h("p", {}, `${said} successfully. You may close this.`));"""


def scripted(script: str, *changes: tuple[str, str]) -> Scenario:
    """Replace texts of one script of the web app; ValueError where one is not there."""

    def after(asked: Asked, answer: Answer) -> Answer:
        if asked.side != "web" or not asked.path.endswith(f"/{script}") or answer.status != 200:
            return answer
        text = answer.body.decode()
        for old, new in changes:
            if old not in text:
                raise ValueError(f"{script} does not hold {old!r}")
            text = text.replace(old, new)
        return Answer(200, answer.headers, text.encode())

    return Scenario(after=after)


def orders_under_their_status() -> Scenario:
    """Orders in columns, each under a heading with the status of all in it."""
    return scripted("lists.js", ('? h("ul", ', f"? {_COLUMNS}"), ("...row(entry))))", "...row(entry)))))"))


def rows_that_say_created() -> Scenario:
    """Each entry says when it was created; a page of its own says that one more was, and in more words."""
    rows = (
        scripted(
            f"{what.lower()}s.js",
            (f"row: ({what.lower()}) => [", f'row: ({what.lower()}) => [muted("{what} created 2 minutes ago"), '),
            (f'await go("/{what.lower()}s");', _DONE),
            (_IMPORT, f'{_IMPORT}\nimport {{ h }} from "./dom.js";'),
        )
        for what in NAMED
    )
    return together(*rows)


def menu_bar() -> Scenario:
    """A navigation with one stop for Tab, in which the arrow keys go on, as of a menu bar."""
    link = 'h("a", { href, "aria-current": path.startsWith(href) ? "page" : null }, text));'
    bar = 'h("nav", { "aria-label": "Main" }, h("div", { role: "menubar" }, ...links))'
    return scripted("shell.js", (link, _MENU_ITEM), ('h("nav", { "aria-label": "Main" }, ...links)', bar))


def replaced_entries() -> Scenario:
    """A section takes the place of the one before in the browser's history."""
    kept = 'history[/^.(venues|menus|orders)$/.test(path) ? "replaceState" : "pushState"](null, "", path);'
    return scripted("app.js", ('history.pushState(null, "", path);', kept))


def one_address_in_another() -> Scenario:
    """The second account's e-mail, as it is shown, ends as the first one's reads."""

    def after(_asked: Asked, answer: Answer) -> Answer:
        return Answer(answer.status, answer.headers, answer.body.replace(SECOND, LIKE_THE_FIRST))

    return Scenario(after=after)
