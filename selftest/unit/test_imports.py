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
import json, sys
from importlib.metadata import DistributionFinder, MetadataPathFinder
import pytest

searched = [0]
own = MetadataPathFinder.find_distributions

def find(context=DistributionFinder.Context()):
    searched[0] += context.name is None  # every installed package, not one by its name
    return own(context)

MetadataPathFinder.find_distributions = staticmethod(find)
pytest.main(["-m", "smoke", "--collect-only", "-q"])
print()
print(json.dumps({"loaded": [name for name in sys.modules if "." not in name], "searched": searched[0]}))
"""


def test_a_run_loads_what_it_needs_and_searches_the_installed_packages_three_times() -> None:
    said = subprocess.check_output([sys.executable, "-c", ASKED], cwd=ROOT, text=True)
    told = json.loads(said.splitlines()[-1])
    assert "playwright" in told["loaded"]  # as pytest-playwright has it: what is loaded is seen here
    assert HEAVY & {*told["loaded"]} == set()
    assert told["searched"] <= 3  # for pytest's plugins, for what it rewrites and for pydantic's; once more costs 4 ms
