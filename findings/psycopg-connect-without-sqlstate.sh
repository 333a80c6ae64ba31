#!/usr/bin/env bash
# psycopg 3 drops the SQLSTATE of a refused connection: the server sends 53300, 28P01 or 3D000, the exception says None.
#
# Versions: psycopg and psycopg-binary 3.3.9; seen with PostgreSQL 15.
#
# Expected: the exception has the code that stands in the server's ErrorResponse, in `sqlstate` and `diag.sqlstate`, as every error
#           after the connection has; `psycopg.errors` has classes for these codes (TooManyConnections, InvalidPassword).
# Happens:  every refusal is a plain OperationalError without a code, because libpq hands on the text only. `except
#           errors.TooManyConnections` is never reached, and the text is in the server's language (lc_messages).
# Matters:  "connections exhausted" (later: try again, INCONCLUSIVE) and "wrong password" or "no such database" (somebody's mistake)
#           cannot be told apart by code; whoever reads the text reads English only.
#
# Output seen:
# > connections exhausted: sent 53300, OperationalError has None
# > no such database: sent 3D000, OperationalError has None
# > no such table: UndefinedTable has 42P01
set -euo pipefail

bin=/usr/lib/postgresql/15/bin
[ -x $bin/initdb ] || { echo "PostgreSQL 15 is missing" >&2; exit 77; }
tmp=$(mktemp -d)
as() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
trap 'as $bin/pg_ctl -D "$tmp/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check psycopg==3.3.9 psycopg-binary==3.3.9

[ "$(id -u)" != 0 ] || chown postgres "$tmp"
as $bin/initdb -D "$tmp/data" --auth=trust -U postgres --no-sync >/dev/null
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
as $bin/pg_ctl -D "$tmp/data" -w -l "$tmp/log" -o "-p $port -h 127.0.0.1 -k $tmp" start >/dev/null

seen=$("$tmp/venv/bin/python" - "$port" <<'PYTHON'
import socket
import struct
import sys

import psycopg

port = int(sys.argv[1])
admin = psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres", autocommit=True)
admin.execute("CREATE ROLE guest LOGIN")
admin.execute("CREATE ROLE full_up LOGIN CONNECTION LIMIT 0")


def sent(user, database):
    """The code in the server's own answer, read from the wire."""
    words = b"".join(word.encode() + b"\0" for word in ("user", user, "database", database)) + b"\0"
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(struct.pack("!II", len(words) + 8, 3 << 16) + words)
        answer = b""
        while part := wire.recv(4096):
            answer += part
    fields = answer[answer.rindex(b"SFATAL") :].split(b"\0")
    return next(field[1:].decode() for field in fields if field[:1] == b"C")


for case, user, database in (("connections exhausted", "full_up", "postgres"), ("no such database", "guest", "nowhere")):
    try:
        psycopg.connect(host="127.0.0.1", port=port, user=user, dbname=database)
    except psycopg.Error as error:
        assert error.sqlstate == error.diag.sqlstate
        print(f"{case}: sent {sent(user, database)}, {type(error).__name__} has {error.sqlstate}")
try:
    admin.execute("SELECT 1 FROM nowhere")
except psycopg.Error as error:
    print(f"no such table: {type(error).__name__} has {error.sqlstate}")
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
