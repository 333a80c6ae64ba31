#!/usr/bin/env bash
# Plans deploy/terraform/ENVIRONMENT with the caller's read-only rights: plan.sh ENVIRONMENT writes plan-ENVIRONMENT.md.
# TFVARS holds what belongs to the account (docs/terraform.md). The image is the one that runs now, so that a deploy is no
# change; where nothing runs yet it is ECR_REPOSITORY's "none". Exit code 0 with or without changes, 1 where there is no plan.
set -euo pipefail
name=$1
root=deploy/terraform/$name
page=plan-$name.md
export TF_IN_AUTOMATION=1 TF_INPUT=0
export TF_VAR_redis_auth_token=no-token-since-it-is-ignored

running() { # the AWS CLI says "None" for what is not there, and ends with 0
  local definition image
  definition=$(aws ecs describe-services --cluster "servio-$name" --services "servio-$name-app" \
    --query "services[?status=='ACTIVE'] | [0].taskDefinition" --output text) || return 1
  [[ -n $definition && $definition != None ]] || return 1
  image=$(aws ecs describe-task-definition --task-definition "$definition" \
    --query "taskDefinition.containerDefinitions[?name=='app'] | [0].image" --output text) || return 1
  [[ -n $image && $image != None ]] || return 1
  printf '%s\n' "$image"
}

TF_VAR_image=$(running) || TF_VAR_image=$ECR_REPOSITORY:none
export TF_VAR_image
printf '%s\n' "$TFVARS" > "$root/terraform.tfvars"

code=0
{ terraform -chdir="$root" init -no-color && terraform -chdir="$root" plan -no-color -lock=false -detailed-exitcode; } > plan.txt 2>&1 || code=$?
case $code in
  0) head="no changes" ;;
  2) head=$(grep -E '^Plan:' plan.txt || echo "changes") ;;
  *) head="no plan" code=1 ;;
esac
# A comment holds 65,536 characters; a plan may hold three backticks.
{
  printf '### Terraform, %s: %s\n\n<details><summary>plan</summary>\n\n~~~~text\n' "$name" "$head"
  sed '/Refreshing state\.\.\./d' plan.txt | head -c 25000
  printf '\n~~~~\n</details>\n\n'
} > "$page"
echo "$name: $head"
[[ $code != 1 ]] || cat plan.txt >&2
exit $((code == 1))
