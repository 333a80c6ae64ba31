"""Amazon ECS: a service deployment that waits at a pause lifecycle hook (botocore 1.43: ContinueServiceDeployment)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from servio_verify.deployment.ecs.gate_file import Seen, clock
from servio_verify.deployment.ecs.paused import Named
from servio_verify.deployment.ecs.state import AWAITING, TIMED_OUT, Hook, State, asking, image_of, state_of
from servio_verify.deployment.gate import Decision, Deployed, Word, short
from servio_verify.deployment.refusals import (
    HookGoneError,
    OtherImageError,
    PlatformError,
    TooLateError,
    UnknownError,
)
from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.errors import CallError, UnansweredCallError

DONE = {Word.CONTINUE: "continued", Word.ROLLBACK: "rolled back"}


@dataclass(frozen=True)
class EcsGate:
    """The deployment that was seen at the start. `margin`: so much time must be left until the hook decides.

    `connect` signs in to the environment's account; nobody is asked where nothing is to be told.
    """

    connect: Callable[[], Aws]
    seen: Seen
    margin: timedelta
    tiers: tuple[str, ...] = ()
    whole: bool = True
    dry_run: bool = False
    api_url: str | None = None

    def look(self) -> Deployed:
        """Return what was seen to wait."""
        seen = self.seen
        return Deployed(
            seen.environment,
            seen.build,
            seen.begun,
            seen.web_url,
            self.api_url,
            digest=seen.image_digest,
            tiers=self.tiers,
            whole=self.whole,
        )

    def answer(self, decision: Decision) -> str:
        """Tell ECS; return the line that says so.

        Raises OtherImageError, HookGoneError, TooLateError, PlatformError, UnknownError.
        """
        name, then = self._name, self.seen.then or "ECS"
        if decision.word is None:
            until = clock(self.seen.ends)
            return f"{name} was told nothing after {decision.verdict}: its hook decides at {until} ({then})"
        aws = self.connect()
        self._hold_image(aws)
        state = self._state(aws)
        hook = state.hook(self.seen.hook)
        if hook is None or hook.status != AWAITING or not state.waiting:
            return self._already(state, hook, decision.word)
        left = (hook.ends or self.seen.ends) - state.at
        if left < self.margin:
            seconds, needed = max(0, int(left.total_seconds())), int(self.margin.total_seconds())
            raise TooLateError(
                f"{seconds} s are left until the hook decides ({then}), {needed} are needed: nothing was told"
            )
        if self.dry_run:
            return f"would tell {name} {decision.word} after {decision.verdict}, at {self.seen.stage} (--dry-run)"
        return self._tell(aws, decision.word, f"{name} was told {decision.word} after {decision.verdict}")

    @property
    def _name(self) -> str:
        return self.seen.deployment.rpartition("/")[2]

    def _hold_image(self, aws: Aws) -> None:
        """Raise OtherImageError where ECS has another image under the hook than the gate file says or was deployed."""
        with asking():
            image = image_of(aws, self.seen.revision)
        if (image.task_definition, image.digest) != (self.seen.task_definition, self.seen.image_digest):
            definition = image.task_definition.rpartition("/")[2]
            raise OtherImageError(
                f"ECS has {short(image.digest)} of {definition} under the hook, the gate file another"
            )
        Named(self.seen.environment, "", self.seen.build, self.seen.digest, tag_is_proof=True).hold(image)

    def _state(self, aws: Aws) -> State:
        """Return the deployment as it is now. Raises PlatformError, HookGoneError."""
        name = self._name
        with asking():
            state = state_of(aws.afresh(), self.seen.deployment)
        if state is None:
            raise HookGoneError(f"ECS knows no deployment {name} any more: nothing was told")
        if state.revision != self.seen.revision:
            raise HookGoneError(f"{name} is of another service revision than at the start: nothing was told")
        return state

    def _tell(self, aws: Aws, word: Word, line: str) -> str:
        try:  # the action is always named: without one ECS takes CONTINUE
            arn, hook = self.seen.deployment, self.seen.hook
            aws.tell("ecs", "continue_service_deployment", serviceDeploymentArn=arn, hookId=hook, action=word)
        except CallError as error:
            return self._after_refusal(aws, word, error)
        return line

    def _after_refusal(self, aws: Aws, word: Word, refusal: CallError) -> str:
        """Return that it was done all the same (by a first attempt, or another gate); raise where it was not."""
        unknown = UnknownError(f"{word} was sent, and what became of it is not known; look at {self._name} ({refusal})")
        try:
            state = self._state(aws)
        except PlatformError:
            raise unknown from None
        hook = state.hook(self.seen.hook)
        if hook is not None and hook.status == AWAITING:
            if isinstance(refusal, UnansweredCallError):
                raise unknown
            raise PlatformError(f"ECS took no {word}, nothing was told: {refusal}")
        return self._already(state, hook, word)

    def _already(self, state: State, hook: Hook | None, word: Word) -> str:
        """Return that this very answer was given before. Raises HookGoneError."""
        name = self._name
        if state.stopped:
            raise HookGoneError(f"{name} was stopped, or another deployment took its place: nothing was told")
        if hook is not None and hook.status == TIMED_OUT:
            raise HookGoneError(f"the hook of {name} ended before it was answered, and ECS decided: nothing was told")
        done = Word.ROLLBACK if state.rolled_back else Word.CONTINUE
        if done is not word:
            raise HookGoneError(f"{name} was {DONE[done]} already, by somebody else: {word} was not told")
        return f"{name} was {DONE[done]} already: nothing more to tell"
