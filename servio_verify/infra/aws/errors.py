"""Errors of a call to AWS, told so that they say whose turn it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded where AWS is asked, not where the names of its facts are looked up
    from botocore.exceptions import BotoCoreError, ClientError

POLICY = "deploy/aws/read-only-policy.json"
"""The calls that the tier makes, as a policy to attach."""

GATE_POLICY = "deploy/aws/gate-policy.json"
GATE_CALLS = frozenset(
    f"ecs:{call}ServiceDeployment{s}" for call, s in (("List", "s"), ("Describe", "s"), ("Continue", ""))
) | {"ecs:DescribeServiceRevisions"}
"""The calls that only `servio-verify gate` makes, as a policy to attach to whatever answers a deploy."""

_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"}
_ENDED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
_REFUSED = {"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure"}
_REFUSED |= {"SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken"}
_THROTTLED = {"Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded", "TooManyRequests"}
_THROTTLED |= {"TooManyRequestsException", "RequestThrottled", "RequestThrottledException", "SlowDown"}
_ABSENT = ("NotFound", "NotFoundException", "NotFoundFault")


class CallError(Exception):
    """A call that brought no answer to be read, and why."""


class UnansweredCallError(CallError):
    """Nothing came back: whether a call that changes something did so is not known."""


class NotThereError(CallError):
    """What was asked for does not exist; the fact `exists` of the source says so."""

    def __init__(self, words: str, source: str = "") -> None:
        super().__init__(words)
        self.source = source


@contextmanager
def asking_for(source: str, words: str) -> Iterator[None]:
    """Ask for a thing, which is called so: where it does not exist, NotThereError says it in these words."""
    try:
        yield
    except NotThereError:
        raise NotThereError(f"there is no {words}", source) from None


def told(error: "BotoCoreError | ClientError", action: str) -> CallError:
    """Return what became of this action ("ecs:DescribeServices"), in one line."""
    from botocore import exceptions

    if isinstance(error, exceptions.ConnectionError | exceptions.HTTPClientError):
        return UnansweredCallError(f"AWS does not answer {action}: is the region right, and the way from here open?")
    if isinstance(error, exceptions.SSOError | exceptions.TokenRetrievalError):
        return CallError(f"the SSO session of AWS has ended or never began: aws sso login ({_line(error)})")
    if not isinstance(error, exceptions.ClientError):  # half a key, a helper program that fails
        return CallError(f"no AWS credentials for {action}: {_line(error)}")
    code = str(error.response.get("Error", {}).get("Code", "")).rpartition(".")[2]
    if code in _DENIED:
        return CallError(f"AccessDenied for {action}: allow it ({GATE_POLICY if action in GATE_CALLS else POLICY})")
    if code in _ENDED:
        return CallError("the AWS credentials have expired: sign in again (aws sso login), or renew AWS_SESSION_TOKEN")
    if code in _REFUSED:
        return CallError(f"AWS knows no such credentials ({code}): check AWS_PROFILE or AWS_ACCESS_KEY_ID")
    if code in _THROTTLED:
        return CallError(f"AWS throttles {action}, whatever the pause: run again later")
    if code.endswith(_ABSENT):
        return NotThereError(f"{action}: {code}")
    return CallError(f"{action}: {code or 'an answer that cannot be read'}")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
