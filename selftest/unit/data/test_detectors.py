"""Detectors of the check of staging's data: what each finds, what is reserved for nobody, what is no personal datum."""

import base64
import gzip

import pytest

from servio_verify.data.check.detect.context import context_of
from servio_verify.data.check.detect.forms import plain, unpacked
from servio_verify.data.check.detect.names import fold, names
from servio_verify.data.check.looking import find

MAIL = "gasthaus-mail.de"
PERSONAL = {
    "email": (
        f"write to mailto:anna.k+x@{MAIL}!", f"ANNA@{MAIL.upper()}", f"jörg@{MAIL}", f"anna%40{MAIL}",
        f"anna&#64;{MAIL}", f'{{"to": "anna\\u0040{MAIL}"}}', f"'anna@{MAIL}':3", f"to=anna@sub.{MAIL}&x=1",
        "anna@xn--mnchen-3ya.de", base64.b64encode(f"contact anna@{MAIL}".encode()).decode(),
        f"anna@{MAIL}".encode().hex(), f"\\x{f'anna@{MAIL}'.encode().hex()}", f"anna\u200b@{MAIL}", f"anna\uff20{MAIL}",
        f"guests:-anna@{MAIL}", f"anna@{MAIL}-vegan", f".anna@{MAIL}",
        base64.encodebytes(f"BEGIN:VCARD\r\n\tEMAIL:anna@{MAIL}\r\nEND:VCARD".encode()).decode().replace("\n", ""),
        base64.b64encode(gzip.compress(f"contact anna@{MAIL}".encode())).decode(),
    ),
    "phone": (
        "+44 20 7946 1234", "call 020 7946 1234 now", "0044 161 496 1881", "+49 (0)30 901820", "(212) 736-5000",
        "212-736-5000", "+1-212-736-5000", "07912 345678", "07912345678", "tel:+33142685300", "+44.20.7946.1234",
        "Tel:07911123457", "Tel.020 7946 1234", "Anna,07911123457", "07911123457-Anna", '{"phone": "06 12 34 56 78"}',
        '{"guest": {"mobilePhone": "02071234567"}}', '{"phone":"501234567"}', '{"phone": "0171 2345678"}',
        '{"phone":447911123457,"id":1}', '{"phones": ["06 12 34 56 78"]}', '"phone"=>"501234567"',
        "0044 161 234 1881x5", "0044 20 7946 1234-home", "00442079461234,", "0033 142685300ext.12",
    ),
    "card": ("5425 2334 3010 9903", "4539578763621486", "374245455400126"),
    "iban": ("GB33BUKB20201555555555", "DE75 5121 0800 1245 1261 99", "FR7630006000011234567890189"),
    "ip": ("81.2.69.142", "from 81.2.69.142:443", "2a02:8084:6a22:4b80:f8be::1", "[81.2.69.142]", "81.2.69.142,7",
        "asked for an update (81.2.69.142)"),
    "token": (
        f"sk_live_{'abc1' * 5}", f"AKIA{'IOSFODNN7EXAMPLE'}", f"whsec_{'abc1' * 8}", f"ghp_{'abc1' * 9}",
        f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{'abc1' * 6}", "postgres://servio:hidden@db/servio",
    ),
    "password": (f"$2b$12${'a' * 53}", "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG"),
    "name": (
        "thanks to Marco Rossi", "Zofia Nowakowska", "Dear Mr Henrik Dahlberg,", "José García", "Łukasz Wiśniewski",
        "Mary-Jane Watson", "Dr. Priya Patel called", "Jean-Luc Moreau", "SABINE KRÜGER", '{"first_name": "Anna"}',
        "O'Brien, Siobhan", "booked by John Smith", "Olivia Brown's table", "James Baker", "Jose\u0301 Garci\u0301a",
        '{"name": "王伟", "email": ""}', r'"{\"name\": \"Анна\", \"phone\": \"1\"}"',
        '{"customer": {"name": "anna kowalska"}}', '[{"name": "Анна", "phone": "1"}]',
    ),
    "address": ("lives at 14 Acacia Avenue", "Hauptstraße 12", "12 rue de Rivoli", "Via Roma, 5", "221b Baker Street",
        '{"customer": {"address": "Flat 3, High Holborn"}}'),
}  # fmt: skip
RESERVED = {
    "email": ("guest@table.invalid", "anna@example.com", "anna@mail.example.org", "x@servio.test", "x@host.localhost",
        "postgres@staging-db.internal", "root@router.lan"),
    "phone": (
        "+44 7700 900123", "07700 900123", "020 7946 0999", "+1 202 555 0143", "(202) 555-0143", "+33 6 39 98 12 34",
        "+46 70 174 06 05", "+61 491 570 156", "+999 123 456 789",
    ),
    "card": ("4242 4242 4242 4242", "4111111111111111", "5425 2334 3010 9904"),
    "iban": ("GB00BUKB20201555555555", "GB82 WEST 1234 5698 7654 32"),
    "ip": ("198.18.4.7", "10.0.0.1", "127.0.0.1", "2001:db8::17", "8.8.8.8"),
}  # fmt: skip
NOTHING = (
    "icon@2x.png", "user@localhost", "git@github.com:org/repo.git", "noreply@servio.com", "package@1.2.3", "a@b",
    "2026-11-29 18:30:00.123456+00:00", "2026-11-29T18:30:00Z", "order 2026-0123-4567", "10.20.30.400",
    "v81.2.69.142", "1764380000000", "5000112637922", "978-3-16-148410-0", "GB123456789", "0012345678", "12:30:45",
    "a::b", "std::vector", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "SKU-4539-5787-6362-1486", "4929000000006",
    "0034167211061", "00012345678905", "firmware 23.4.1.0", "v 81.2.69.142", '{"version": "81.2.69.142"}',
    "deploy@web.prod-2", '{"name": "Rosemary Lamb", "price": 1}', '{"venue": {"name": "Anna", "phone": ""}}',
    "software: 23.4.1.0", '{"phone_verified_at": "20261130"}', '{"id": "02071234567"}',
    '{"venue": {"address": "Unit 5, High Holborn", "phone": ""}}',
    "00685521-214a-4c1b-9f3e-2d5a7c9e1b40", "GET /orders/00435582-436e-4b7a-8c1d-5f2e9a7b3c60 200",
    "urn:uuid:00628942-9517-4f0e-a1b2-c3d4e5f60718", "00628942-9517-4123-8abc-c3d4e5f60718",
    "ref=0037664637e1b2c3d4e5f6a7",
)  # fmt: skip
NOBODY = (
    "Earl Grey", "Caesar Salad", "Tom Yum Soup", "Tom Collins", "Table 12", "Grand Hotel", "Happy Birthday",
    "Sunday Roast", "Order Placed", "Front Desk", "Prime Rib", "Rose Garden", "Olive Garden", "Dover Sole",
    "May Day", "Christmas Eve", "Mark Down", "Will Call", "Rich Text", "Art Deco", "Grand Marnier", "Pearl Barley",
    "Sandy Lane", "Jasmine Rice", "Sage Butter", "Sherry Trifle", "Pinot Noir", "Coq Au Vin", "Santa Cruz",
    "San Diego", "Los Angeles", "New York", "Victoria Station", "Elizabeth Line", "Oxford Street", "Paris France",
    "Lincoln Park", "Chelsea Bun", "Virginia Ham", "Georgia Peach", "Carolina Reaper", "Stripe Connect",
    "Apple Pay", "Internal Server Error", "Not Found", "User Agent", "Jack Fruit", "Bill Splitting", "Grace Note",
    "Hope Street", "Eve Online", "Saint Patrick Day", "Martin Luther King Day", "Ben Nevis", "Mai Tai",
    "Irish Coffee", "Singapore Sling", "Stinking Bishop", "Parma Ham", "Scotch Egg", "Rosemary Lamb", "Jim Beam",
    "Dom Pérignon", "Eggs Benedict", "Margherita Stone Baked", "Charlotte Russe", "Maris Piper Chips",
)  # fmt: skip
HARMLESS = {
    "terminals.app_version": ("4.12.0.3",),
    "terminals.buildNumbers": ("4.12.0.3",),
    "orders.user_agent": ("ServioPOS 4.12.0.3",),
    "orders.address_id": ("addr_8f3k2Lm9",),
    "venues.street_view_url": ("https://maps.example/12abc",),
    "orders.postal_type": ("type2 postal",),
    "orders.created_by": ("cron job", "import 2024", "kiosk", "Walk In", "system"),
    "orders.customer": ("Cash", "Takeaway", '{"marketing": true, "id": 5}', '{"name": "Guest"}', '{"method": "email"}'),
    "orders.guests": ("2 adults 1 child", '{"adults": 2, "children": 1}'),
    "items.sku": ("0800-1234567",),
    "orders.order_ref": ("456-789-1234", "0745-123456"),
    "venue_settings.address": ("12 Baker Street",),
    "orderlines.name": ("Anna Potatoes", "James Baker"),
    "venues.address": ("12 Victor Hugo Avenue", "Via Giuseppe Garibaldi 20", "Francesc Macià 4"),
    "venues.city": ("San Jose", "San Antonio"),
    "customers.city": ("San Jose", "Jo Daviess"),
    "delivery_zones.streets": ("{Victor Hugo Avenue,James Joyce Street,Karl Marx Allee}",),
    "delivery_zones.name": ("Martin Luther King Quarter", "Victor Hugo"),
    "orders.notes": (
        '{"items": [{"name": "Kim Crawford Sauvignon Blanc", "price": 1}, {"name": "Paul Hobbs Chardonnay"}]}',
        '{"venue": {"id": 1, "name": "Joe Allen", "hours": {"mon": 1}}, "restaurantName": "Harry Morgan"}',
        '[{"name": "Paul Hobbs", "quantity": 2, "unitPrice": 7.5}]',
        "1 x Kim Crawford Sauvignon Blanc",
        "2 Paul Hobbs Chardonnay, 1 Henry Weston Cider",
        "behind Karl Marx Platz",
        "avenue Victor Hugo",
        "from the James Joyce Bridge",
    ),
    "orders.items": (
        '[{"id": "i1", "name": "Kim Crawford Sauvignon Blanc", "quantity": 1}, {"title": "Paul Hobbs"}]',
        '{"[{\\"name\\": \\"Kim Crawford\\"}]","[{\\"name\\": \\"Paul Hobbs\\"}]"}',
    ),
    "orders.venue": ('{"id": "v1", "name": "Joe Allen", "address": "12 Victor Hugo Avenue", "phone": ""}',),
    "orders.venue_name": ("Joe Allen",),
    "orders.restaurant_address": ("12 Baker Street",),
}
TOLD = {
    "checkout_sessions.state": ("name", ('{"contact": "Anna Kowalska", "step": 2}',)),
    "venue_orders.delivery_address": ("address", ("12 Baker Street",)),
    "orders.guest": ("address", ('{"address": "Flat 3, High Holborn"}',)),
    "user_locations.street": ("address", ("12 Baker Street",)),
    "guestLocationHistory.street": ("address", ("12 Baker Street",)),
    "orders.conversion_data": ("ip", ('{"ip":"81.2.69.160"}',)),
    "orders.building": ("ip", ("81.2.69.160",)),
    "timelines.title": ("name", ("James Baker",)),
    "orders.items": (
        "name",
        (
            '[{"name": "Kim Crawford", "notes": "for Marco Rossi"}]',
            '[{"name": "Rioja", "guest": {"name": "Marco Rossi"}}]',
            '[{"name": "Marco Rossi", "email": ""}]',
        ),
    ),
    "orders.data": ("name", ('{"name": "Marco Rossi", "items": [{"name": "Rioja"}]}', "Marco Rossi, Park Avenue")),
    "orders.payload": ("name", ('{"name": "Marco Rossi", "price": 1, "phone": ""}',)),
    "orders.venue_guest_name": ("name", ("Joe Allen",)),
    "customer_venues.delivery_address": ("address", ("12 Baker Street",)),
    "customers.company_name": ("name", ("Joe Allen",)),
    "orders.customer": (
        "name",
        ('{"first": "Anna", "last": "Kowalska"}', '{"name": "王伟"}', '{"note": "for Marco Rossi"}'),
    ),
    "orders.phone": ("phone", ("tel: 501234567", "501-234-567 (Anna)", '["06 12 34 56 78"]')),
}
EVERYTHING = context_of("orders", "notes")


def kinds(text: str, table: str = "orders", column: str = "notes", *, real: bool = True) -> set[str]:
    context = context_of(table, column)
    texts = (read := plain(text), *unpacked(read))
    return {str(found.kind) for each in texts for found in find(each, context) if found.real is real}


@pytest.mark.parametrize("kind", PERSONAL)
def test_a_personal_datum_is_found_however_it_is_written(kind: str) -> None:
    assert not [text for text in PERSONAL[kind] if kind not in kinds(text)]


@pytest.mark.parametrize("kind", RESERVED)
def test_what_is_reserved_is_nobodys(kind: str) -> None:
    assert not [text for text in RESERVED[kind] if kind in kinds(text)]
    assert [text for text in RESERVED[kind] if kind in kinds(text, real=False)] == list(RESERVED[kind])


def test_what_only_looks_like_it_is_nothing() -> None:
    assert not {text: found for text in NOTHING if (found := kinds(text))}


@pytest.mark.parametrize("place", HARMLESS)
def test_what_its_column_says_is_no_personal_datum(place: str) -> None:
    assert not {text: found for text in HARMLESS[place] if (found := kinds(text, *place.split(".")))}


@pytest.mark.parametrize("place", TOLD)
def test_what_its_column_says_is_one(place: str) -> None:
    kind, texts = TOLD[place]
    assert not [text for text in texts if kind not in kinds(text, *place.split("."))]


def test_dishes_places_and_phrases_are_nobody() -> None:
    assert not {text: found for text in NOBODY if (found := kinds(text))}


@pytest.mark.parametrize("value", ["Anna", "Rosemary", "Mr Baker", "王小明", "Иван Петров", "Kowalska"])
def test_each_value_of_a_column_of_names_is_somebody(value: str) -> None:
    assert kinds(value, "customers", "last_name") == {"name"}


@pytest.mark.parametrize(
    "value",
    [
        '{"Anna Kowalska","Emma Schmidt","John Smith",NULL,Peter}',
        '["Anna Kowalska", "Emma Schmidt", "John Smith", "Peter Meyer"]',
        '{"name": "Anna Kowalska", "seat": "by the window please", "party": 4, "note": null}',
        "Anna Kowalska, a table for two by the window",
    ],
)
def test_somebody_among_many_words_of_a_column_of_names_is_found(value: str) -> None:
    assert kinds(value, "orders", "guest") == {"name"}


@pytest.mark.parametrize(
    "value",
    [
        "Guest",
        "Walk-in",
        "{Guest,Table 4}",
        "one of the guests of the wedding party",
        "Test User",
        "Table 4",
        "N/A",
        "VIP",
        "emma.novak.k3f9x2m7q4tz@guest.invalid",
    ],
)
def test_what_stands_there_in_place_of_a_name_is_nobody(value: str) -> None:
    assert not kinds(value, "customers", "full_name")


@pytest.mark.parametrize("value", ["02079461234", "442079461234", "7912345678", "2127365000"])
def test_bare_digits_are_a_phone_number_where_phones_stand(value: str) -> None:
    assert kinds(value, "customers", "mobilePhone") == {"phone"}
    assert not kinds(value, "orders", "reference")


def test_the_lists_of_names_are_folded() -> None:
    for file in ("first.txt", "last.txt"):
        assert all(name == fold(name) and mark in ("", "?", "!") for name, mark in names(file).items())
