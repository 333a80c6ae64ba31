"""Set-up of a load run: environment, profile, target, test data, work order."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from servio_verify.environments import handover, proxies, settings
from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import API, SignIn
from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError, UsageError
from servio_verify.load.judgement import baseline
from servio_verify.load.judgement.baseline import Timing
from servio_verify.load.judgement.stored_orders import StoredOrders
from servio_verify.load.lifecycle import limits, options, preconditions
from servio_verify.load.lifecycle.limit_looks import LimitLooks
from servio_verify.load.lifecycle.prepared import Prepared
from servio_verify.load.lifecycle.scrubbing import LoadScrubbing
from servio_verify.load.plan import profile_files
from servio_verify.load.plan.demand import Demand
from servio_verify.load.plan.entry import gate_of
from servio_verify.load.plan.profile import JOURNEYS, Profile
from servio_verify.load.plan.stages import LONGEST_RUN
from servio_verify.load.plan.where import Where
from servio_verify.load.plan.work_order import WorkOrder
from servio_verify.run import marks
from servio_verify.run.identity import Run, new_run_id
from servio_verify.secrets.values import secret_values
from servio_verify.traffic import build_source
from servio_verify.workflow.start_target import await_target, start_target

if TYPE_CHECKING:
    from servio_verify.load.lifecycle.test_data import Catalogue

NEED_CATALOGUE = set(JOURNEYS) - {"home", "browse_venues"}
"""Journeys that need a session, and a venue to order at."""


@dataclass
class SetUp:
    """A run that can begin, and what must be undone after it; `ordered` orders were accepted before it."""

    prepared: Prepared
    catalogue: "Catalogue | None"
    ordered: int
    undo: ExitStack

    def stored(self, accepted: int) -> StoredOrders:
        """Return what became of the orders that the load says were accepted, with those of before."""
        accepted += self.ordered
        if self.catalogue is None:
            return StoredOrders(accepted, why="the run's venue is gone")
        try:
            return StoredOrders(accepted, self.catalogue.count_orders(accepted))
        except (AssertionError, httpx.HTTPError) as error:
            return StoredOrders(accepted, why=" ".join(str(error).split())[:200] or type(error).__name__)

    def clean_up(self) -> list[str]:
        """Delete what was made on the target and return what could not be; the sandbox stays up."""
        if self.catalogue is None:
            return []
        catalogue, self.catalogue = self.catalogue, None
        try:
            return catalogue.delete()
        except (AssertionError, httpx.HTTPError) as error:
            return [f"the run's venue ({type(error).__name__}: {error})"]


def prepare(asked: Any, root: Path, undo: ExitStack) -> SetUp:
    """Return a run that can begin. `asked` are `setup_process.OPTIONS` as given. Raises ServioVerifyError."""
    chosen = profile_files.read_profile(options.profile_of(asked), root)
    proxies.bypass_proxies_for_localhost(os.environ)
    environment = handover.handed_over(os.environ) or _environment(asked.env, chosen, root)
    preconditions.refuse(environment, chosen, asked.host)
    earlier, not_compared = _earlier(asked, options.baseline_of(asked, root), chosen)
    asked.run_id = asked.run_id or new_run_id()
    marks.begin(asked.run_id)
    starts_target = environment.starts_sandbox
    environment = start_target(environment, undo).environment
    current.follow(environment)
    await_target(environment, asked.wait)
    order = _order(chosen, asked.run_id, environment)
    looks = LimitLooks(environment, Demand(chosen).most_in(LONGEST_RUN), asked.wait)
    looks.look(order, [name for name in chosen.journeys if name not in NEED_CATALOGUE])
    if not asked.fit_limits:  # what is refused by now needs no venue
        limits.within(chosen, [*limits.declared(environment), *looks.held], fit=False, wait=asked.wait)
    run = options.run_of(asked, root)
    secrets = secret_values(environment)
    LoadScrubbing(secrets, run).tell_what_is_not_looked_for()
    catalogue = _catalogue(environment, run) if NEED_CATALOGUE & set(chosen.journeys) else None
    order, left_out = _within_limits(order, looks, catalogue, asked)
    keep_as = baseline.default_path(options.runs(root), environment.name, order.profile.name)
    if left_out and not asked.baseline:  # another load: it is compared with its like
        earlier, not_compared = _earlier(asked, keep_as, order.profile)
    elsewhere = "" if environment.is_own else environment.led_elsewhere
    prepared = Prepared(
        order,
        Where(environment.name, environment.web_url, asked.run_id, 1, elsewhere, environment.build),
        run.folder,
        keep_as,
        earlier,
        tuple(filter(None, [left_out, not_compared])),
        secrets,
        environment.stack_folder,
        {name: os.environ[name] for name in ("no_proxy", "NO_PROXY")},
        to_undo=starts_target or catalogue is not None,
    )
    return SetUp(prepared, catalogue, looks.ordered, undo)


def _environment(name: str, chosen: Profile, root: Path) -> Environment:
    """Return the environment as its settings say it: a profile that signs in nowhere needs no test user."""
    return settings.read_environment(name, root, os.environ, reads_only=not NEED_CATALOGUE & set(chosen.journeys))


def _earlier(asked: Any, kept: Path, profile: Profile) -> tuple[dict[str, Timing], str | None]:
    """Return the timings to compare with, and why there are none though there is a file. Raises UsageError."""
    if not asked.baseline and not kept.is_file():
        return {}, None
    try:
        return baseline.read(kept, profile), None
    except UsageError as error:
        if asked.baseline:
            raise
        return {}, f"the comparison with the last GO: {error}"


def _order(profile: Profile, run_id: str, environment: Environment) -> WorkOrder:
    paths = environment.paths
    health = (environment.web_url + paths.health, environment.api_url + paths.health)
    return WorkOrder(
        profile,
        run_id,
        environment.web_url,
        environment.api_url,
        _ca_pem(environment),
        api=paths.at(API),
        sign_in=paths.sign_in,
        has_envelope=paths.sign_in_api is None,
        brings_token=environment.sign_in.token == SignIn().token,
        health=tuple(dict.fromkeys(health)),
        build=environment.build,
        build_path=paths.at(build_source.path_for(environment.build)),
        gate=gate_of(environment),
    )


@contextmanager
def _taken_back(catalogue: "Catalogue | None") -> Iterator[None]:
    """Delete what was made where the run cannot begin, whatever the reason: stopped by hand, too."""
    try:
        yield
    except BaseException:
        with suppress(AssertionError, httpx.HTTPError):  # it is in the journal: a sweep deletes it
            if catalogue:
                catalogue.delete()
        raise


def _within_limits(
    order: WorkOrder, looks: LimitLooks, catalogue: "Catalogue | None", asked: Any
) -> tuple[WorkOrder, str | None]:
    """Return the whole work order at a pace that the target's limits allow, and what that leaves out of the promise."""
    profile = order.profile
    with _taken_back(catalogue):
        order = _complete(order, catalogue)
        looks.look(order, [name for name in profile.journeys if name in NEED_CATALOGUE])
        known = [*limits.declared(looks.environment), *looks.held]
        fitting, left_out = limits.within(profile, known, fit=asked.fit_limits, wait=asked.wait)
        limits.await_room(fitting, known, asked.wait)
    return replace(order, profile=fitting, lists_venues=looks.lists_venues), left_out


def _catalogue(environment: Environment, run: Run) -> "Catalogue":
    from servio_verify.load.lifecycle.test_data import Catalogue  # loads all of the API, which few profiles need

    return Catalogue(environment, run)


def _complete(work_order: WorkOrder, catalogue: "Catalogue | None") -> WorkOrder:
    if catalogue is None:
        return work_order
    try:
        return catalogue.complete(work_order)
    except (AssertionError, httpx.HTTPError) as error:
        raise InconclusiveError(f"no venue could be made to order at: {' '.join(str(error).split())[:300]}") from None


def _ca_pem(environment: Environment) -> str | None:
    return environment.ca_file.read_text(encoding="utf-8") if environment.ca_file else None
