"""What a sweep cannot delete, or cannot see, is counted and stays in the journal."""

import json
from pathlib import Path

import pytest

from selftest.unit.data.sweep.venue_server import ADA, BOB, OLD, YOUNG, Left, Sweep, VenueServer, name_of, run_id
from servio_verify.data.sweep import SweepError, Swept, hold, is_dead, sweep
from servio_verify.environments.model import Environment
from servio_verify.errors import UsageError
from servio_verify.run.identity import Run
from servio_verify.run.journal import Journal
from servio_verify.secrets import second_factor


def test_what_is_refused_is_named_and_the_rest_is_deleted(target: VenueServer, left_by: Left, swept: Sweep) -> None:
    run = run_id(YOUNG)
    kept, other, meant = (name_of(run, number) for number in range(3))
    target.things = {"/venues/9": (kept, ADA), "/venues/2": (other, ADA), "/venues/10": (meant, BOB)}
    target.says = {"DELETE /venues/9": 409, "DELETE /venues/10": 500}
    journal = left_by(run)
    journal.note_made(kept, "/venues/9")
    journal.note_made(other, "/venues/2")
    journal.intend(meant)
    assert swept() == Swept((other,), (meant, kept))
    assert Journal.read(journal.path).left == [meant, "/venues/9"]
    target.says = {}
    assert set(swept().deleted) == {kept, meant}
    assert Journal.read(journal.path).open == 0


@pytest.mark.parametrize("status", [500, 403, 401])
@pytest.mark.parametrize("by", ["", f" by {BOB}"], ids=["both", "one"])
def test_what_no_account_is_told_of_is_not_taken_for_gone(
    target: VenueServer, left_by: Left, swept: Sweep, status: int, by: str
) -> None:
    journal = left_by(run := run_id(YOUNG))
    target.things = {"/venues/2": (name_of(run), ADA)}
    journal.note_made("", "/venues/1")
    journal.note_made("", "/venues/2")
    target.says = {f"GET /venues/1{by}": status}
    assert swept() == Swept((name_of(run),), ("/venues/1",))
    assert Journal.read(journal.path).left == ["/venues/1"]
    assert "DELETE /venues/1" not in target.asked


@pytest.mark.parametrize("other", [ADA, BOB])
def test_what_one_account_is_told_of_is_its_own(target: VenueServer, left_by: Left, swept: Sweep, other: str) -> None:
    journal = left_by(run := run_id(YOUNG))
    target.things = {"/venues/1": (name_of(run), BOB if other == ADA else ADA)}
    journal.note_made(name_of(run), "/venues/1")
    target.says = {f"GET /venues/1 by {other}": 403, f"DELETE /venues/1 by {other}": 403}
    assert swept() == Swept((name_of(run),))


@pytest.mark.parametrize(
    ("deletes", "gets", "is_gone"),
    [(404, 404, True), (500, 404, True), (409, 200, False), (404, 500, False), (500, 403, False)],
)
def test_gone_is_only_what_nobody_finds_any_more(
    target: VenueServer, swept: Sweep, deletes: int, gets: int, *, is_gone: bool
) -> None:
    name = name_of(run_id(OLD))
    target.things = {"/venues/1": (name, ADA)}
    target.says = {"DELETE /venues/1": deletes} | ({} if gets == 200 else {"GET /venues/1": gets})
    assert swept() == (Swept((name,)) if is_gone else Swept((), (name,)))


def test_an_account_with_a_second_factor_is_signed_in_by_its_codes(
    it: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVIO_STATE", str(tmp_path))
    sweep(it.at({"totp_secret": "JBSWY3DPEHPK3PXP"}), tmp_path, Run(run_id(YOUNG), tmp_path), OLD)
    assert second_factor.is_kept(ADA)
    sweep(it, tmp_path, Run(run_id(YOUNG), tmp_path), OLD)
    assert not second_factor.is_kept(ADA)


@pytest.mark.parametrize("asked", ["GET /venues", "POST /auth/login"])
def test_a_target_that_does_not_answer_costs_one_line(target: VenueServer, swept: Sweep, asked: str) -> None:
    target.things = {"/venues/1": (name_of(run_id(OLD)), ADA)}
    target.says = {asked: 500}
    with pytest.raises(SweepError, match=r"^leftovers of earlier runs could not be looked for: .*500"):
        swept()
    assert len(target.things) == 1


def test_a_target_that_nobody_listens_at_costs_one_line(it: Environment, tmp_path: Path) -> None:
    gone = it.at({"web_url": "http://127.0.0.1:9", "api_url": "http://127.0.0.1:9"})
    with pytest.raises(SweepError, match="could not be looked for"):
        sweep(gone, tmp_path, Run(run_id(YOUNG), tmp_path), OLD)


def test_a_run_is_alive_as_long_as_it_holds_its_lock(it: Environment, tmp_path: Path) -> None:
    run = Run(run_id(YOUNG), tmp_path)
    assert is_dead(tmp_path)
    lock = hold(run, it)
    assert not is_dead(tmp_path)
    assert json.loads((tmp_path / "target.json").read_text()) == {"environment": "it", "api_url": it.api_url}
    lock.release()
    assert is_dead(tmp_path)


@pytest.mark.parametrize("blocked", ["target.json", "alive.lock"])
def test_a_folder_that_cannot_be_written_to_is_told(it: Environment, tmp_path: Path, blocked: str) -> None:
    (tmp_path / blocked).mkdir()
    with pytest.raises(UsageError, match=r"cannot write the run's folder: .*directory.*; free some space"):
        hold(Run(run_id(YOUNG), tmp_path), it)
