#!/usr/bin/env bash
# Two headers of one name are joined by a line end in Playwright's `response.headers`, and by a comma in `all_headers()`.
#
# Versions: playwright 1.65.2 (Python 3.11). Exit code 77 without a Chromium.
#
# Expected: one answer has one form: what HTTP allows is to join fields of one name by a comma (RFC 9110, 5.3), as `all_headers()`
#           and HTTP clients do.
# Happens:  `response.headers` joins them by "\n". A pattern that splits by commas and semicolons, and passes on the answer as an
#           HTTP client read it, does not find what begins the second field; the value is no header that anybody could have sent.
# Matters:  application and proxy both send a Content-Security-Policy, and browsers enforce both. A check that reads a page's
#           headers in the browser calls it unprotected where `frame-ancestors` stands in the second. Split by line ends, or ask
#           `headers_array()`.
#
# Output seen:
# > headers: "default-src 'self'\nframe-ancestors 'none'"
# > all_headers(): "default-src 'self', frame-ancestors 'none'"
# > headers_array(): ["default-src 'self'", "frame-ancestors 'none'"]
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
browser=$(command -v chromium-headless-shell chromium google-chrome | head -n 1 || true)
export PLAYWRIGHT_BROWSERS_PATH=$tmp/browsers
[[ $browser ]] || timeout 300 "$tmp/venv/bin/playwright" install --only-shell chromium || { echo "skipped: no Chromium can be had"; exit 77; }

seen=$("$tmp/venv/bin/python" - "$browser" <<'PYTHON'
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from playwright.sync_api import sync_playwright

NAME = "Content-Security-Policy"


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header(NAME, "default-src 'self'")
        self.send_header(NAME, "frame-ancestors 'none'")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Orders</title>")

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
Thread(target=server.serve_forever, daemon=True).start()
with sync_playwright() as playwright:
    page = playwright.chromium.launch(executable_path=sys.argv[1] or None).new_page()
    answer = page.goto(f"http://127.0.0.1:{server.server_port}/")
    print(f"headers: {json.dumps(answer.headers[NAME.lower()])}")
    print(f"all_headers(): {json.dumps(answer.all_headers()[NAME.lower()])}")
    print(f"headers_array(): {json.dumps([each['value'] for each in answer.headers_array() if each['name'] == NAME])}")
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
