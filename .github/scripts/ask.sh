#!/usr/bin/env bash
# Asks a person what to do about VERDICT: ask.sh ENVIRONMENT, the GitHub environment whose reviewers may approve the roll-back.
# GitHub makes an environment that is missing, without reviewers, and a job that names it then runs at once: so the output
# `reviewers` says whether there are any, and without them nothing is rolled back.
set -euo pipefail
reviewers=$(gh api "repos/$GITHUB_REPOSITORY/environments/$1" --jq 'any(.protection_rules[]; .type == "required_reviewers")') || reviewers=false
if [[ $reviewers == true ]]; then
  how="approve the job 'roll back' to roll back, reject it to keep the build"
else
  reviewers=false
  how="the environment $1 has no required reviewers, so rolling back is by hand (.github/scripts/ecs.sh run DEFINITION)"
fi
echo "reviewers=$reviewers" >> "$GITHUB_OUTPUT"
words="staging: $VERDICT for ${GITHUB_SHA:0:7}. A person decides: $how, or run verify again. $RUN"
echo "$words" >> "$GITHUB_STEP_SUMMARY"
"$(dirname "$0")/tell.sh" "$words"
