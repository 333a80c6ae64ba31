#!/usr/bin/env bash
# In moto, looking at an ECS task stops it: boto3's own waiter for a running task fails at its first look.
#
# Versions: moto 5.2.5, boto3 1.44.8 (Python 3.11).
#
# Expected: a task goes from PROVISIONING through PENDING to RUNNING and stays there; `tasks_running` returns.
# Happens:  `run_task` answers RUNNING, and each `describe_tasks` moves the task one state on before it answers: the first look says
#           DEACTIVATING, the fourth STOPPED. The desired status stays RUNNING all the while. No look ever says RUNNING.
# Matters:  code that deploys and waits cannot be tested as it is: the waiter ends with a terminal failure although the task was
#           "started", and who only looks at `desiredStatus` sees a healthy one for ever. Test such code with answers of
#           AWS's shape (botocore's Stubber), and keep moto for what has no states.
#
# Output seen:
# > run_task: RUNNING, desired RUNNING
# > look 1: DEACTIVATING, desired RUNNING
# > look 2: STOPPING, desired RUNNING
# > look 3: DEPROVISIONING, desired RUNNING
# > look 4: STOPPED, desired RUNNING
# > tasks_running: WaiterError after a terminal failure state
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check "moto[ecs,ec2]==5.2.5" boto3==1.44.8 botocore==1.44.8

export AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none AWS_DEFAULT_REGION=us-east-1
seen=$("$tmp/venv/bin/python" <<'PYTHON'
import boto3
from botocore.exceptions import WaiterError
from moto import mock_aws


def shown(task):
    return f"{task['lastStatus']}, desired {task['desiredStatus']}"


with mock_aws():
    subnet = boto3.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    group = boto3.client("ec2").describe_security_groups()["SecurityGroups"][0]["GroupId"]
    network = {"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}}
    container = {"name": "web", "image": "web:1", "cpu": 256, "memory": 512}
    ecs = boto3.client("ecs")
    ecs.create_cluster(clusterName="staging")
    ecs.register_task_definition(
        family="web", networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512", containerDefinitions=[container]
    )
    start = {"cluster": "staging", "taskDefinition": "web", "launchType": "FARGATE", "networkConfiguration": network}
    task = ecs.run_task(**start)["tasks"][0]
    print("run_task:", shown(task))
    for look in range(1, 5):
        print(f"look {look}:", shown(ecs.describe_tasks(cluster="staging", tasks=[task["taskArn"]])["tasks"][0]))
    task = ecs.run_task(**start)["tasks"][0]
    try:
        ecs.get_waiter("tasks_running").wait(cluster="staging", tasks=[task["taskArn"]], WaiterConfig={"Delay": 0, "MaxAttempts": 9})
        print("tasks_running: returned")
    except WaiterError as error:
        print("tasks_running: WaiterError after a", "terminal failure state" if "terminal failure" in str(error) else "time-out")
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
