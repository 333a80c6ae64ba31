#!/usr/bin/env bash
# Posts one line to Slack: tell.sh WORDS. Without SLACK_WEBHOOK_URL nobody is told, and a Slack that is down fails nothing.
set -euo pipefail
[[ -n ${SLACK_WEBHOOK_URL:-} ]] || exit 0
jq -n --arg text "$1" '{text: $text}' |
  curl --fail --silent --show-error --output /dev/null --max-time 10 -H 'Content-Type: application/json' --data @- "$SLACK_WEBHOOK_URL" ||
  echo "::warning::Slack was not told"
