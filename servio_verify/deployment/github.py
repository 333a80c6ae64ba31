"""GitHub: a status of a deployment (REST API 2022-11-28)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from servio_verify.deployment.gate import Decision, Deployed
from servio_verify.deployment.refusals import PlatformError, UnknownError
from servio_verify.errors import UsageError
from servio_verify.results.verdict import Verdict
from servio_verify.traffic.transport import Transport

STATES = {Verdict.GO: "success", Verdict.NO_GO: "failure"}
OTHERWISE = "error"
"""The state after INCONCLUSIVE and INVALID: neither of the build, nor of the deploy."""

LONGEST = 140
"""Characters of a description."""

SECONDS = 10.0
VERSION = "2022-11-28"


@dataclass(frozen=True)
class Repository:
    """Where the deployment is; `token` may write deployments there (`deployments: write`)."""

    api: str
    name: str
    token: str

    def __post_init__(self) -> None:
        url = httpx.URL(self.api)
        if url.scheme != "https" and url.host not in ("127.0.0.1", "localhost"):
            raise UsageError(f"GITHUB_API_URL is {self.api}: no token is sent without TLS")


@dataclass(frozen=True)
class GithubGate:
    """A deployment of a repository, by its id. `log_url`: where the verdict can be read.

    `addresses_of` tells an environment's web app and API; neither where it has no file here.
    """

    repository: Repository
    deployment: int
    addresses_of: Callable[[str], tuple[str | None, str | None]]
    log_url: str = ""
    tiers: tuple[str, ...] = ()
    whole: bool = True
    dry_run: bool = False

    def look(self) -> Deployed:
        """Return what was deployed: its commit, where to, and when that began. Raises PlatformError."""
        told = self._asked("GET", "")
        try:
            environment, build = str(told["environment"]).lower(), str(told["sha"])
            since = datetime.fromisoformat(told["created_at"]).astimezone(UTC)
        except (KeyError, TypeError, ValueError):
            raise PlatformError(f"GitHub tells no commit, environment or time of {self._name}") from None
        web, api = self.addresses_of(environment)
        return Deployed(environment, build, since, web, api, tiers=self.tiers, whole=self.whole)

    def answer(self, decision: Decision) -> str:
        """Post the status; return the line that says so. Raises PlatformError, UnknownError."""
        state = STATES.get(decision.verdict, OTHERWISE)
        line = f"{decision.verdict}: {decision.why}"
        line = line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
        if self._newest() == (state, line):
            return f"{self._name} has this status already ({state}): nothing was posted"
        if self.dry_run:
            return f"would post {state} to {self._name}: {line} (--dry-run)"[:160]
        status = {"state": state, "description": line}
        self._asked("POST", "/statuses", status | ({"log_url": self.log_url} if self.log_url else {}))
        return f"{self._name} has the status {state} after {decision.verdict}"

    @property
    def _name(self) -> str:
        return f"deployment {self.deployment} of {self.repository.name}"

    def _newest(self) -> tuple[str, str] | None:
        statuses = self._asked("GET", "/statuses?per_page=100")
        try:
            newest = max(statuses, key=lambda status: int(status["id"]), default=None)
            return newest and (str(newest["state"]), str(newest.get("description") or ""))
        except (KeyError, TypeError, ValueError):
            raise PlatformError(f"GitHub tells the statuses of {self._name} in another form than documented") from None

    def _asked(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        repository = self.repository
        url = f"{repository.api}/repos/{repository.name}/deployments/{self.deployment}{path}"
        headers = {"Authorization": f"Bearer {repository.token}", "X-GitHub-Api-Version": VERSION}
        headers["Accept"] = "application/vnd.github+json"
        try:
            with httpx.Client(transport=Transport(verify=True), trust_env=False, timeout=SECONDS) as client:
                answer = client.request(method, url, json=body, headers=headers)
            if answer.is_success:
                return answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            if body is None or isinstance(error, httpx.ConnectError):
                raise PlatformError(f"GitHub could not be asked ({type(error).__name__}): nothing was posted") from None
            raise UnknownError(f"a status was sent, and GitHub does not say what became of it: {self._name}") from None
        raise PlatformError(f"{_refused(answer)} {self._name}: nothing was posted")


def _refused(answer: httpx.Response) -> str:
    """Return who is to do what, for an answer that is no success."""
    if answer.status_code in (403, 429) and answer.headers.get("x-ratelimit-remaining") == "0":
        return "GitHub's rate limit is used up, run again later:"
    advice = {
        401: "GITHUB_TOKEN is not valid",
        403: "GITHUB_TOKEN needs deployments: write",
        404: "not there, or hidden",
    }
    otherwise = "moved: set GITHUB_REPOSITORY" if answer.is_redirect else "see its status page"
    return f"GitHub answered {answer.status_code} ({advice.get(answer.status_code, otherwise)}) for"
