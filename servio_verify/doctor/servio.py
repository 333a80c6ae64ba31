"""What is there, once both origins are reached: paths, form, guard, sign-in, build, limits."""

from collections.abc import Iterator, Sequence
from functools import partial

from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import SETTINGS, Finding, untried, wrong
from servio_verify.doctor.in_browser import form
from servio_verify.doctor.in_browser.browser import BrowserAtWork
from servio_verify.doctor.in_browser.form import SignInForm
from servio_verify.doctor.looks import answers, builds, limits, places, sign_in
from servio_verify.doctor.looks.answers import OriginLook
from servio_verify.doctor.proposal import Proposal
from servio_verify.environments.model import Environment

STEPS = ("paths", "form", "guard", "sign-in", "build", "limits")
WRONG_SETTINGS = "the settings are wrong"


class ServioLook:
    """A look at the application; `proposal` is what should be set, once all `findings` are there."""

    def __init__(self, environment: Environment, origins: Sequence[OriginLook], deadline: Deadline) -> None:
        self._environment = environment
        self._origins = origins
        self._deadline = deadline
        self.proposal = Proposal()

    def findings(self, browser: BrowserAtWork, *, may_sign_in: bool) -> Iterator[Finding]:
        """Yield a finding for each step; without an account, nobody signs in."""
        if far := next((origin for origin in self._origins if not origin.is_reached), None):
            yield from self._without(far)
            return
        guard = Attempt(partial(sign_in.guarded, self._environment, self._deadline)) if may_sign_in else None
        paths, self.proposal = places.look(self._environment, self._origins[0], self._origins[-1], self._deadline)
        yield paths
        begun = self._begin_form(browser)
        if guard is None:
            yield self._form(begun)[0]
            yield from (untried(step, WRONG_SETTINGS) for step in ("guard", "sign-in"))
        else:
            guarded = guard.result(self._deadline.left(10))
            yield from self._signed_in(browser, begun, guarded)
        yield self._build()
        yield limits.look(self._environment, self._origins)

    def _build(self) -> Finding:
        """Look for the build where health is, also where that is elsewhere."""
        health = str(self.proposal.tables.get("paths", {}).get("health", ""))
        if not health:
            return builds.look(self._environment, self._origins, self._environment.paths.health)
        seen = answers.with_path(self._environment, self._origins, health, self._deadline)
        return builds.look(self._environment, seen, health)

    def _without(self, far: OriginLook) -> Iterator[Finding]:
        why = f"the {far.name} is not reached"
        yield from (untried(step, why) for step in STEPS[:4])
        reached = [origin for origin in self._origins if origin.is_reached]
        if reached:
            yield builds.look(self._environment, reached, self._environment.paths.health)
            yield limits.look(self._environment, reached)
        else:
            yield from (untried(step, why) for step in STEPS[4:])

    @property
    def _login(self) -> str:
        return str(self.proposal.tables.get("paths", {}).get("login", self._environment.paths.login))

    def _begin_form(self, browser: BrowserAtWork) -> Attempt[SignInForm] | None:
        if not browser.is_up or "login" in self.proposal.unfound:
            return None
        path = self._login
        return browser.ask(self._environment, lambda context: form.read(context, path))

    def _form(self, begun: Attempt[SignInForm] | None) -> tuple[Finding, SignInForm | None]:
        if begun is None:
            return untried("form", "there is no browser, or no sign-in page"), None
        finding, shown = form.look(self._environment, begun, self._login, self._deadline)
        if shown and shown.is_whole and not shown.named and self._environment.sign_in.fields == "by name":
            self.proposal = self.proposal.with_table("sign_in", fields="by meaning")
        return finding, shown

    def _signed_in(
        self, browser: BrowserAtWork, begun: Attempt[SignInForm] | None, guarded: Finding
    ) -> Iterator[Finding]:
        """Yield form, guard and sign-in: by the API where the settings hold, else by the form, watched."""
        no = sign_in.refused(self._environment, guarded)
        tried = None if no or self.proposal.tables else sign_in.by_api(self._environment, self._deadline)
        finding, shown = self._form(begun)
        yield finding
        yield guarded
        if no or tried:
            yield no or tried  # type: ignore[misc] # one of them is there
        elif shown is None or not shown.is_whole:
            yield untried("sign-in", "there is no form, and the API signs in nowhere that is known")
        else:
            yield self._by_form(browser)

    def _by_form(self, browser: BrowserAtWork) -> Finding:
        proposed = self.proposal.of(self._environment)
        finding, seen = sign_in.by_form(proposed, browser, self._deadline)
        self.proposal = seen.proposal(self._environment, self.proposal)
        if finding.stops or seen.request == self._environment.paths.sign_in:
            return finding
        if seen.request:
            told = f"{finding.found}; the API signs in at {seen.request}"
            return wrong("sign-in", told, "set what stands at the end", SETTINGS)
        at = f" at {seen.elsewhere}" if seen.elsewhere else ""
        told = f"{finding.found}; it signs in{at}, and not at the API's {self._environment.paths.sign_in}"
        return wrong("sign-in", told, "set [paths] sign_in_api to where the API itself gives a token or a cookie")
