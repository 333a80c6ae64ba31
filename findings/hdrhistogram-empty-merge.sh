#!/usr/bin/env bash
# Adding an empty histogram to one with values moves its minimum to 0, or not: that depends on the range of the empty one.
#
# Versions: hdrhistogram 0.10.8 (pip; imported as `hdrh`).
#
# Expected: a histogram without a value adds nothing: count, minimum, maximum and percentiles stay.
# Happens:  count, maximum and median stay, the minimum becomes 0. An empty histogram calls 0 its minimum, and the sum
#           takes the lesser of two minima. If the two have different ranges, the values are added one by one, and all is well.
# Matters:  the processes of a load run are merged this way, and one of them may have sent nothing yet. The report then has a
#           fastest answer of 0 ms, a check of plausibility ("nothing is faster than 1 ms") fails for no reason, and a
#           comparison with the last run sees a change. Skip parts whose `total_count` is 0.
#
# Output seen:
# > before: count 34, min 100, median 116, max 133
# > an empty one of the same range added: count 34, min 0, median 116, max 133
# > an empty one of another range added: count 34, min 100, median 116, max 133
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check hdrhistogram==0.10.8

seen=$("$tmp/venv/bin/python" <<'PYTHON'
from hdrh.histogram import HdrHistogram

MINUTE, HOUR = 60_000, 3_600_000


def merged(title, *others):
    histogram = HdrHistogram(1, HOUR, 3)
    for milliseconds in range(100, 134):
        histogram.record_value(milliseconds)
    for other in others:
        histogram.add(other)
    shown = {
        "count": histogram.total_count,
        "min": histogram.get_min_value(),
        "median": histogram.get_value_at_percentile(50),
        "max": histogram.get_max_value(),
    }
    print(f"{title}: " + ", ".join(f"{name} {value}" for name, value in shown.items()))


merged("before")
merged("an empty one of the same range added", HdrHistogram(1, HOUR, 3))
merged("an empty one of another range added", HdrHistogram(1, MINUTE, 3))
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
