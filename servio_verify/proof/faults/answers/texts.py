"""Texts: what a restaurant has written is answered escaped, misread or cut."""

import html
from collections.abc import Callable
from functools import partial
from typing import Any

from servio_verify.proof.fault import Fault, Need, register
from servio_verify.proof.faults.answers.records import MENUS, VENUES
from servio_verify.proof.parts.altering import on_routes
from servio_verify.proof.parts.envelopes import Change, each_record, every_text, turn

VENUE_READ = "smoke/test_venue_records.py::test_a_venue_is_read_back_as_written"
MENU_READ = "smoke/test_menus.py::test_a_menu_is_read_back_as_written"
DISHES_READ = "smoke/test_menus.py::test_the_items_of_a_menu_are_read_back_as_written"
ENCODING = "CWE-116, Improper Encoding or Escaping of Output"
LONGEST = 50

fault = partial(Fault, kind="texts", needs=frozenset({Need.WRITES}))


def texts(change: Callable[[str], str]) -> Change:
    """Return a change of name, address and description, and of those of all dishes."""

    def it(record: dict[str, Any]) -> None:
        for name in ("name", "address", "description", "categories", "items"):
            if name in record:
                record[name] = every_text(record[name], change)

    return it


def in_three_bytes(text: str) -> str:
    """Return a text without what UTF-8 writes in four bytes."""
    return "".join("?" if ord(each) > 0xFFFF else each for each in text)


def misread(text: str) -> str:
    """Return a text whose bytes were taken for another encoding."""
    return text.encode("utf-8").decode("latin-1")


register(
    fault(
        name="names-with-entities",
        title="texts come escaped for HTML, in JSON",
        suffers="a guest reads O&#x27;Hara &amp; Sons where the restaurant is called O'Hara & Sons",
        source=ENCODING,
        make=on_routes(each_record(texts(html.escape)), *VENUES, *MENUS),
        checks=(VENUE_READ, MENU_READ, DISHES_READ),
    )
)
register(
    fault(
        name="names-misread",
        title="texts come as if their bytes were of another encoding",
        suffers="a guest reads CafÃ© where the restaurant is called Café",
        source="W3C Internationalization, on mojibake: text decoded with another encoding than it was written in",
        make=on_routes(each_record(texts(misread)), *VENUES, *MENUS),
        checks=(VENUE_READ, MENU_READ, DISHES_READ),
    )
)
register(
    fault(
        name="names-cut",
        title=f"names end after {LONGEST} characters",
        suffers="a restaurant's long name ends in the middle",
        source="CWE-222, Truncation of Security-relevant Information, and common limits of columns",
        make=on_routes(each_record(turn("name", lambda name: name[:LONGEST])), *VENUES),
        checks=(VENUE_READ,),
    )
)
register(
    fault(
        name="names-without-what-looks-like-markup",
        title="what stands in angle brackets is taken out of texts",
        suffers="a dish that is called Fish <small> loses a part of its name",
        source=ENCODING,
        make=on_routes(each_record(texts(lambda text: text.replace("<b>", "").replace("</b>", ""))), *VENUES, *MENUS),
        checks=(VENUE_READ, MENU_READ, DISHES_READ),
    )
)
register(
    fault(
        name="names-without-emoji",
        title="characters outside the basic plane are replaced",
        suffers="a restaurant that writes its name with an emoji is shown question marks",
        source="MySQL manual: utf8mb3 holds no supplementary characters, utf8mb4 does",
        make=on_routes(
            each_record(texts(in_three_bytes)),
            *VENUES,
            *MENUS,
        ),
        checks=(VENUE_READ, MENU_READ, DISHES_READ),
    )
)
