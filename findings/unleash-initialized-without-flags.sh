#!/usr/bin/env bash
# UnleashClient says `is_initialized` although the server has refused it or is not up yet, and no flag was ever read.
#
# Versions: UnleashClient 6.9.0 (Python 3.11).
#
# Expected: the word means that the flags are there; `initialize_client()` raises, or leaves `is_initialized` False, where the
#           registration and the first fetch were answered 401 (wrong token) or 503 (starting).
# Happens:  both answers go to the log as warnings, `initialize_client()` returns, `is_initialized` is True, and every flag is
#           off. A flag that is off and a flag that was never read cannot be told apart by `is_enabled`.
# Matters:  a readiness probe or a check on staging built on the word is green with a token of the wrong environment, and every
#           journey behind a flag is skipped as "switched off". Ask `feature_definitions()` for a flag that must exist.
#
# Output seen:
# > answers 401: is_initialized True, checkout False, flags known 0
# > answers 503: is_initialized True, checkout False, flags known 0
# > answers 200: is_initialized True, checkout True, flags known 1
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check UnleashClient==6.9.0

seen=$("$tmp/venv/bin/python" - "$tmp" 2> "$tmp/log" <<'PYTHON'
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from UnleashClient import UnleashClient

CHECKOUT = {"name": "checkout", "enabled": True, "strategies": [{"name": "default", "parameters": {}}]}


class Unleash(BaseHTTPRequestHandler):
    """Answers as Unleash does: with one flag, or with a refusal."""

    def do_GET(self):
        body = json.dumps({"version": 2, "features": [CHECKOUT]} if self.server.status == 200 else {"message": "no"}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET


for status in (401, 503, 200):
    with ThreadingHTTPServer(("127.0.0.1", 0), Unleash) as server:
        server.status = status
        Thread(target=server.serve_forever).start()
        address = f"http://127.0.0.1:{server.server_port}/api"
        client = UnleashClient(address, "suite", custom_headers={"Authorization": "token"}, cache_directory=f"{sys.argv[1]}/{status}")
        client.initialize_client()
        on, known = client.is_enabled("checkout"), len(client.feature_definitions())
        print(f"answers {status}: is_initialized {client.is_initialized}, checkout {on}, flags known {known}")
        client.destroy()
        server.shutdown()
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
