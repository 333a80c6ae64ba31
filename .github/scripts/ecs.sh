#!/usr/bin/env bash
# What a deploy does to the ECS service CLUSTER/SERVICE.
#
#   ecs.sh current             tells the task definition that is running now
#   ecs.sh release IMAGE       registers it anew with that image, and runs it
#   ecs.sh start IMAGE         the same without waiting: for a service whose roll-out waits at a pause hook (gate.yml)
#   ecs.sh run DEFINITION      runs this task definition, and waits until the service is stable: every task is a new one
#
# The image is that of the container behind the load balancer; without one, of the only container. CONTAINER names another.
# Exit code 1 with one line where AWS has no such service, task definition or container: nothing is changed then.
set -euo pipefail
shopt -s inherit_errexit # what fails inside $(…) ends the script, too

fail() {
  echo "ecs.sh: $1" >&2
  exit 1
}

service() { # prints one field of the service; the AWS CLI says "None" for what is not there, and ends with 0
  local value
  value=$(aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" --query "services[?status=='ACTIVE'] | [0].$1" --output text)
  [[ -n $value && $value != None ]] || return 1
  printf '%s\n' "$value"
}

current() {
  service taskDefinition || fail "no active service $SERVICE in cluster $CLUSTER: see ECS_CLUSTER and ECS_SERVICE"
}

update() {
  [[ -n $1 && $1 != None ]] || fail "no task definition to run: what was running before is not known"
  aws ecs update-service --cluster "$CLUSTER" --service "$SERVICE" --task-definition "$1" --query 'service.serviceName' --output text
}

run() {
  update "$1"
  # This waits 10 minutes; a roll-out whose tasks do not come up is no build to verify.
  aws ecs wait services-stable --cluster "$CLUSTER" --services "$SERVICE"
  local running
  running=$(current)
  [[ $running == "$1" ]] || fail "$SERVICE runs $running, not $1: the roll-out was undone"
}

register() { # prints the new task definition
  local before definition name
  before=$(current)
  definition=$(aws ecs describe-task-definition --task-definition "$before" --query taskDefinition)
  name=${CONTAINER:-$(service 'loadBalancers[0].containerName' || jq -r '.containerDefinitions | if length == 1 then .[0].name else "" end' <<< "$definition")}
  jq -e --arg name "$name" 'any(.containerDefinitions[]; .name == $name)' <<< "$definition" > /dev/null ||
    fail "$before has no container '$name', only $(jq -r '[.containerDefinitions[].name] | join(", ")' <<< "$definition"): set CONTAINER"
  definition=$(
    jq --arg image "$1" --arg name "$name" '(.containerDefinitions[] | select(.name == $name)).image = $image
      | del(.taskDefinitionArn, .revision, .status, .requiresAttributes, .compatibilities, .registeredAt, .registeredBy)' <<< "$definition"
  )
  aws ecs register-task-definition --cli-input-json "$definition" --query taskDefinition.taskDefinitionArn --output text
}

case "${1:-} $#" in
  "current 1") current ;;
  "release 2") registered=$(register "$2"); run "$registered" ;;
  "start 2") registered=$(register "$2"); update "$registered" ;;
  "run 2") run "$2" ;;
  *) echo "usage: ecs.sh current | release IMAGE | start IMAGE | run DEFINITION" >&2; exit 2 ;;
esac
