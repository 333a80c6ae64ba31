"""CPU of a target of our own, which is no other work of the machine."""

import subprocess
import sys
from pathlib import Path

BUSY = "while True: pass"


def used_by(folder: Path, stack: Path) -> float:
    """What is measured until a process that works in this folder was busy; in a process of its own, as gevent is."""
    with subprocess.Popen([sys.executable, "-c", BUSY], cwd=folder) as busy:
        measured = subprocess.check_output([sys.executable, "-c", MEASURE, str(stack), str(busy.pid)], text=True)
        busy.kill()
    return float(measured)


MEASURE = """
import sys, time
from pathlib import Path
import psutil
from servio_verify.load.driver.process_metrics import TargetCpu
target = TargetCpu(Path(sys.argv[1]))
before = target.seconds()
burnt = psutil.Process(int(sys.argv[2])).cpu_times().user
while psutil.Process(int(sys.argv[2])).cpu_times().user < burnt + 0.2: time.sleep(0.05)
print(target.seconds() - before)
"""


def test_what_local_staging_takes_is_the_targets(tmp_path: Path) -> None:
    (tmp_path / "task-1").mkdir()
    assert used_by(tmp_path / "task-1", tmp_path) > 0.05


def test_what_others_take_is_not(tmp_path: Path) -> None:
    (tmp_path / "stack").mkdir()
    assert used_by(tmp_path, tmp_path / "stack") == 0
