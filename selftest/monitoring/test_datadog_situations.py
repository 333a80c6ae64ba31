"""Situations of Datadog: red now or before, elsewhere, muted, and what keeps it from being read."""

import time

import pytest

from selftest.monitoring.situations import EVERYTHING_PASSED, GO, NO_GO, Row, Staged
from selftest.support.datadog import EXHAUSTED, FORBIDDEN, KEYS, Datadog, Listed, monitor

DECIDES = '[monitoring.datadog]\nsite = "{datadog}"\ndecides = true\n'
NOTES = DECIDES.replace("true", "false")
NOW = time.time()
WELL, RED = ("OK", 0.0), ("Alert", NOW)
ERRORS = "Errors of checkout"
NASTY = "\x1b[2J\x1b[31mErr\ud83dors\x07\n of\u202e joe@example.com"
"""What may stand in a name: escape sequences of a terminal, a mark that turns the writing, an address, half a sign."""


def errors(*, groups: dict[str, tuple[str, float]]) -> Listed:
    return [monitor(7, ERRORS, groups=groups), monitor(8, "Latency", groups={"env:staging": WELL})]


ROWS = [
    Row(
        "no monitor went red",
        GO,
        EVERYTHING_PASSED,
        DECIDES,
        also=("Datadog: none of 2 monitors of env:staging went red",),
        never=("not covered: Datadog",),
        source=[errors(groups={"env:staging": WELL})],
    ),
    Row(
        "a monitor went red while the checks ran, with a name that no terminal should be shown",
        NO_GO,
        r'^- Datadog: monitor "Err ors of …" \(env:staging\) went red at \d\d:\d\d UTC: https://\S+/monitors/7$',
        DECIDES,
        never=("\x1b", "\x07", "\u202e", "joe@"),
        source=[
            [monitor(7, NASTY, groups={"env:staging": WELL})],
            [monitor(7, NASTY, groups={"env:staging": RED})],
        ],
    ),
    Row(
        "a monitor went red, and monitors do not decide",
        GO,
        EVERYTHING_PASSED,
        NOTES,
        also=(rf'Datadog: monitor "{ERRORS}" \(env:staging\) went red',),
        source=[errors(groups={"env:staging": WELL}), errors(groups={"env:staging": RED})],
    ),
    Row(
        "a monitor was red before the run, another is of production, a third is muted",
        GO,
        EVERYTHING_PASSED,
        DECIDES,
        also=(rf'monitor "{ERRORS}" \(env:staging\) is red, and was before this run', "but it is muted"),
        never=("Fraud",),
        source=[
            [
                *errors(groups={"env:staging": RED}),
                monitor(9, "Fraud", groups={"env:production": WELL, "env:staging": WELL}),
                monitor(10, "Muted", groups={"env:staging": WELL}),
            ],
            [
                *errors(groups={"env:staging": RED}),
                monitor(9, "Fraud", groups={"env:production": RED, "env:staging": WELL}),
                monitor(10, "Muted", groups={"env:staging": RED}, matching_downtimes=[{"id": 1, "scope": ["*"]}]),
            ],
        ],
    ),
    Row(
        "Datadog refuses the keys",
        GO,
        EVERYTHING_PASSED,
        DECIDES,
        also=(r"not covered: Datadog: \S+ refuses the keys \(403\): are DATADOG_API_KEY and DATADOG_APP_KEY of",),
        source=[FORBIDDEN],
    ),
    Row(
        "the quota of Datadog's API is exhausted after the checks",
        GO,
        EVERYTHING_PASSED,
        DECIDES,
        also=("not covered: Datadog: quota exhausted, .* answers again in 37 s",),
        source=[errors(groups={"env:staging": WELL}), EXHAUSTED],
    ),
    Row(
        "no monitor watches the service",
        GO,
        EVERYTHING_PASSED,
        DECIDES.replace("decides", 'service = "servio"\ndecides'),
        also=("not covered: Datadog: no monitor has the tags env:staging, service:servio: nothing there watches",),
        source=[errors(groups={"env:staging": WELL})],
    ),
]


GOOD = [row for row in ROWS if row.ends == GO]
"""Those that end well are tried beside those of AWS (`test_aws_situations.py`)."""


@pytest.mark.parametrize("row", [row for row in ROWS if row not in GOOD], ids=lambda row: row.name)
def test_a_situation_ends_with_its_verdict(row: Row, staged: Staged, datadog_server: Datadog) -> None:
    datadog_server.will_say(*row.source)
    staged(row, places={"datadog": datadog_server.address}, **KEYS)
