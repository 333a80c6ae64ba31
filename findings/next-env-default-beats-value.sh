#!/usr/bin/env bash
# Next.js takes the default of `${NAME:-default}` in a dotenv file although the same file sets NAME.
#
# Versions: @next/env 16.4.6 (its own copies of dotenv and dotenv-expand), python-dotenv 1.2.4, dotenv-expand 13.0.0. Node.js 20.
#
# Expected: `${HOST:-localhost}` is HOST where it is set and not empty, else `localhost`, as POSIX has it and as Next.js does
#           where HOST comes from the process environment.
# Happens:  where HOST is set by a line above in the same file, @next/env takes `localhost`, quoted or not. The default is asked
#           for before the file's own values. Without a default, `$HOST` is the file's value.
# Matters:  a deployment whose file reads well connects to localhost, or to whatever the default names, and only there where
#           Next.js itself reads the file: the same file is right in Compose, in a shell and in a test suite. Whoever checks a
#           dotenv file must read it as each of its readers does, and compare.
#
# Output seen:
# > @next/env: URL is localhost, PLAIN is db.internal
# > @next/env, HOST from the process: URL is db.internal, PLAIN is db.internal
# > dotenv-expand: URL is db.internal, PLAIN is db.internal
# > python-dotenv: URL is db.internal, PLAIN is db.internal
# > bash: URL is db.internal, PLAIN is db.internal
# shellcheck disable=SC2016 # what is in single quotes is for other readers
set -euo pipefail

script=$(realpath "$0")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
command -v node npm >/dev/null || { echo "skipped: needs Node.js and npm"; exit 77; }
npm install --silent --no-fund --no-audit --prefix "$tmp" @next/env@16.4.6 dotenv@17.0.0 dotenv-expand@13.0.0 >/dev/null
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check python-dotenv==1.2.4
printf '%s\n' 'HOST=db.internal' 'URL=${HOST:-localhost}' 'PLAIN=${HOST}' > "$tmp/.env"
cd "$tmp"

next='const {URL, PLAIN} = require("@next/env").loadEnvConfig(".", false, {info() {}, error: console.error}).combinedEnv;
      console.log(`URL is ${URL}, PLAIN is ${PLAIN}`)'
expand='const {parsed} = require("dotenv-expand").expand({...require("dotenv").config({quiet: true}), processEnv: {}});
        console.log(`URL is ${parsed.URL}, PLAIN is ${parsed.PLAIN}`)'
python='import dotenv; told = dotenv.dotenv_values(".env"); print("URL is {URL}, PLAIN is {PLAIN}".format(**told))'
unset HOST URL PLAIN NODE_ENV
seen=$(
  echo "@next/env: $(node -e "$next")"
  echo "@next/env, HOST from the process: $(HOST=db.internal node -e "$next")"
  echo "dotenv-expand: $(node -e "$expand")"
  echo "python-dotenv: $(venv/bin/python -c "$python")"
  # shellcheck disable=SC1091 # made above
  echo "bash: $(. ./.env; echo "URL is $URL, PLAIN is $PLAIN")"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$script")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
