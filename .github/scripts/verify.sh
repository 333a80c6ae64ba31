#!/usr/bin/env bash
# Runs the tiers that were asked for, the quick ones first, and makes one verdict of them: the next tier runs only after a GO.
# ENVIRONMENT, TIERS, and where wanted EXPECT_BUILD, PROFILE and WAIT, say what; arguments go to pytest.
# Tells the verdict as the step's output; its exit code is the verdict's, or pytest's own where there is none.
set -euo pipefail

for tier in $TIERS; do
  case $tier in
    smoke | e2e | load | infra) ;;
    *) echo "unknown tier '$tier': smoke, e2e, load and infra are known" >&2; exit 4 ;;
  esac
done

code=0
ran=0
for tier in smoke infra e2e load; do
  [[ " $TIERS " == *" $tier "* ]] || continue
  options=(--env "$ENVIRONMENT" --wait "${WAIT:-300}")
  [[ -z ${EXPECT_BUILD:-} ]] || options+=(--expect-build "$EXPECT_BUILD")
  [[ -z ${PROFILE:-} || $tier != load ]] || options+=(--profile "$PROFILE")
  # The job's summary and Slack are told once, by the verdict of all tiers.
  env -u GITHUB_STEP_SUMMARY -u SLACK_WEBHOOK_URL SERVIO_RUNS="runs/$tier" \
    .venv/bin/python -m servio_verify.cli run -m "$tier" "${options[@]}" "$@" || code=$?
  ran=$((ran + 1))
  [[ $code == 0 ]] || break
done

shopt -s nullglob
results=(runs/*/*/verdict.json)
verdict=ERROR
# A tier that died without a verdict must not leave the word to the tiers before it.
if ((ran > 0 && ${#results[@]} >= ran)) && [[ $code =~ ^(0|1|10|11)$ ]]; then
  code=0
  .venv/bin/servio-verify verdict "${results[@]}" --output verdict.json || code=$?
  [[ ! -f verdict.json ]] || verdict=$(.venv/bin/python -c 'import json; print(json.load(open("verdict.json"))["verdict"])')
fi
[[ $verdict != ERROR || $code != 11 ]] || verdict=INVALID # its process died before it could write anything
[[ $verdict != ERROR || $code != 0 ]] || code=4 # no tier was asked for: that is no GO
echo "verdict=$verdict" >> "${GITHUB_OUTPUT:-/dev/stdout}"
exit "$code"
