"""Flagger: the webhooks `confirm-promotion` and `rollback` of a Canary (flagger.app/v1beta1).

Flagger tells no webhook its type: the path does. Anything above 202 is "no". Only these two wait for as long as the
answer is no; a `pre-rollout` or `rollout` hook that says no counts towards a roll-back, also after INCONCLUSIVE.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from servio_verify.deployment.gate import Decision, Deployed, Word
from servio_verify.deployment.reply import AskedWronglyError, Reply, build_in

HOOKS = {"confirm-promotion": Word.CONTINUE, "rollback": Word.ROLLBACK}


@dataclass(frozen=True)
class FlaggerGate:
    """A call of a webhook: its type, and its payload, in whose `metadata` the build is named."""

    hook: str
    payload: Mapping[str, Any]
    deployed: Deployed

    def look(self) -> Deployed:
        """Return what the call is about. Raises AskedWronglyError."""
        metadata = self.payload.get("metadata")
        if not all(isinstance(self.payload.get(key), str) for key in ("name", "namespace")):
            raise AskedWronglyError("this is no payload of Flagger's: it has no name and namespace")
        return replace(self.deployed, build=build_in(metadata if isinstance(metadata, dict) else {}, "metadata.build"))

    def answer(self, decision: Decision) -> Reply:
        """Return 200 where the verdict asks for what this hook does, else 403; Flagger shows the body in its events."""
        agreed = decision.word is HOOKS[self.hook]
        about = {"verdict": str(decision.verdict), "reason": decision.why}
        return Reply(HTTPStatus.OK if agreed else HTTPStatus.FORBIDDEN, about)
