#!/usr/bin/env bash
# ministack answers a change of a database with success and leaves it as it was.
#
# Versions: ministack 1.5.33, boto3 1.43.106.
#
# Expected: `ModifyDBInstance` with AutoMinorVersionUpgrade and ApplyImmediately changes the instance, as AWS says, or is refused.
# Happens:  the answer is a success, for some settings (BackupRetentionPeriod) also in truth; AutoMinorVersionUpgrade stays as it was,
#           in this answer and in DescribeDBInstances. The secret of a managed master password is not told either.
# Matters:  whoever plants a drift in the stand-in, and sees no alarm, has proven nothing. Each drift has to be looked at before the
#           check is asked; where it did not take hold, the answer has to be changed on its way.
#
# Output seen:
# > before: upgrades True, 7 days of backups
# > modify: 200
# > after: upgrades True, 1 days of backups
# > secret of the managed master password told: False
set -euo pipefail

tmp=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check ministack==1.5.33 boto3==1.43.106

port=$("$tmp/venv/bin/python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
cd "$tmp"
BIND_HOST=127.0.0.1 IOT_MTLS_ENABLED=0 GATEWAY_PORT=$port LOG_LEVEL=ERROR TMPDIR=$tmp DOCKER_HOST=unix://$tmp/no-docker.sock \
  "$tmp/venv/bin/python" -m ministack > /dev/null 2>&1 &
server=$!
cd "$OLDPWD"

seen=$("$tmp/venv/bin/python" - "$port" <<'PYTHON'
import sys

import boto3
from botocore.config import Config

client = boto3.client(
    "rds",
    endpoint_url=f"http://127.0.0.1:{sys.argv[1]}",
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(retries={"mode": "standard", "total_max_attempts": 10}),  # until it is up
)
client.create_db_instance(
    DBInstanceIdentifier="it",
    DBInstanceClass="db.t3.micro",
    Engine="postgres",
    AllocatedStorage=20,
    MasterUsername="it",
    ManageMasterUserPassword=True,
    AutoMinorVersionUpgrade=True,
    BackupRetentionPeriod=7,
)


def look(word):
    it = client.describe_db_instances(DBInstanceIdentifier="it")["DBInstances"][0]
    print(f"{word}: upgrades {it['AutoMinorVersionUpgrade']}, {it['BackupRetentionPeriod']} days of backups")
    return it


look("before")
change = {"AutoMinorVersionUpgrade": False, "BackupRetentionPeriod": 1}
answer = client.modify_db_instance(DBInstanceIdentifier="it", ApplyImmediately=True, **change)
print("modify:", answer["ResponseMetadata"]["HTTPStatusCode"])
print("secret of the managed master password told:", "MasterUserSecret" in look("after"))
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
