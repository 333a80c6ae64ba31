"""Rows of roll-outs."""

from selftest.runs.situations.table import GO, INVALID
from selftest.stack.breaking import OTHER_BUILD, rolled, rolling, tasks_are, with_fault
from selftest.stack.row import ALL_PASSED, Row
from servio_sandbox.stack.parts.task import BUILD

WAIT = ("--expect-build", OTHER_BUILD, "--wait", "90")
STILL = f"local-staging still serves {BUILD} \\({{}} of 20 answers\\) of the web app.*expected {OTHER_BUILD}"
FAILING = (OTHER_BUILD, "--fault", "api-health-500", "--patience", "3")
WAITED = "harmless: the run waits until the new build alone answers"
BOTH = "nobody can say which build was checked"
ROWS = [
    Row("a good build is rolled out, and smoke is told to wait for it", WAITED, GO, ALL_PASSED,
        rolling(OTHER_BUILD), "-m|smoke", arguments=WAIT, also=f"build: web {OTHER_BUILD}, api {OTHER_BUILD}, from"),
    Row("the same with e2e", WAITED, GO, ALL_PASSED,
        rolling(OTHER_BUILD), "-m|e2e", arguments=(*WAIT, "-n", "2"), also=f"build: web {OTHER_BUILD}"),
    Row("the same with load", WAITED, GO, ALL_PASSED,
        rolling(OTHER_BUILD), "-m|load|--profile|smoke", arguments=WAIT, also=f"build: web {OTHER_BUILD}"),
    Row("a good build is rolled out under a run that has begun", BOTH, INVALID,
        f"the build changed under the run's feet: local-staging served {BUILD}, then {OTHER_BUILD}",
        rolling(OTHER_BUILD), "reads", seconds=12, at=3),
    Row("a bad build whose health fails is rolled out: the old one stays, and is expected",
        "harmless: the balancer never took the new one in", GO, ALL_PASSED,
        rolled(*FAILING, code=1), "reads", seconds=1, arguments=("--expect-build", BUILD)),
    Row("the same, and the new one is expected", "what was to be checked is not there", INVALID, STILL.format(20),
        rolled(*FAILING, code=1), "reads", seconds=1, arguments=("--expect-build", OTHER_BUILD, "--wait", "2")),
    Row("a roll-out is stuck half way", BOTH, INVALID, STILL.format(r"1?\d"),
        rolled(OTHER_BUILD, "--stuck", code=1), "reads", seconds=1,
        arguments=("--expect-build", OTHER_BUILD, "--wait", "2")),
    Row("one task runs another build, and none is expected", BOTH, INVALID,
        r"several builds answer in turn: .* of the web app",
        tasks_are(with_fault(build=OTHER_BUILD)), "reads", seconds=1, arguments=("--wait", "1"), quick=True),
]  # fmt: skip
