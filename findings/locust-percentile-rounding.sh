#!/usr/bin/env bash
# Locust reports one and the same p95 for 495.4 ms and for 504.6 ms: gates near a round number decide wrongly, both ways.
#
# Versions: locust 2.47.0 (Python 3.11).
#
# Expected: the percentiles in the statistics are response times that were measured, or near them by a millisecond.
# Happens:  times are put into buckets when they are recorded: two significant digits from 100 ms on (tens to 1 s, hundreds to
#           10 s). Mean, minimum and maximum are exact, so in one row p95 can be above the maximum or below the minimum.
# Matters:  "p95 <= 500 ms" passes a service whose every answer took 504.6 ms, "p95 < 500 ms" fails one that is always
#           faster, and the error grows with the limit: up to 50 ms at 1 to 10 s. The documentation names the rounding, the report
#           does not. Gate on recorded times, or replace `locust.stats.bucket_response_time` before the run.
#
# Output seen:
# > GET /above: p95 500, min 504.6, max 504.6
# > GET /below: p95 500, min 495.4, max 495.4
# > GET /slow: p95 1500, min 1549.9, max 1549.9
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check locust==2.47.0

cat > "$tmp/recorded.py" <<'PYTHON'
from locust import User, constant, task

RECORDED = {"/below": 495.4, "/above": 504.6, "/slow": 1549.9}


class Recorded(User):
    """Reports known response times instead of sending requests."""

    wait_time = constant(0.01)

    @task
    def report(self):
        for name, milliseconds in RECORDED.items():
            self.environment.events.request.fire(
                request_type="GET", name=name, response_time=milliseconds, response_length=2, exception=None, context={}
            )
PYTHON

(cd "$tmp" && venv/bin/locust -f recorded.py --headless --users 1 --run-time 2s --csv run --only-summary) > "$tmp/log" 2>&1
seen=$("$tmp/venv/bin/python" - "$tmp/run_stats.csv" <<'PYTHON'
import csv
import sys

with open(sys.argv[1], newline="") as file:
    for row in csv.DictReader(file):
        if row["Name"] != "Aggregated":
            low, high = (round(float(row[f"{word} Response Time"]), 1) for word in ("Min", "Max"))
            print(f"{row['Type']} {row['Name']}: p95 {row['95%']}, min {low}, max {high}")
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
