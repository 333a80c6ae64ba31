"""Allure labels and titles of checks: epic, feature, severity, and the name as a sentence."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import allure
import pytest
from allure_commons.types import LabelType, Severity

from servio_verify.failures.sentences import parse, sentence, title
from servio_verify.judgement.quarantine import EXEMPTION, Quarantine

BLOCKER, CRITICAL = Severity.BLOCKER, Severity.CRITICAL
AREA = "area"
FILES = "labels-*.json"


class Area(NamedTuple):
    """Epic, feature and severity, as Allure groups and sorts by."""

    epic: str
    feature: str
    severity: Severity = Severity.NORMAL


def area(epic: str, feature: str, severity: Severity = Severity.NORMAL) -> pytest.MarkDecorator:
    """Mark a check, or as `pytestmark` all checks of a file, with the part of Servio that they are about.

    Blocker: without it nobody can use Servio at all. Critical: what a restaurant does all day, and what keeps its
    data its own. Normal: what hurts some users, or hurts later.
    """
    return pytest.mark.area(*Area(epic, feature, severity))


def default_area(check: str) -> Area:
    """Return the area of a check in a file that names none: it is called after the file."""
    file = PurePosixPath(check.partition("::")[0])
    return Area(file.parent.name.capitalize() or "Other", sentence(file.stem))


def labels(check: str, area: Area) -> dict[str, str]:
    """Return what Allure groups the check of this node id by."""
    return {
        LabelType.EPIC: area.epic,
        LabelType.FEATURE: area.feature,
        LabelType.STORY: sentence(parse(check).function),
        LabelType.SEVERITY: area.severity,
    }


def label(item: pytest.Item) -> None:
    """Give a collected check its labels, as markers: so Allure's own options can select by them."""
    for marker in _markers(item):
        item.add_marker(marker)


def entitle(item: pytest.Item, environment: str) -> None:
    """Give the running check its title, and its identity for what is written later; Allure's own name is the id."""
    allure.dynamic.title(title(item.nodeid))
    allure.dynamic.label("environment", environment)
    allure.dynamic.label("check", item.nodeid)


def _markers(item: pytest.Item) -> Iterator[Any]:
    # A label of the check itself comes before its area's.
    said = {mark.kwargs.get("label_type") for mark in item.iter_markers("allure_label")}
    values = _labels_of(item)
    if exemption := item.stash.get(EXEMPTION, None):
        values["owner"] = exemption.owner
        if isinstance(exemption, Quarantine) and exemption.issue:
            yield allure.issue(exemption.issue)
    for kind, value in values.items():
        if kind not in said:
            yield allure.label(kind, value)


def _labels_of(item: pytest.Item) -> dict[str, str]:
    mark = item.get_closest_marker(AREA)
    return labels(item.nodeid, Area(*mark.args, **mark.kwargs) if mark else default_area(item.nodeid))


def write(folder: Path, worker: str, items: Iterable[pytest.Item]) -> None:
    """Hand over the labels of what a worker collected: a check that leaves no result has them too."""
    collected = {item.nodeid: _labels_of(item) for item in items}
    (folder / FILES.replace("*", worker)).write_text(json.dumps(collected), encoding="utf-8")


def collect(folder: Path) -> dict[str, dict[str, str]]:
    """Return the labels that the workers wrote, by check, and remove their files."""
    collected: dict[str, dict[str, str]] = {}
    for path in folder.glob(FILES):
        with suppress(ValueError):  # a worker that fell while it wrote
            collected |= json.loads(path.read_text(encoding="utf-8"))
        path.unlink()
    return collected
