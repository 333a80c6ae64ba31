"""Pins: which flags the suite's pages are told otherwise than the service says, and what came of it."""

from collections.abc import Mapping

from servio_verify.browser.flags.noted import noted
from servio_verify.monitoring.flags.snapshot import CALLED, Snapshot
from servio_verify.monitoring.reading import Reading, Window
from servio_verify.results.comparison import few


def told_of_pins(pinned: Mapping[str, bool], window: Window, now: Snapshot) -> Reading:
    """Return what pages were told, and what that does not cover."""
    if not pinned:
        return Reading()
    applied = noted(window.folder) if window.folder else frozenset()
    told = [f"{name} {'on' if is_on else 'off'}" for name, is_on in pinned.items() if name in applied]
    never = [name for name in pinned if name not in applied]
    unknown = [name for name in pinned if now.states and not now.unread and name not in now.names]
    gaps = [f"flags are pinned in the browser only, not on the server: {few([*pinned])}"]
    if never:
        gaps.append(f"flags to be pinned that no page was told of: {few(never)}")
    if unknown:
        services = " and ".join(CALLED[service] for service in now.states)
        gaps.append(f"flags to be pinned that {services} does not have: {few(unknown)}")
    return Reading(gaps=tuple(gaps), notes=(f"flags pinned in the browser: {few(told)}",) if told else ())
