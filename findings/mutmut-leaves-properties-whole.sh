#!/usr/bin/env bash
# mutmut makes no mutant of a property or a constant, and its score says nothing of it.
#
# Versions: mutmut 3.8.1, pytest 9.2.0 (Python 3.11).
#
# Expected: a module whose exit codes and limit no test reads has a score under 100 %, or the lines are named as not mutated.
# Happens:  decorated functions (all but static and class methods) and everything outside of functions are left whole. Here the
#           exit codes of a verdict are a property, and the limit is a constant: the tests read neither, and every mutant is killed.
# Matters:  what judges is often just that: a table, a limit, a property of an enumeration. A score of 100 % is then one of the rest.
#           Plant a mutant that must survive in each kind of code, and look whether the tool reports it.
#
# Output seen:
# > mutants: 1, killed 1, exit code 0
# > of exit_code: 0
# > of LIMIT: 0
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check mutmut==3.8.1 pytest==9.2.0

project=$tmp/project
mkdir -p "$project/judging" "$project/tests"
touch "$project/judging/__init__.py"
cat > "$project/judging/verdict.py" <<'PYTHON'
from enum import Enum

LIMIT = 500


class Verdict(Enum):
    GO = "GO"
    NO_GO = "NO-GO"

    @property
    def exit_code(self):
        return {Verdict.GO: 0, Verdict.NO_GO: 1}[self]


def is_slow(milliseconds):
    return milliseconds > LIMIT
PYTHON
cat > "$project/tests/test_verdict.py" <<'PYTHON'
from judging.verdict import LIMIT, is_slow


def test_a_limit():
    assert (is_slow(LIMIT), is_slow(LIMIT + 1)) == (False, True)
PYTHON
printf '[mutmut]\nsource_paths=judging\n' > "$project/setup.cfg"

code=0
(cd "$project" && "$tmp/venv/bin/mutmut" run) > "$tmp/log" 2>&1 || code=$?
(cd "$project" && "$tmp/venv/bin/mutmut" results --all true) > "$tmp/results" 2>&1
seen=$(
  echo "mutants: $(grep -c '__mutmut_' "$tmp/results"), killed $(grep -c ': killed' "$tmp/results"), exit code $code"
  echo "of exit_code: $(grep -c 'exit_code' "$tmp/results" || true)"
  echo "of LIMIT: $(grep -c 'LIMIT' "$tmp/results" || true)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
