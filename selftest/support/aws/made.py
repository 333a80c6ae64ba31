"""An environment in AWS's stand-in, made by boto3 as deploy/terraform/modules/servio makes it."""

from dataclasses import dataclass, field
from typing import Any

import boto3

from selftest.support.aws.sizes import REGION, SECRETS, Sizes

IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/servio:3f9c2d1"
PARAMETERS = {
    "rds.force_ssl": "1",
    "log_min_duration_statement": "1000",
    "log_statement": "ddl",
    "log_parameter_max_length": "0",
}
PUBLIC = {
    "NEXT_PUBLIC_SENTRY_DSN": "https://0a1b2c3d4e5f60718293a4b5c6d7e8f9@o1.ingest.sentry.io/1",
    "NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY": f"pk_test_{'5' * 24}",
    "NEXT_PUBLIC_SUPABASE_URL": "https://abcdefghijklmnopqrst.supabase.co",
    "UNLEASH_API_URL": "https://unleash.staging.servio.com/api",
}


@dataclass
class Aws:
    """Clients of the stand-in, and the ids of what was made there, by the name that Terraform has for it."""

    origin: str
    ids: dict[str, str] = field(default_factory=dict)
    clients: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, service: str) -> Any:
        if service not in self.clients:
            keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
            self.clients[service] = boto3.client(service, endpoint_url=self.origin, region_name=REGION, **keys)
        return self.clients[service]


def make(origin: str, sizes: Sizes) -> Aws:
    """Make the whole environment; return what is needed to change it."""
    aws = Aws(origin)
    _network(aws, sizes)
    _security_groups(aws, sizes)
    _logs_and_secrets(aws, sizes)
    _balancer(aws, sizes)
    _database(aws, sizes)
    _cache(aws, sizes)
    _service(aws, sizes)
    _alarms(aws, sizes)
    return aws


def _network(aws: Aws, sizes: Sizes) -> None:
    ids, ec2, net = aws.ids, aws.ec2, sizes.cidr.removesuffix("0.0/16")
    ids["vpc"] = ec2.create_vpc(CidrBlock=sizes.cidr)["Vpc"]["VpcId"]
    ids["igw"] = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=ids["igw"], VpcId=ids["vpc"])
    for number, zone in enumerate(("us-east-1a", "us-east-1b")):
        for kind, block in (("public", number), ("private", number + 2)):
            made = ec2.create_subnet(VpcId=ids["vpc"], CidrBlock=f"{net}{block}.0/24", AvailabilityZone=zone)
            ids[f"{kind}-{number}"] = made["Subnet"]["SubnetId"]
    _routes(aws, "public", ["public-0", "public-1"], GatewayId=ids["igw"])
    for number in range(sizes.nat_gateways):
        address = ec2.allocate_address(Domain="vpc")["AllocationId"]
        nat = ec2.create_nat_gateway(SubnetId=ids[f"public-{number}"], AllocationId=address)
        ids[f"nat-{number}"] = nat["NatGateway"]["NatGatewayId"]
    for number in range(2):
        nat_id = ids[f"nat-{number % sizes.nat_gateways}"]
        _routes(aws, f"private-{number}", [f"private-{number}"], NatGatewayId=nat_id)


def _routes(aws: Aws, name: str, subnets: list[str], **target: str) -> None:
    table = aws.ec2.create_route_table(VpcId=aws.ids["vpc"])["RouteTable"]["RouteTableId"]
    aws.ids[f"rt-{name}"] = table
    aws.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **target)
    for subnet in subnets:
        aws.ec2.associate_route_table(RouteTableId=table, SubnetId=aws.ids[subnet])


def _security_groups(aws: Aws, sizes: Sizes) -> None:
    ids, ec2 = aws.ids, aws.ec2
    for group in ("alb", "app", "database", "redis"):
        made = ec2.create_security_group(GroupName=f"{sizes.name}-{group}", Description=group, VpcId=ids["vpc"])
        ids[group] = made["GroupId"]
        every = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
        ec2.revoke_security_group_egress(GroupId=made["GroupId"], IpPermissions=every)
    for port in (443, 80):
        ec2.authorize_security_group_ingress(GroupId=ids["alb"], IpPermissions=[from_anywhere(port)])
    ec2.authorize_security_group_egress(GroupId=ids["alb"], IpPermissions=[from_group(ids["app"], 3000)])
    ec2.authorize_security_group_ingress(GroupId=ids["app"], IpPermissions=[from_group(ids["alb"], 3000)])
    ec2.authorize_security_group_egress(GroupId=ids["app"], IpPermissions=[from_anywhere(443)])
    for group, port in (("database", 5432), ("redis", 6379)):
        ec2.authorize_security_group_egress(GroupId=ids["app"], IpPermissions=[from_group(ids[group], port)])
        ec2.authorize_security_group_ingress(GroupId=ids[group], IpPermissions=[from_group(ids["app"], port)])


def from_anywhere(port: int) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


def from_group(group: str, port: int) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": [{"GroupId": group}]}


def _logs_and_secrets(aws: Aws, sizes: Sizes) -> None:
    groups = (f"{sizes.name}-app", *(f"/aws/rds/instance/{sizes.name}-db/{kind}" for kind in ("postgresql", "upgrade")))
    for group in groups:
        aws.logs.create_log_group(logGroupName=group)
        aws.logs.put_retention_policy(logGroupName=group, retentionInDays=sizes.log_days)
    for name in SECRETS:
        made = aws.secretsmanager.create_secret(Name=f"{sizes.name}/{name}", SecretString="planted")
        aws.ids[name] = made["ARN"]


def _balancer(aws: Aws, sizes: Sizes) -> None:
    ids, elb = aws.ids, aws.elbv2
    web, api = sizes.hosts
    ids["certificate"] = aws.acm.request_certificate(DomainName=web, SubjectAlternativeNames=[api])["CertificateArn"]
    subnets = [ids["public-0"], ids["public-1"]]
    made = elb.create_load_balancer(
        Name=f"{sizes.name}-alb", Subnets=subnets, SecurityGroups=[ids["alb"]], Scheme="internet-facing"
    )
    ids["balancer"] = made["LoadBalancers"][0]["LoadBalancerArn"]
    protected = "true" if sizes.deletion_protection else "false"
    set_balancer(aws, **{"deletion_protection.enabled": protected, "routing.http2.enabled": "true"})
    set_balancer(
        aws, **{"routing.http.drop_invalid_header_fields.enabled": "true", "idle_timeout.timeout_seconds": "60"}
    )
    group = elb.create_target_group(
        Name=f"{sizes.name}-tg",
        Protocol="HTTP",
        Port=3000,
        VpcId=ids["vpc"],
        TargetType="ip",
        HealthCheckPath="/health",
        HealthCheckPort="traffic-port",
        HealthCheckProtocol="HTTP",
        HealthCheckIntervalSeconds=30,
        HealthCheckTimeoutSeconds=5,
        HealthyThresholdCount=2,
        UnhealthyThresholdCount=3,
        Matcher={"HttpCode": "200"},
    )
    ids["targets"] = group["TargetGroups"][0]["TargetGroupArn"]
    set_target_group(aws, **{"deregistration_delay.timeout_seconds": "30"})
    addresses = [f"{sizes.cidr.removesuffix('0.0/16')}{block}.10" for block in (2, 3)]
    elb.register_targets(TargetGroupArn=ids["targets"], Targets=[{"Id": it, "Port": 3000} for it in addresses])
    forward = [{"Type": "forward", "TargetGroupArn": ids["targets"]}]
    https = elb.create_listener(
        LoadBalancerArn=ids["balancer"],
        Port=443,
        Protocol="HTTPS",
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        Certificates=[{"CertificateArn": ids["certificate"]}],
        DefaultActions=forward,
    )
    http = elb.create_listener(LoadBalancerArn=ids["balancer"], Port=80, Protocol="HTTP", DefaultActions=[redirect()])
    ids["https"], ids["http"] = (made["Listeners"][0]["ListenerArn"] for made in (https, http))


def redirect(status: str = "HTTP_301") -> dict[str, Any]:
    return {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": status}}


def set_balancer(aws: Aws, **attributes: str) -> None:
    pairs = [{"Key": key, "Value": value} for key, value in attributes.items()]
    aws.elbv2.modify_load_balancer_attributes(LoadBalancerArn=aws.ids["balancer"], Attributes=pairs)


def set_target_group(aws: Aws, **attributes: str) -> None:
    pairs = [{"Key": key, "Value": value} for key, value in attributes.items()]
    aws.elbv2.modify_target_group_attributes(TargetGroupArn=aws.ids["targets"], Attributes=pairs)


def _database(aws: Aws, sizes: Sizes) -> None:
    ids, rds, name = aws.ids, aws.rds, sizes.name
    subnets = [ids["private-0"], ids["private-1"]]
    group = f"{name}-db-subnet-group"
    rds.create_db_subnet_group(DBSubnetGroupName=group, DBSubnetGroupDescription=group, SubnetIds=subnets)
    parameters = f"{name}-db-postgres15"
    family = "postgres15"
    rds.create_db_parameter_group(DBParameterGroupName=parameters, DBParameterGroupFamily=family, Description=family)
    rds.modify_db_parameter_group(
        DBParameterGroupName=parameters,
        Parameters=[
            {"ParameterName": key, "ParameterValue": value, "ApplyMethod": "immediate"}
            for key, value in PARAMETERS.items()
        ],
    )
    rds.create_db_instance(
        DBInstanceIdentifier=f"{name}-db",
        Engine="postgres",
        EngineVersion="15.18",
        DBInstanceClass=sizes.instance_class,
        AllocatedStorage=20,
        MaxAllocatedStorage=100,
        StorageType="gp3",
        StorageEncrypted=True,
        DBName=f"servio_{sizes.environment}",
        MasterUsername="servio",
        ManageMasterUserPassword=True,
        DBSubnetGroupName=group,
        VpcSecurityGroupIds=[ids["database"]],
        DBParameterGroupName=parameters,
        PubliclyAccessible=False,
        CACertificateIdentifier="rds-ca-rsa2048-g1",
        EnableIAMDatabaseAuthentication=True,
        MultiAZ=sizes.multi_az,
        BackupRetentionPeriod=sizes.backup_days,
        PreferredBackupWindow="03:00-04:00",
        PreferredMaintenanceWindow=sizes.db_maintenance,
        AutoMinorVersionUpgrade=True,
        CopyTagsToSnapshot=True,
        DeletionProtection=sizes.deletion_protection,
        EnableCloudwatchLogsExports=["postgresql", "upgrade"],
    )


def _cache(aws: Aws, sizes: Sizes) -> None:
    cache, name = aws.elasticache, sizes.name
    group = f"{name}-redis-subnet-group"
    subnets = [aws.ids["private-0"], aws.ids["private-1"]]
    cache.create_cache_subnet_group(CacheSubnetGroupName=group, CacheSubnetGroupDescription=group, SubnetIds=subnets)
    cache.create_replication_group(
        ReplicationGroupId=f"{name}-redis",
        ReplicationGroupDescription=f"Redis of {name}",
        Engine="redis",
        EngineVersion="7.1",
        CacheParameterGroupName="default.redis7",
        CacheNodeType="cache.t3.micro",
        Port=6379,
        NumCacheClusters=sizes.nodes,
        AutomaticFailoverEnabled=sizes.nodes > 1,
        MultiAZEnabled=sizes.nodes > 1,
        AtRestEncryptionEnabled=True,
        TransitEncryptionEnabled=True,
        AuthToken="planted-token-planted",
        CacheSubnetGroupName=group,
        SecurityGroupIds=[aws.ids["redis"]],
        SnapshotRetentionLimit=sizes.snapshot_days,
        SnapshotWindow="03:00-04:00",
        PreferredMaintenanceWindow=sizes.cache_maintenance,
        AutoMinorVersionUpgrade=True,
    )


def task_definition(aws: Aws, sizes: Sizes, **container: Any) -> dict[str, Any]:
    """Return what a task definition of this environment is registered with; `container` changes its container."""
    web, api = sizes.hosts
    plain = {"NODE_ENV": "production", "SENTRY_ENVIRONMENT": sizes.environment, **PUBLIC}
    plain |= {"NEXT_PUBLIC_APP_URL": f"https://{web}", "NEXT_PUBLIC_API_URL": f"https://{api}"}
    app = {
        "name": "app",
        "image": IMAGE,
        "cpu": 512,
        "memory": 1024,
        "essential": True,
        "portMappings": [{"containerPort": 3000, "hostPort": 3000, "protocol": "tcp"}],
        "environment": [{"name": key, "value": value} for key, value in sorted(plain.items())],
        "secrets": [{"name": key, "valueFrom": aws.ids[key]} for key in SECRETS],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": f"{sizes.name}-app",
                "awslogs-region": REGION,
                "awslogs-stream-prefix": "app",
            },
        },
    }
    role = f"arn:aws:iam::000000000000:role/{sizes.name}"
    return {
        "family": f"{sizes.name}-app",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "512",
        "memory": "1024",
        "executionRoleArn": f"{role}-execution",
        "taskRoleArn": f"{role}-task",
        "containerDefinitions": [app | container],
        "runtimePlatform": {"operatingSystemFamily": "LINUX", "cpuArchitecture": "X86_64"},
    }


def _service(aws: Aws, sizes: Sizes) -> None:
    ids, ecs, name = aws.ids, aws.ecs, sizes.name
    ecs.create_cluster(clusterName=name, settings=[{"name": "containerInsights", "value": "enabled"}])
    definition = ecs.register_task_definition(**task_definition(aws, sizes))["taskDefinition"]
    ids["definition"] = definition["taskDefinitionArn"]
    ecs.create_service(
        cluster=name,
        serviceName=f"{name}-app",
        taskDefinition=ids["definition"],
        desiredCount=2,
        launchType="FARGATE",
        platformVersion="LATEST",
        deploymentConfiguration={
            "minimumHealthyPercent": 100,
            "maximumPercent": 200,
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        },
        healthCheckGracePeriodSeconds=60,
        propagateTags="SERVICE",
        networkConfiguration=in_subnets([ids["private-0"], ids["private-1"]], ids["app"]),
        loadBalancers=[{"targetGroupArn": ids["targets"], "containerName": "app", "containerPort": 3000}],
    )


def in_subnets(subnets: list[str], group: str, public: str = "DISABLED") -> dict[str, Any]:
    return {"awsvpcConfiguration": {"subnets": subnets, "securityGroups": [group], "assignPublicIp": public}}


def _alarms(aws: Aws, sizes: Sizes) -> None:
    for name, (space, metric, sign, threshold, minutes) in ALARMS.items():
        put_alarm(
            aws,
            f"{sizes.name}-{name}",
            Namespace=f"AWS/{space}",
            MetricName=metric,
            Dimensions=[{"Name": "Environment", "Value": sizes.name}],  # Terraform's are those of each thing
            ComparisonOperator=sign,
            Threshold=threshold,
            EvaluationPeriods=minutes,
        )


def put_alarm(aws: Aws, name: str, **settings: Any) -> None:
    """Make an alarm, or make it anew; it does not ring."""
    told = {"Statistic": "Average", "Period": 60, "AlarmActions": [TOPIC], "OKActions": [TOPIC]} | settings
    aws.cloudwatch.put_metric_alarm(AlarmName=name, **told)
    aws.cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="planted")


TOPIC = "arn:aws:sns:us-east-1:000000000000:alarms"
ABOVE, BELOW = "GreaterThanThreshold", "LessThanThreshold"
ALARMS = {
    "alb-5xx": ("ApplicationELB", "HTTPCode_ELB_5XX_Count", ABOVE, 5, 5),
    "app-5xx": ("ApplicationELB", "HTTPCode_Target_5XX_Count", ABOVE, 5, 5),
    "unhealthy-hosts": ("ApplicationELB", "UnHealthyHostCount", ABOVE, 0, 3),
    "app-cpu": ("ECS", "CPUUtilization", ABOVE, 80, 10),
    "app-memory": ("ECS", "MemoryUtilization", ABOVE, 85, 10),
    "db-cpu": ("RDS", "CPUUtilization", ABOVE, 80, 10),
    "redis-memory": ("ElastiCache", "DatabaseMemoryUsagePercentage", ABOVE, 80, 10),
    "db-storage": ("RDS", "FreeStorageSpace", BELOW, 4 * 1024**3, 10),
}
