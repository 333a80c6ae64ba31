"""Which part of Servio a check is about, how much it matters, and its name as a sentence (for the Allure report)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import allure
import pytest
from allure_commons.types import LabelType, Severity

from servio_verify.judgement.quarantine import Quarantine


@dataclass(frozen=True)
class Area:
    """`features` are by the word that comes first in the name of a check; where none does, `feature` it is."""

    epic: str
    feature: str
    severity: Severity = Severity.NORMAL
    features: tuple[tuple[str, str], ...] = ()


_THINGS = (("venue", "Venues"), ("menu", "Menus"), ("order", "Orders"))
_HEADERS = (("cors", "CORS"), ("request_id", "Request ids"))

AREAS = {
    # Without these nobody can use Servio at all.
    "smoke/test_health.py": Area("Operations", "Health", Severity.BLOCKER),
    "smoke/test_sign_in.py": Area("Web app", "Signing in", Severity.BLOCKER),
    "e2e/test_signing_in.py": Area("Web app", "Signing in", Severity.BLOCKER),
    # What a restaurant does all day, and what keeps its data its own.
    "smoke/test_venues.py": Area("API", "Venues", Severity.CRITICAL),
    "smoke/test_resources.py": Area("API", "Resources", Severity.CRITICAL, _THINGS),
    "smoke/test_errors.py": Area("API", "Errors", Severity.CRITICAL),
    "smoke/test_pages.py": Area("Web app", "Pages", Severity.CRITICAL),
    "smoke/test_tls.py": Area("Security", "TLS", Severity.CRITICAL),
    "e2e/test_secrets.py": Area("Security", "Secrets", Severity.CRITICAL),
    "e2e/test_venues.py": Area("Web app", "Venues", Severity.CRITICAL),
    "e2e/test_menus.py": Area("Web app", "Menus", Severity.CRITICAL),
    "e2e/test_orders.py": Area("Web app", "Orders", Severity.CRITICAL),
    "load/test_gates.py": Area("Performance", "Load", Severity.CRITICAL),
    # What hurts some people, or hurts later.
    "smoke/test_headers.py": Area("Security", "Security headers", features=_HEADERS),
    "e2e/test_names.py": Area("Web app", "Names"),
    "e2e/test_accessibility.py": Area("Web app", "Accessibility"),
    "e2e/test_keyboard.py": Area("Web app", "Keyboard"),
}

_SPELT = {"api": "API", "cors": "CORS", "json": "JSON", "tls": "TLS", "http": "HTTP", "https": "HTTPS", "id": "ID"}
_SPELT |= {"servio": "Servio", "stripe": "Stripe"}
_GOES_ON = re.compile(r" (?:on|with|of|has|out)$")
"""Words after which the parameters of a check complete its sentence."""

_BROWSER = re.compile(r"^(?:chromium|firefox|webkit)(?:-|$)")


def area_of(file: str) -> Area:
    """Return the area of a file below `tests/`; one that the table does not know is named after itself."""
    if known := AREAS.get(file):
        return known
    tier, _, name = file.rpartition("/")
    return Area(tier.capitalize() or "Other", sentence(name.removesuffix(".py")))


def feature_of(area: Area, name: str) -> str:
    """Return the feature that a check of this name is about."""
    named = sorted((name.index(word), feature) for word, feature in area.features if word in name)
    return named[0][1] if named else area.feature


def sentence(name: str) -> str:
    """Return the name of a check as a sentence about the product."""
    words = " ".join(_SPELT.get(word, word) for word in name.removeprefix("test_").split("_"))
    words = words.replace("today s", "today's").replace("each others", "each other's")
    return words[:1].upper() + words[1:]


def title(check: str) -> str:
    """Return the sentence with what the check of this node id was given; the browser is a parameter of its own."""
    _, name, given = _parts(check)
    said = sentence(name)
    given = _BROWSER.sub("", given)
    if not given:
        return said
    return f"{said} {given}" if _GOES_ON.search(said) else f"{said}: {given}"


def labels(check: str) -> dict[str, str]:
    """Return what Allure groups the check of this node id by."""
    file, name, _ = _parts(check)
    area = area_of(file)
    return {
        LabelType.EPIC: area.epic,
        LabelType.FEATURE: feature_of(area, name),
        LabelType.STORY: sentence(name),
        LabelType.SEVERITY: area.severity,
    }


def _parts(check: str) -> tuple[str, str, str]:
    """Return the file below `tests/`, the name of the function and what it was given."""
    path, _, rest = check.partition("::")
    name, _, given = rest.partition("[")
    return "/".join(path.split("/")[-2:]), name.rpartition("::")[2], given.removesuffix("]")


def label(item: pytest.Item) -> None:
    """Give a collected check its labels, as markers: so Allure's own options can select by them."""
    for marker in _markers(item):
        item.add_marker(marker)


def entitle(item: pytest.Item) -> None:
    """Give the running check its title, and its identity for what is written later; Allure's own name is the id."""
    allure.dynamic.title(title(item.nodeid))
    allure.dynamic.label("check", item.nodeid)


def _markers(item: pytest.Item) -> Iterator[Any]:
    # A label of the check itself comes before the table's.
    said = {mark.kwargs.get("label_type") for mark in item.iter_markers("allure_label")}
    told = labels(item.nodeid)
    if mark := item.get_closest_marker("quarantine"):
        quarantine = Quarantine(*mark.args, **mark.kwargs)
        told["owner"] = quarantine.owner
        if quarantine.issue:
            yield allure.issue(quarantine.issue)
    for kind, value in told.items():
        if kind not in said:
            yield allure.label(kind, value)
