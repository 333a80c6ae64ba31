"""PostgreSQL and Redis: encryption, passwords, versions, backups."""

from collections.abc import Iterator

from selftest.terraform.plan import Plan
from selftest.terraform.rules.registry import rule


@rule
def no_password_is_in_the_state(plan: Plan) -> Iterator[str]:
    for one in plan.of("aws_db_instance"):
        if one.values.get("password") or not one.values.get("manage_master_user_password"):
            yield f"{one.key}: Terraform sets the master password"
    for one in plan.of("aws_secretsmanager_secret_version"):
        yield f"{one.address}: Terraform writes the secret's value"


@rule
def the_database_is_postgresql_15(plan: Plan) -> Iterator[str]:
    """With a pinned minor, each automatic upgrade makes Terraform plan a downgrade."""
    for one in plan.of("aws_db_instance"):
        version = str(one.values["engine_version"])
        if one.values["engine"] != "postgres" or version.split(".")[0] != "15":
            yield f"{one.key}: {one.values['engine']} {version}"
        if "." in version and one.values.get("auto_minor_version_upgrade"):
            yield f"{one.key}: {version} is pinned, and AWS may upgrade it"


@rule
def the_database_speaks_tls_only(plan: Plan) -> Iterator[str]:
    """AWS' own parameter group of PostgreSQL 15 demands it, one of our own must."""
    for one in plan.of("aws_db_parameter_group"):
        forced = [parameter["value"] for parameter in one.values["parameter"] if parameter["name"] == "rds.force_ssl"]
        if forced != ["1"]:
            yield f"{one.key}: rds.force_ssl is not 1"


@rule
def what_is_stored_is_encrypted(plan: Plan) -> Iterator[str]:
    for one in plan.of("aws_db_instance"):
        if not one.values.get("storage_encrypted"):
            yield f"{one.key}: storage_encrypted is off"
    for one in plan.of("aws_elasticache_replication_group"):
        if str(one.values.get("at_rest_encryption_enabled")).lower() != "true":
            yield f"{one.key}: at_rest_encryption_enabled is off"


@rule
def redis_wants_tls_and_a_token(plan: Plan) -> Iterator[str]:
    for one in plan.of("aws_elasticache_replication_group"):
        if not one.values.get("transit_encryption_enabled"):
            yield f"{one.key}: no TLS"
        if not (one.values.get("auth_token") or one.values.get("user_group_ids")):
            yield f"{one.key}: no auth token: whoever reaches it reads and writes everything"
        if not str(one.values["engine_version"]).startswith("7."):
            yield f"{one.key}: Redis {one.values['engine_version']}"


@rule
def backups_are_kept(plan: Plan) -> Iterator[str]:
    for one in plan.of("aws_db_instance"):
        if (one.values.get("backup_retention_period") or 0) < 7:
            yield f"{one.key}: backups of {one.values.get('backup_retention_period')} days"


@rule
def the_database_can_be_destroyed(plan: Plan) -> Iterator[str]:
    """The provider refuses where a last snapshot is wanted and has no name."""
    for one in plan.of("aws_db_instance"):
        if not (one.values.get("skip_final_snapshot") or one.values.get("final_snapshot_identifier")):
            yield f"{one.key}: no final_snapshot_identifier"


@rule
def slow_statements_can_be_looked_up(plan: Plan) -> Iterator[str]:
    for one in plan.of("aws_db_instance"):
        if "postgresql" not in (one.values.get("enabled_cloudwatch_logs_exports") or ()):
            yield f"{one.key}: its log is not exported"
    settings = {parameter["name"] for one in plan.of("aws_db_parameter_group") for parameter in one.values["parameter"]}
    if "log_min_duration_statement" not in settings:
        yield "aws_db_parameter_group: no log_min_duration_statement"


@rule
def the_log_holds_no_personal_data(plan: Plan) -> Iterator[str]:
    """PostgreSQL writes the bind values of a slow statement too, unless told otherwise."""
    for one in plan.of("aws_db_parameter_group"):
        settings = {parameter["name"]: parameter["value"] for parameter in one.values["parameter"]}
        if "log_min_duration_statement" in settings and settings.get("log_parameter_max_length") != "0":
            yield f"{one.key}: log_parameter_max_length is not 0"
