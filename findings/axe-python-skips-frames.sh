#!/usr/bin/env bash
# axe-playwright-python reports no violation inside a frame, also of the same origin; axe-core itself does.
#
# Versions: axe-playwright-python 0.1.8 (with axe-core 4.12.1), playwright 1.65.2. Exit code 77 without a Chromium.
#
# Expected: a page that shows an image without a text alternative in an iframe of its own origin has the violation `image-alt`,
#           as axe-core gives it to any page whose frames hold axe-core too (its option `iframes` is true by default).
# Happens:  the package puts axe-core into the main frame only. Nobody answers from the frame, and the list of violations is
#           empty. The one trace is the rule `frame-tested` among the incomplete results, which `violations_count` leaves out.
# Matters:  payment forms, maps and consent dialogs are frames. A check "no serious violation" is green for what it never saw.
#           Put `Axe().axe_script` into each of `page.frames` before the run, or fail where `frame-tested` is incomplete.
#
# Output seen:
# > the frame's page by itself: ['image-alt']
# > the page around it: [], violations_count 0, incomplete ['frame-tested']
# > the page around it, axe-core in every frame: ['image-alt']
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check axe-playwright-python==0.1.8 playwright==1.65.2
browser=$(command -v chromium-headless-shell chromium google-chrome | head -n 1 || true)
export PLAYWRIGHT_BROWSERS_PATH=$tmp/browsers
[[ $browser ]] || timeout 300 "$tmp/venv/bin/playwright" install --only-shell chromium || { echo "skipped: no Chromium can be had"; exit 77; }

seen=$("$tmp/venv/bin/python" - "$browser" <<'PYTHON'
import sys
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

HOST = "http://orders.test"  # answered by the route below, never looked up
HEAD = "<!doctype html><html lang=en><title>Orders</title>"
BODIES = {
    "/": HEAD + "<main><h1>Orders</h1><iframe title=Map src=/map></iframe></main>",
    "/map": HEAD + "<h1>Map</h1><img src='data:,'>",
}


def rules(results):
    return [result["id"] for result in results if result["id"] in ("image-alt", "frame-tested")]


with sync_playwright() as playwright:
    page = playwright.chromium.launch(executable_path=sys.argv[1] or None).new_page()
    page.route("**", lambda route: route.fulfill(content_type="text/html", body=BODIES[route.request.url.removeprefix(HOST)]))
    page.goto(f"{HOST}/map")
    print("the frame's page by itself:", rules(Axe().run(page).response["violations"]))
    page.goto(f"{HOST}/")
    found = Axe().run(page)
    print(f"the page around it: {rules(found.response['violations'])}, violations_count {found.violations_count}", end=", ")
    print("incomplete", rules(found.response["incomplete"]))
    for frame in page.frames:
        frame.evaluate(Axe().axe_script)
    print("the page around it, axe-core in every frame:", rules(page.evaluate("axe.run()")["violations"]))
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
