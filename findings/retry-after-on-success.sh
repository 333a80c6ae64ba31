#!/usr/bin/env bash
# Rate limiters of FastAPI and Flask send `Retry-After` with every 200, and one sends a reset time with a fraction.
#
# Versions: slowapi 0.1.10 (fastapi 0.165.0), Flask-Limiter 4.1.1 (Flask 3.1.3).
#
# Expected: with rate limit headers switched on, `Retry-After` comes with an answer that asks the caller to come back later
#           (429, 503, redirects), and `X-RateLimit-Reset` is a whole number of seconds.
# Happens:  the first of a hundred allowed requests is answered 200 with `Retry-After: 900`, the length of the whole window,
#           while 99 requests remain. slowapi's reset time has decimals; `int()` refuses it.
# Matters:  a client that honours the header wherever it stands pauses a quarter of an hour after its first success, and a check
#           that takes it for "we are being limited" calls a healthy service busy. Read it only with 429 and 503, and read the
#           reset time as a decimal number.
#
# Output seen:
# > slowapi: 200, Retry-After 900, 99 of 100 left, whole reset time: False
# > Flask-Limiter: 200, Retry-After 900, 99 of 100 left, whole reset time: True
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check slowapi==0.1.10 fastapi==0.165.0 httpx==0.28.1 \
  Flask-Limiter==4.1.1 Flask==3.1.3 limits==5.8.0

seen=$("$tmp/venv/bin/python" -W ignore <<'PYTHON'
import fastapi
import flask
import flask_limiter
import slowapi
from fastapi.testclient import TestClient
from slowapi.middleware import SlowAPIMiddleware

LIMITS = ["100/15minutes"]


def show(name, response):
    sent = response.headers
    left = f"{sent['X-RateLimit-Remaining']} of {sent['X-RateLimit-Limit']} left"
    whole = sent["X-RateLimit-Reset"].isdigit()
    print(f"{name}: {response.status_code}, Retry-After {sent.get('Retry-After')}, {left}, whole reset time: {whole}")


api = fastapi.FastAPI()
api.state.limiter = slowapi.Limiter(key_func=lambda: "caller", default_limits=LIMITS, headers_enabled=True)
api.add_middleware(SlowAPIMiddleware)
api.get("/orders")(lambda: [])
show("slowapi", TestClient(api).get("/orders"))

web = flask.Flask("web")
flask_limiter.Limiter(lambda: "caller", app=web, default_limits=LIMITS, headers_enabled=True, storage_uri="memory://")
web.get("/orders")(lambda: "[]")
show("Flask-Limiter", web.test_client().get("/orders"))
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
