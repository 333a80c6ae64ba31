#!/usr/bin/env bash
# redis-py cannot ask whether a command is there: the answer "it is not" raises TypeError.
#
# Versions: redis (redis-py) 8.1.0; seen with Redis 7.0.15.
#
# Expected: `COMMAND INFO name …` answers an array with nil for each command that the server does not have (Redis' own page of the
#           command says so), and redis-py gives that back, as it gives back the commands that are there.
# Happens:  `execute_command("COMMAND", "INFO", "GET", "NOPE")` raises "'NoneType' object is not subscriptable". The subcommands LIST,
#           DOCS and GETKEYS are read as if they were INFO and raise ValueError or IndexError. In one text, "COMMAND INFO", the same
#           request gives the answer as the server sent it.
# Matters:  whoever verifies that FLUSHALL is renamed away asks so. Against the server where it is, the well-kept one, the check
#           crashes; against the open one it works.
#
# Output seen:
# > one text: [True, False]
# > two texts, a command that is there: ['get']
# > two texts, a command that is not: TypeError
# > LIST: ValueError
set -euo pipefail

command -v redis-server >/dev/null || { echo "redis-server is missing" >&2; exit 77; }
tmp=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check redis==8.1.0

redis-server --port 0 --unixsocket "$tmp/socket" --save "" --dir "$tmp" >/dev/null &
server=$!

seen=$("$tmp/venv/bin/python" - "$tmp/socket" <<'PYTHON'
import sys

import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

retry = Retry(ConstantBackoff(0.1), 50)  # until it is up
client = redis.Redis(unix_socket_path=sys.argv[1], decode_responses=True, retry=retry, retry_on_error=[redis.ConnectionError])


def raised(*words):
    try:
        return f"answered {client.execute_command(*words)}"
    except Exception as error:
        return type(error).__name__


print("one text:", [bool(known) for known in client.execute_command("COMMAND INFO", "GET", "NOPE")])
print("two texts, a command that is there:", list(client.execute_command("COMMAND", "INFO", "GET")))
print("two texts, a command that is not:", raised("COMMAND", "INFO", "GET", "NOPE"))
print("LIST:", raised("COMMAND", "LIST"))
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
