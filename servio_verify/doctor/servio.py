"""What is there, once both origins are reached: paths, form, guard, sign-in, build, limits."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import SETTINGS, Finding, Mark, untried, wrong
from servio_verify.doctor.in_browser import form
from servio_verify.doctor.in_browser.browser import BrowserAtWork
from servio_verify.doctor.in_browser.form import SignInForm
from servio_verify.doctor.looks import answers, api_named, builds, limits, places, sign_in
from servio_verify.doctor.looks.answers import OriginLook
from servio_verify.doctor.proposal import Proposal
from servio_verify.environments.model import Environment
from servio_verify.target.described.swapped import swapped
from servio_verify.target.origins import look_at_origins

STEPS = ("paths", "form", "guard", "sign-in", "build", "limits")
WRONG_SETTINGS = "the settings are wrong"
SWAPPED_SECONDS = 2.0
AT_THE_END = "set what stands at the end"


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
        if paths.mark is Mark.WRONG and (line := self._swapped()):
            yield from self._the_other_way_round(line)
            return
        begun = self._begin_form(browser)
        found, shown = self._form(begun)
        other = api_named.look(self._environment, self._origins[0], shown.sends_to if shown else "", self._deadline)
        if other:
            rest = [found, *self._at_another_api(*other)]
        elif guard is None:
            rest = [found, *(untried(step, WRONG_SETTINGS) for step in ("guard", "sign-in"))]
        else:
            rest = [found, *self._signed_in(browser, shown, guard.result(self._deadline.left(10)))]
        yield self._settled(paths)
        yield from rest
        yield self._build()
        yield limits.look(self._environment, self._origins)

    def _swapped(self) -> str | None:
        urls = (self._environment.web_url, self._environment.api_url)
        seen = look_at_origins(urls, self._environment.paths.health, self._deadline.left(SWAPPED_SECONDS))
        return swapped(self._environment, seen, self._deadline.left(SWAPPED_SECONDS))

    def _the_other_way_round(self, line: str) -> Iterator[Finding]:
        web, api = self._environment.web_url, self._environment.api_url
        self.proposal = Proposal().with_setting("web_url", api).with_setting("api_url", web)
        yield wrong("paths", f"web_url and api_url look swapped: {line}", "swap them", SETTINGS)
        yield from (untried(step, "web_url and api_url look swapped") for step in STEPS[1:])

    def _settled(self, paths: Finding) -> Finding:
        """Return the finding about the paths, once it is known what is proposed: watching may have told more."""
        if paths.mark is not Mark.WRONG or self.proposal.is_empty:
            return paths
        return replace(paths, advice=f"they are elsewhere: {AT_THE_END}", code=SETTINGS)

    def _at_another_api(self, found: Finding, url: str) -> Iterator[Finding]:
        """Yield that the pages ask another API; what is found at `api_url` says nothing of theirs."""
        if url:
            kept = {key: value for key, value in self.proposal.tables.get("paths", {}).items() if key == "login"}
            self.proposal = Proposal().with_table("paths", **kept).with_setting("api_url", url)
        yield found
        yield from (untried(step, "the pages ask another API") for step in ("guard", "sign-in"))

    def _build(self) -> Finding:
        """Look for the build where health is, also where that is elsewhere."""
        health = str(self.proposal.tables.get("paths", {}).get("health", ""))
        seen = answers.with_path(self._environment, self._origins, health, self._deadline) if health else self._origins
        path = health or self._environment.paths.health
        found = builds.look(self._environment, seen, path)
        if found.advice.startswith("set build") and (places_of := builds.places(seen, path)):
            self.proposal = self.proposal.with_setting("build", places_of[0].source)
        return found

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
        read = partial(form.read, path=self._login, fields=self._environment.sign_in.fields)
        try_it = self._environment.writes
        return browser.ask(self._environment, lambda context: read(context, try_it=try_it))

    def _form(self, begun: Attempt[SignInForm] | None) -> tuple[Finding, SignInForm | None]:
        if begun is None:
            return untried("form", "there is no browser, or no sign-in page"), None
        finding, shown = form.look(self._environment, begun, self._login, self._deadline)
        if shown and shown.is_whole and not shown.named and self._environment.sign_in.fields == "by name":
            self.proposal = self.proposal.with_table("sign_in", fields="by meaning")
        return finding, shown

    def _signed_in(self, browser: BrowserAtWork, shown: SignInForm | None, guarded: Finding) -> Iterator[Finding]:
        """Yield guard and sign-in: by the API where the settings hold, else by the form, watched."""
        no = sign_in.refused(self._environment, guarded)
        elsewhere = self.proposal.tables or "api" in self.proposal.unfound
        tried = None if no or elsewhere else sign_in.by_api(self._environment, self._deadline)
        yield guarded
        if no or tried:
            yield no or tried  # type: ignore[misc] # one of them is there
        elif shown is not None and shown.covered:
            yield untried("sign-in", "something lies over the form's button")
        elif shown is None or not shown.is_whole:
            yield untried("sign-in", "there is no form, and the API signs in nowhere that is known")
        else:
            yield self._by_form(browser)

    def _answered(self, proposal: Proposal) -> Proposal:
        """Return the proposal without the question for venues, where the base that it has now answers it."""
        base = proposal.tables.get("paths", {}).get("api")
        if not base or not proposal.asks:
            return proposal
        (venues,) = answers.ask(self._environment, [f"{self._environment.api_url}{base}/venues"], self._deadline)
        return proposal.asking() if places.is_api(venues.response) else proposal

    def _by_form(self, browser: BrowserAtWork) -> Finding:
        proposed = self.proposal.of(self._environment)
        finding, seen = sign_in.by_form(proposed, browser, self._deadline)
        self.proposal = self._answered(seen.proposal(self._environment, self.proposal))
        if finding.stops or seen.request == self._environment.paths.sign_in:
            return finding
        if seen.request:
            told = f"{finding.found}; the API signs in at {seen.request}"
            return wrong("sign-in", told, AT_THE_END, SETTINGS)
        at = f" at {seen.elsewhere}" if seen.elsewhere else ""
        told = f"{finding.found}; it signs in{at}, and not at the API's {self._environment.paths.sign_in}"
        return wrong("sign-in", told, "set [paths] sign_in_api to where the API itself gives a token or a cookie")
