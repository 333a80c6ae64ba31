"""Nobody signs out while others are signed in, where a sign-out ends every session."""

import subprocess
import sys
from pathlib import Path

from selftest.support.processes import ROOT
from servio_verify.browser.session_turn import turn
from servio_verify.environments.session import Session

EVERY, THIS = Session(sign_out_ends="every session"), Session()
SIGNING_OUT = """
import sys
from pathlib import Path
from servio_verify.browser.session_turn import turn
from servio_verify.environments.session import Session
print("here", flush=True)
with turn(Path(sys.argv[1]), Session(sign_out_ends=sys.argv[2]), signs_out=True):
    pass
"""


def signing_out(folder: Path, session: Session) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", SIGNING_OUT, str(folder), session.sign_out_ends]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "here\n"
    return process


def ended_well(process: "subprocess.Popen[str]") -> bool:
    process.communicate(timeout=120)
    return process.returncode == 0


def test_who_signs_out_waits_until_nobody_is_signed_in(tmp_path: Path) -> None:
    with turn(tmp_path, EVERY, signs_out=False):
        other = signing_out(tmp_path, EVERY)
        try:
            other.wait(0.5)
        except subprocess.TimeoutExpired:
            pass
        else:
            raise AssertionError("somebody signed out meanwhile")
    assert ended_well(other)


def test_nobody_waits_where_a_sign_out_ends_one_session(tmp_path: Path) -> None:
    with turn(tmp_path, THIS, signs_out=False):
        assert ended_well(signing_out(tmp_path, THIS))
