"""`servio-verify prove` on a sandbox of its own: interrupted, and gone on with to the end."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from selftest.runs.test_interrupt import MARK, started_by
from selftest.support.command import servio_verify
from selftest.support.processes import ROOT, Verify
from selftest.support.project import Project
from servio_verify.run.polling import wait_until

CHECKS = """
from servio_verify.target.security_headers import missing

def test_security_headers_come_with(web, environment):
    lacking = missing(web.get(environment.web_url + "/").headers, https=environment.over_https)
    assert not lacking, f"the home page comes without {', '.join(lacking)}"
"""
COMMAND = ("prove", "--env", "local", "-n", "1", "--fault", "web-without-nosniff", "--fault", "no-index")
END_SECONDS = 240


def test_an_interrupted_proof_leaves_nothing_running_and_goes_on(
    tmp_path: Path, verify: Verify, clean_environ: dict[str, str]
) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(CHECKS, file="test_headers.py")
    folder, mark = tmp_path / "runs/prove/local-part", str(uuid4())
    interrupted = subprocess.Popen(
        [sys.executable, "-m", "servio_verify.cli", *COMMAND],
        cwd=project.folder,
        env=clean_environ | {MARK: mark, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert wait_until((folder / "unfinished.json").exists, END_SECONDS)
    os.killpg(interrupted.pid, signal.SIGINT)
    said, complained = interrupted.communicate(timeout=END_SECONDS)
    assert interrupted.returncode == 130, complained
    assert said.splitlines()[-1] == "ended by Ctrl-C, 1 of 2 faults done; the same command goes on from there"
    assert "Traceback" not in complained
    assert wait_until(lambda: not started_by(mark), END_SECONDS), started_by(mark)

    ended = servio_verify(project.folder, clean_environ, *COMMAND, "--json")
    assert ended.returncode == 0, ended.stderr
    matrix = json.loads(ended.stdout)
    Draft202012Validator(json.loads((ROOT / "schemas/proof-1.json").read_text())).validate(matrix)
    ended_as = {row["fault"]: row["ended"] for row in matrix["rows"]}
    assert ended_as == {"no-index": "as promised", "web-without-nosniff": "as promised"}
    assert matrix["complete"]
    assert "(UTC), which has done 1 of 2" in ended.stderr
    assert "local: 1 of 1 fault caught as promised; 0 false alarms in 1 harmless difference" in ended.stderr
    assert {path.name for path in folder.glob("proof.*")} == {"proof.md", "proof.svg", "proof.json"}
    assert not (folder / "unfinished.json").exists()
    (evidence,) = (json.loads(path.read_text()) for path in folder.glob("runs/*/verdict.json"))
    assert evidence["notes"][0] == "a proof put faults before the target, on purpose: web-without-nosniff"
