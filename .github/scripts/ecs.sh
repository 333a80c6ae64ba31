#!/usr/bin/env bash
# What a deploy does to the ECS service CLUSTER/SERVICE.
#
#   ecs.sh current             tells the task definition that is running now
#   ecs.sh release IMAGE       registers it anew with that image, and runs it
#   ecs.sh run DEFINITION      runs this task definition, and waits until the service is stable: every task is a new one
set -euo pipefail

current() {
  aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" --query 'services[0].taskDefinition' --output text
}

run() {
  aws ecs update-service --cluster "$CLUSTER" --service "$SERVICE" --task-definition "$1" --query 'service.serviceName' --output text
  # This waits 10 minutes; a roll-out whose tasks do not come up is no build to verify.
  aws ecs wait services-stable --cluster "$CLUSTER" --services "$SERVICE"
  local running
  running=$(current)
  [[ $running == "$1" ]] || { echo "$SERVICE runs $running, not $1: the roll-out was undone" >&2; exit 1; }
}

release() {
  local definition
  definition=$(
    aws ecs describe-task-definition --task-definition "$(current)" --query taskDefinition |
      jq --arg image "$1" '.containerDefinitions[0].image = $image
        | del(.taskDefinitionArn, .revision, .status, .requiresAttributes, .compatibilities, .registeredAt, .registeredBy)'
  )
  run "$(aws ecs register-task-definition --cli-input-json "$definition" --query taskDefinition.taskDefinitionArn --output text)"
}

case "${1:-} $#" in
  "current 1") current ;;
  "release 2") release "$2" ;;
  "run 2") run "$2" ;;
  *) echo "usage: ecs.sh current | release IMAGE | run DEFINITION" >&2; exit 2 ;;
esac
