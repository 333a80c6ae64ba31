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
    *("redis", "servio_sandbox", "sqlalchemy", "trustme"),
}
ASKED = """
import gc, json, sys
from importlib.metadata import DistributionFinder, MetadataPathFinder
import pytest

searched = [0]
own = MetadataPathFinder.find_distributions

def find(context=DistributionFinder.Context()):
    searched[0] += context.name is None  # every installed package, not one by its name
    return own(context)

MetadataPathFinder.find_distributions = staticmethod(find)
searches = []
late = "servio_verify.pytest_plugin.hooks"
gc.callbacks.append(lambda *_: searches.append("playwright" in sys.modules and late not in sys.modules))
pytest.main(["-m", "smoke", "--collect-only", "-q"])
print()
loaded = [name for name in sys.modules if "." not in name]
print(json.dumps({"loaded": loaded, "searched": searched[0], "collects": any(searches)}))
"""


def test_a_run_loads_what_it_needs_and_searches_the_installed_packages_four_times() -> None:
    said = subprocess.check_output([sys.executable, "-c", ASKED], cwd=ROOT, text=True)
    told = json.loads(said.splitlines()[-1])
    assert "playwright" in told["loaded"]  # as pytest-playwright has it: what is loaded is seen here
    assert HEAVY & {*told["loaded"]} == set()
    # For the plugin of pytest.ini, pytest's others, what it rewrites and pydantic's; once more costs 4 ms.
    assert told["searched"] <= 4
    assert not told["collects"], "garbage is searched for while plugins are imported"
