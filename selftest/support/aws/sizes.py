"""What differs between staging and production (deploy/terraform/staging/main.tf and production/main.tf)."""

from dataclasses import dataclass

REGION = "us-east-1"
SECRETS = (
    "DATABASE_URL",
    "DATADOG_API_KEY",
    "DATADOG_APP_KEY",
    "LAUNCHDARKLY_SDK_KEY",
    "NEXT_PUBLIC_SUPABASE_ANON_KEY",
    "REDIS_URL",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "SUPABASE_SERVICE_ROLE_KEY",
    "UNLEASH_API_KEY",
)


@dataclass(frozen=True)
class Sizes:
    """An environment's name, and the values that its root module sets."""

    environment: str
    cidr: str
    nat_gateways: int
    instance_class: str
    multi_az: bool
    backup_days: int
    db_maintenance: str
    nodes: int
    snapshot_days: int
    cache_maintenance: str
    deletion_protection: bool
    log_days: int
    hosts: tuple[str, str]

    @property
    def name(self) -> str:
        """The beginning of every name in AWS."""
        return f"servio-{self.environment}"


STAGING = Sizes(
    environment="staging",
    cidr="10.1.0.0/16",
    nat_gateways=1,
    instance_class="db.t3.micro",
    multi_az=False,
    backup_days=7,
    db_maintenance="mon:05:00-mon:06:00",
    nodes=1,
    snapshot_days=1,
    cache_maintenance="mon:06:00-mon:07:00",
    deletion_protection=False,
    log_days=30,
    hosts=("staging.servio.com", "api.staging.servio.com"),
)
PRODUCTION = Sizes(
    environment="production",
    cidr="10.2.0.0/16",
    nat_gateways=2,
    instance_class="db.t3.small",
    multi_az=True,
    backup_days=30,
    db_maintenance="wed:05:00-wed:06:00",
    nodes=2,
    snapshot_days=7,
    cache_maintenance="wed:06:00-wed:07:00",
    deletion_protection=True,
    log_days=365,
    hosts=("servio.com", "api.servio.com"),
)
