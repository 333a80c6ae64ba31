"""The document's load profile (4 min) against bare `FastHttpUser`, both at the same time against one sandbox.

So whatever else the machine does meets both. CPU of each whole process, its start included. k6 2.2 took 1.07 of bare
`FastHttpUser`'s.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.cost import Cost, cost
from benchmarks.pairs import ROOT, Asked, Ratio, Target
from selftest.support.load_runs import LOCUST
from servio_verify.environments.handover import overrides
from servio_verify.environments.own.sandbox import Sandbox

MOST_MIB = 60
BARE = """
from locust import FastHttpUser, LoadTestShape, constant, task

class Bare(FastHttpUser):
    wait_time = constant(1)

    @task
    def home(self):
        self.client.get("/")

class Staging(LoadTestShape):
    def tick(self):
        at = self.get_run_time() * 240 / {seconds}
        if at >= 240:
            return None
        users = at / 6 if at < 60 else 10 + (at - 60) / 3 if at < 180 else 50 - (at - 180) / 1.2
        return round(users), 10
"""


def measure(asked: Asked) -> Iterator[Ratio]:
    """At most three times, as each takes its minutes."""
    pairs = [_both(asked) for _ in range(asked.at_most(3).runs)]
    yield Ratio("load profile: CPU, of bare FastHttpUser", [(ours.cpu, bare.cpu) for ours, bare in pairs], Target(0.86))
    memory = [(ours.memory, MOST_MIB) for ours, _ in pairs]
    yield Ratio(f"load profile: peak memory, of {MOST_MIB} MiB", memory, Target(1))


def _both(asked: Asked) -> tuple[Cost, Cost]:
    (asked.folder / "bare.py").write_text(BARE.format(seconds=asked.size(240, 10)))
    with Sandbox([]) as sandbox, ThreadPoolExecutor() as pool:
        told = overrides(sandbox.addresses())
        ours = [LOCUST, "--headless", "--run-folder", str(asked.folder / "out")]
        ours += ["--profile", "smoke"] if asked.quick else []
        bare = [LOCUST, "-f", "bare.py", "--headless", "-H", told["SERVIO_WEB_URL"], "--only-summary", "-s", "30"]
        one = pool.submit(cost, ours, ROOT, asked.environ(**told), (0, 1, 10, 11))
        other = pool.submit(cost, bare, asked.folder, asked.environ(**told))
        asked.tell(f"ours {one.result()}; bare FastHttpUser {other.result()}; ours {one.result().memory:.0f} MiB")
        return one.result(), other.result()
