"""Argo Rollouts: the `web` metric of an AnalysisTemplate, which asks for a document (as of v1.10).

Its `job` metric knows no third word: exit code 0 is Successful, every other is Failed and aborts the rollout.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from servio_verify.deployment.gate import Decision, Deployed
from servio_verify.deployment.reply import Reply, build_in


@dataclass(frozen=True)
class ArgoGate:
    """A measurement: GET /argo?build=BUILD."""

    query: Mapping[str, str]
    deployed: Deployed

    def look(self) -> Deployed:
        """Return what the measurement is about. Raises AskedWronglyError."""
        return replace(self.deployed, build=build_in(self.query, "?build="))

    def answer(self, decision: Decision) -> Reply:
        """Return the document, with status 200 whatever the verdict: any other is an Error, which aborts in the end."""
        about = {"build": self.query["build"], "environment": self.deployed.environment}
        return Reply(HTTPStatus.OK, {"verdict": str(decision.verdict), "reason": decision.why, **about})
