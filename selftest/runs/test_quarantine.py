"""A quarantined check runs, is reported, and does not decide until its date."""

from datetime import UTC, datetime, timedelta

from selftest.support.project import Suite

TODAY = datetime.now(UTC).date()


def quarantined(until: object, then: str = "assert False") -> str:
    return f"""
@pytest.mark.quarantine("slow index", "ada", until=datetime.date.fromisoformat("{until}"))
def test_known(): {then}

def test_good(): pass
"""


def test_a_quarantined_check_runs_and_does_not_decide(suite: Suite) -> None:
    ended = suite(quarantined(TODAY))
    assert (ended.code, ended.verdict["verdict"]) == (0, "GO")
    assert f"is quarantined until {TODAY}, ada: slow index" in ended.output


def test_after_its_date_a_quarantined_check_decides_again(suite: Suite) -> None:
    assert suite(quarantined(TODAY - timedelta(days=1))).code == 1


def test_a_quarantine_of_over_thirty_days_is_refused(suite: Suite) -> None:
    ended = suite(quarantined(TODAY + timedelta(days=31)))
    assert ended.code == 4
    assert "over 30 days ahead" in ended.output


def test_a_quarantine_without_a_date_is_refused(suite: Suite) -> None:
    ended = suite('@pytest.mark.quarantine("why", "who")\ndef test_known(): pass')
    assert ended.code == 4
    assert "write @pytest.mark.quarantine(reason, owner, until=" in ended.output
