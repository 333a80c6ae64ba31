#!/usr/bin/env bash
# Allure shows a test that was cut short by `pytest.exit` as passed.
#
# Versions: pytest 9.2.0, allure-pytest 2.16.2 (Python 3.11).
#
# Expected: a test that ends the session in its first line has no verdict. pytest agrees: it counts only the test before it.
# Happens:  the plugin writes the status of the set-up, "passed", as soon as that is over. The call never gets a report, the
#           result is written out all the same when the session ends, and its status still is that of the set-up. Ctrl-C does the same.
# Matters:  a suite that stops early, because the target is down or a limit of time is reached, uses `pytest.exit` for it. The
#           check that noticed is then green in the report, and the report counts more passed tests than the run.
#           Judge by pytest's own reports, never by the status in Allure's results.
#
# Output seen:
# > pytest: 1 passed, exit code 3
# > allure: test_health passed
# > allure: test_orders passed
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check pytest==9.2.0 allure-pytest==2.16.2

cat > "$tmp/test_target.py" <<'PYTHON'
import pytest


def test_health():
    pass


def test_orders():
    pytest.exit("the target is down", returncode=3)
    assert False, "never reached"
PYTHON

code=0
(cd "$tmp" && venv/bin/python -m pytest -q -p no:cacheprovider --alluredir results test_target.py) > "$tmp/log" || code=$?
seen=$(
  echo "pytest: $(grep -oE '[0-9]+ passed' "$tmp/log"), exit code $code"
  "$tmp/venv/bin/python" - "$tmp/results" <<'PYTHON'
import json
import sys
from pathlib import Path

results = [json.loads(file.read_text()) for file in Path(sys.argv[1]).glob("*-result.json")]
for result in sorted(results, key=lambda result: result["name"]):
    print("allure:", result["name"], result["status"])
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
