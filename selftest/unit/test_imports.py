"""What a run imports before its first check: nothing that most runs do not need."""

import json
import subprocess
import sys

from selftest.support.processes import ROOT

HEAVY = {
    *(
        "alembic",
        "boto3",
        "botocore",
        "cryptography",
        "faker",
        "gevent",
        "jinja2",
        "lxml",
        "locust",
        "psutil",
        "psycopg",
    ),
    *("click", "dotenv", "h2", "pyotp", "redis", "servio_sandbox", "sqlalchemy", "trustme"),
    *("servio_verify.load.launcher", "servio_verify.load.plan.profile"),
}
CHECKS = {"tests.smoke.conftest", "tests.smoke.test_health"}
ASKED = """
import gc, json, sys
from importlib.metadata import DistributionFinder, MetadataPathFinder
import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook

searched = [0]
own = MetadataPathFinder.find_distributions

def find(context=DistributionFinder.Context()):
    searched[0] += context.name is None  # every installed package, not one by its name
    return own(context)

MetadataPathFinder.find_distributions = staticmethod(find)
asked = []
rewrites = AssertionRewritingHook.find_spec

def look(self, name, path=None, target=None):
    asked.append(name)
    return rewrites(self, name, path, target)

AssertionRewritingHook.find_spec = look
searches = []
late = "servio_verify.pytest_plugin.hooks"
gc.callbacks.append(lambda *_: searches.append("playwright" in sys.modules and late not in sys.modules))
pytest.main(["-m", "smoke", "--collect-only", "-q"])
print()
loaded = [name for name, module in sys.modules.items() if module]
rewritten = [name for name in loaded if isinstance(getattr(sys.modules[name], "__loader__", 0), AssertionRewritingHook)]
models = [model for model in vars(sys.modules["servio_verify.api.models"]).values() if hasattr(model, "model_fields")]
built = [model.__name__ for model in models if model.model_fields and model.__pydantic_complete__]
told = {"loaded": loaded, "built": built, "asked": asked, "rewritten": rewritten}
told |= {"searched": searched[0], "collects": any(searches)}
print(json.dumps(told))
"""


def test_a_run_loads_what_it_needs_and_searches_the_installed_packages_three_times() -> None:
    said = subprocess.check_output([sys.executable, "-c", ASKED], cwd=ROOT, text=True)
    told = json.loads(said.splitlines()[-1])
    assert "playwright" in told["loaded"]  # as pytest-playwright has it: what is loaded is seen here
    assert HEAVY & {*told["loaded"]} == set()
    assert told["built"] == [], "a model is built before an answer comes"
    # For the plugin of pytest.ini, pytest's others and what it rewrites; once more costs 4 ms.
    assert told["searched"] <= 3
    assert not told["collects"], "garbage is searched for while plugins are imported"
    # Whether to rewrite a module's assertions is a question that costs as much as to find it: for most nobody asks.
    asked = {name for name in told["asked"] if name.startswith(("playwright.", "pydantic.", "servio_verify."))}
    assert asked == {"servio_verify.start", "servio_verify.process"}  # which see to that
    assert {*told["rewritten"]} >= CHECKS, "a failed assertion would not say what it saw"


HEAD_START = """
import sys, pytest_playwright
before = {*sys.modules}
import servio_verify.pytest_plugin.head_start
print(*sorted(name for name in {*sys.modules} - before if name.partition(".")[0] in ("httpx", "pydantic", "allure")))
"""


def test_the_driver_has_its_head_start_before_anything_slow_is_imported() -> None:
    assert subprocess.check_output([sys.executable, "-c", HEAD_START], cwd=ROOT, text=True).split() == []
