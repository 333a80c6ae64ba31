#!/usr/bin/env bash
# ministack's FilterLogEvents wants every optional term of a pattern, and lets a JSON pattern fit every line.
#
# Versions: ministack 1.5.33, boto3 1.43.106.
#
# Expected: `?ERROR ?FATAL` returns lines that hold one of the two (AWS, "Filter pattern syntax", Match terms using OR), and
#           `{ $.level = 50 }` JSON lines whose level is 50.
# Happens:  `?ERROR ?FATAL` returns lines that hold both; `{ $.level = 50 }` returns every line.
# Matters:  whoever looks for error lines finds none in this stand-in, or finds that all are: a check that is proven on it is not.
#           What AWS documents has to be done on the way (selftest/support/aws/log_patterns.py).
#
# Output seen:
# > ERROR: ['ERROR one', 'an ERROR and a FATAL']
# > ?ERROR ?FATAL: ['an ERROR and a FATAL']
# > { $.level = 50 }: ['ERROR one', 'FATAL two', 'an ERROR and a FATAL', '{"level": 30}', '{"level": 50}']
set -euo pipefail

tmp=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check ministack==1.5.33 boto3==1.43.106

port=$("$tmp/venv/bin/python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
cd "$tmp"
BIND_HOST=127.0.0.1 IOT_MTLS_ENABLED=0 GATEWAY_PORT=$port LOG_LEVEL=ERROR TMPDIR=$tmp DOCKER_HOST=unix://$tmp/no-docker.sock \
  "$tmp/venv/bin/python" -m ministack > /dev/null 2>&1 &
server=$!
cd "$OLDPWD"

seen=$("$tmp/venv/bin/python" - "$port" <<'PYTHON'
import sys
import time

import boto3
from botocore.config import Config

client = boto3.client(
    "logs",
    endpoint_url=f"http://127.0.0.1:{sys.argv[1]}",
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(retries={"mode": "standard", "total_max_attempts": 10}),  # until it is up
)
client.create_log_group(logGroupName="it")
client.create_log_stream(logGroupName="it", logStreamName="it")
lines = ["ERROR one", "FATAL two", "an ERROR and a FATAL", '{"level": 30}', '{"level": 50}']
now = int(time.time() * 1000)
events = [{"timestamp": now + number, "message": line} for number, line in enumerate(lines)]
client.put_log_events(logGroupName="it", logStreamName="it", logEvents=events)
for pattern in ("ERROR", "?ERROR ?FATAL", "{ $.level = 50 }"):
    found = client.filter_log_events(logGroupName="it", filterPattern=pattern)["events"]
    print(f"{pattern}: {sorted(event['message'] for event in found)}")
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
