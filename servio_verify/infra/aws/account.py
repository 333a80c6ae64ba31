"""AWS account: the user's own credentials, and read-only calls with them."""

import logging
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

from servio_verify.infra.aws.errors import CallError, told
from servio_verify.infra.aws.settings import AwsSettings
from servio_verify.infra.source import Once, Place, UnreachableError, UnreadableError

CONNECT_SECONDS = 5
READ_SECONDS = 10
ATTEMPTS = 5
AT_FIRST = 2
"""Attempts of the first call: whether AWS can be reached at all is soon known."""
NO_CREDENTIALS = "AWS was not asked: no credentials here (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)"

_PREFIXES = {"elbv2": "elasticloadbalancing"}
"""What IAM calls a service, where boto3 has another name for it."""

Answer = dict[str, Any]


@dataclass(frozen=True)
class Bounds:
    """Bounds of a call: seconds until a connection is open, seconds until an answer comes, and how often it is made."""

    connect: float
    read: float
    attempts: int


class Session(Protocol):
    """What makes clients: a session of boto3, or of `models`."""

    def client(self, service_name: str, /, *, config: Any = None) -> Any:
        """Return a client of this service."""
        ...


class Clients:
    """Clients of the services, each made when it is first needed; without `bounds`, with those of the infra tier."""

    def __init__(self, session: Session, bounds: Bounds | None = None) -> None:
        self._session = session
        self._bounds = bounds
        self._made: dict[str, Any] = {}
        self._making = Lock()  # a session of boto3 is not for several threads at once, its clients are

    def of(self, service: str) -> Any:
        """Return the client of a service, which boto3 has under this name."""
        from botocore.config import Config

        attempts = AT_FIRST if service == "sts" else ATTEMPTS
        bounds = self._bounds or Bounds(CONNECT_SECONDS, READ_SECONDS, attempts)
        # The mode "standard" repeats what was throttled, with growing pauses (at most 20 s each).
        retries = {"mode": "standard", "total_max_attempts": bounds.attempts}
        with self._making:
            if service not in self._made:
                config = Config(connect_timeout=bounds.connect, read_timeout=bounds.read, retries=retries)
                self._made[service] = self._session.client(service, config=config)
            return self._made[service]


class Aws:
    """An account: what its things are called, and calls: `ask` only reads, and asks for each answer once."""

    def __init__(self, names: AwsSettings, clients: Clients) -> None:
        self.names = names
        self._clients = clients
        self._once = Once()

    def ask(self, service: str, operation: str, /, **parameters: Any) -> Answer:
        """Return the answer to a call, whole: of all its pages. The same call is made once. Raises CallError."""
        key = (service, operation, repr(sorted(parameters.items())))
        return self._once.get(key, lambda: self._call(service, operation, parameters))

    def tell(self, service: str, operation: str, /, **parameters: Any) -> None:
        """Make a call that changes something. Raises CallError."""
        self._call(service, operation, parameters)

    def page(self, service: str, operation: str, **parameters: Any) -> Answer:
        """Return the first page of an answer, whatever was asked before. Raises CallError."""
        return self._call(service, operation, parameters, whole=False)

    def afresh(self) -> "Aws":
        """Return the same account, of which nothing was asked yet: what changes is read anew."""
        return Aws(self.names, self._clients)

    def _call(self, service: str, operation: str, parameters: dict[str, Any], *, whole: bool = True) -> Answer:
        from botocore.exceptions import BotoCoreError, ClientError

        client = self._clients.of(service)
        action = f"{_PREFIXES.get(service, service)}:{client.meta.method_to_api_mapping[operation]}"
        try:
            if whole and client.can_paginate(operation):
                every_page: Answer = client.get_paginator(operation).paginate(**parameters).build_full_result()
                return every_page
            answer: Answer = getattr(client, operation)(**parameters)
        except (BotoCoreError, ClientError) as error:
            raise told(error, action) from None
        return answer


def connect(place: Place, bounds: Bounds | None = None) -> Aws:
    """Return the environment's account, signed in to once for all sources; the first to ask says the bounds.

    Raises UnreachableError where there are no credentials or no `[aws]` table, UnreadableError where AWS refuses the
    credentials, cannot be reached, they are of another account, or AWS_PROFILE is none; SettingsError
    for a mistake in the table.
    """
    return place.once.get("aws", lambda: _connect(place, bounds))


def _connect(place: Place, bounds: Bounds | None) -> Aws:
    from botocore.exceptions import BotoCoreError, NoCredentialsError, ProfileNotFound

    from servio_verify.infra.aws import models

    name = place.environment.name
    if "aws" not in place.tables:
        raise UnreachableError(f"AWS was not asked: environments/{name}.facts.toml has no [aws] with its region")
    names = AwsSettings.of(name, place.tables["aws"])
    for speaker in ("botocore.credentials", "botocore.tokens"):  # they log the stack of what is told in one line below
        logging.getLogger(speaker).setLevel(logging.ERROR)
    try:
        session = models.Session(names.profile, names.region)
        if session.get_credentials() is None:
            raise UnreachableError(NO_CREDENTIALS)
        aws = Aws(names, Clients(session, bounds))
        account = aws.ask("sts", "get_caller_identity")["Account"]
    except ProfileNotFound as error:
        if names.profile is None:  # whoever set AWS_PROFILE wants AWS asked; a file's profile need not be everybody's
            raise UnreadableError(f"AWS was not asked, AWS_PROFILE is wrong: {error}") from None
        raise UnreachableError(f"AWS was not asked: {error}") from None
    except NoCredentialsError:
        raise UnreachableError(NO_CREDENTIALS) from None
    except BotoCoreError as error:
        raise UnreadableError(str(told(error, "sts:GetCallerIdentity"))) from None
    except CallError as error:
        raise UnreadableError(str(error)) from None
    if names.account and account != names.account:
        says = f"environments/{name}.facts.toml says {names.account}"
        raise UnreadableError(f"these AWS credentials are of account {account}, {says}: nothing was asked there")
    return aws
