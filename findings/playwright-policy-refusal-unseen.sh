#!/usr/bin/env bash
# A fetch that the page's own Content-Security-Policy refuses is no failed request for Playwright: there is no event at all.
#
# Versions: playwright 1.65.2 (Python 3.11). Exit code 77 without a Chromium.
#
# Expected: whatever a page asks for and does not get is a `requestfailed`, as a connection that is refused and a script that
#           the policy keeps out are (`net::ERR_CONNECTION_REFUSED`, `csp`).
# Happens:  a `fetch` (and a beacon) that `connect-src` refuses comes neither as `request` nor as `requestfailed`, and is not in
#           `page.requests()`. The one trace is an error in the console. The page's own promise is rejected, and libraries that
#           report errors swallow that.
# Matters:  error tracking, analytics and an API of another origin can be cut off by one header while "no request failed" is
#           green. Read the console for "Content Security Policy", or see the request that must leave.
#
# Output seen:
# > a script that script-src keeps out: requestfailed, csp
# > a fetch that nobody answers: requestfailed, net::ERR_CONNECTION_REFUSED
# > a fetch that connect-src refuses: no event; console says Content Security Policy: True
# > a beacon that connect-src refuses: no event; console says Content Security Policy: True
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
browser=$(command -v chromium-headless-shell chromium google-chrome | head -n 1 || true)
export PLAYWRIGHT_BROWSERS_PATH=$tmp/browsers
[[ $browser ]] || timeout 300 "$tmp/venv/bin/playwright" install --only-shell chromium || { echo "skipped: no Chromium can be had"; exit 77; }

seen=$("$tmp/venv/bin/python" - "$browser" <<'PYTHON'
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from playwright.sync_api import sync_playwright

NOBODY, ELSEWHERE = "http://127.0.0.1:65534", "http://localhost:65534"
POLICY = f"default-src 'self'; connect-src 'self' {NOBODY}"
TRIED = {
    "a script that script-src keeps out": f"document.head.append(Object.assign(document.createElement('script'), {{src: '{NOBODY}/a.js'}}))",
    "a fetch that nobody answers": f"fetch('{NOBODY}/report', {{method: 'POST', body: 'x'}}).catch(() => 0)",
    "a fetch that connect-src refuses": f"fetch('{ELSEWHERE}/report', {{method: 'POST', body: 'x'}}).catch(() => 0)",
    "a beacon that connect-src refuses": f"navigator.sendBeacon('{ELSEWHERE}/report', 'x')",
}


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Orders</title>")

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
Thread(target=server.serve_forever, daemon=True).start()
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1] or None)
    for name, script in TRIED.items():
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        seen, said = [], []
        page.on("request", lambda request: seen.append("request"))
        page.on("requestfailed", lambda request: seen.append(f"requestfailed, {request.failure}"))
        page.on("console", lambda message: said.append(message.text))
        page.evaluate(script)
        page.wait_for_timeout(1000)
        policy = any("Content Security Policy" in text for text in said)
        print(f"{name}: {seen[-1] if seen else f'no event; console says Content Security Policy: {policy}'}")
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
