"""What does the staging profile cost? `python -m benchmarks.load_cpu`: 4 minutes, ours beside bare `FastHttpUser`.

Both run at the same time against one sandbox, so that whatever else the machine does meets both. CPU seconds of each
whole process, its start included. (k6 2.2 took 4.37 s for the same, bare FastHttpUser 4.07 s, on a quiet machine.)
"""

import os
import subprocess
import tempfile
from pathlib import Path

from selftest.support.load_runs import LOCUST
from selftest.support.processes import ROOT
from servio_verify.environments.handover import overrides
from servio_verify.environments.own.sandbox import Sandbox

BARE = """
from locust import FastHttpUser, LoadTestShape, constant, task

class Bare(FastHttpUser):
    wait_time = constant(1)

    @task
    def home(self):
        self.client.get("/")

class Staging(LoadTestShape):
    def tick(self):
        at = self.get_run_time()
        if at >= 240:
            return None
        users = at / 6 if at < 60 else 10 + (at - 60) / 3 if at < 180 else 50 - (at - 180) / 1.2
        return round(users), 10
"""


def main() -> None:
    """Print the CPU seconds of both."""
    with tempfile.TemporaryDirectory() as name, Sandbox([]) as sandbox:
        folder, told = Path(name), dict(overrides(sandbox.addresses()))
        (folder / "bare.py").write_text(BARE)
        bare = [LOCUST, "-f", "bare.py", "--headless", "-H", told["SERVIO_WEB_URL"], "--only-summary", "-s", "30"]
        ours = [LOCUST, "--headless", "--run-folder", str(folder / "out")]
        told |= {"PYTHONPATH": str(ROOT)}  # this working copy, whatever is installed
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": os.environ | told}
        running = {
            "bare FastHttpUser": subprocess.Popen(bare, cwd=folder, **quiet),  # type: ignore[call-overload]
            "ours": subprocess.Popen(ours, cwd=ROOT, **quiet),  # type: ignore[call-overload]
        }
        seconds, peaks = {}, {}
        for which, process in running.items():
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            seconds[which], peaks[which] = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
            print(f"{which}: {seconds[which]:.2f} s of CPU, {peaks[which]:.0f} MiB", flush=True)
        print((folder / "out" / "load.txt").read_text())
        bare_seconds, our_seconds = seconds.values()
        print(f"CPU {our_seconds / bare_seconds:.3f} of bare FastHttpUser; peak memory {peaks['ours']:.0f} MiB")


if __name__ == "__main__":
    main()
