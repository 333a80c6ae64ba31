"""Gathering of what a run found, for the judge."""

import os
from collections.abc import Sequence

from servio_verify.judgement.findings import Findings
from servio_verify.judgement.ledger import Ledger
from servio_verify.results.model import Entry
from servio_verify.run import sign_ins
from servio_verify.run.abort import abort_reason
from servio_verify.run.identity import FAULTS, Run
from servio_verify.target import gates
from servio_verify.target.described import other_api
from servio_verify.traffic import pages_ask
from servio_verify.workflow import credentials
from servio_verify.workflow.monitor import RunMonitor
from servio_verify.workflow.setup import Setup


def gather(
    run: Run,
    setup: Setup,
    monitor: RunMonitor,
    ledger: Ledger,
    entries: Sequence[Entry],
    left_aside: Sequence[str] = (),
) -> Findings:
    """Return what is known when a run ends."""
    environment = setup.environment
    signed_in = sign_ins.take(run.folder)
    asked, faults = pages_ask.take(run.folder), os.environ.get(FAULTS, "")
    failures = other_api.attributed(gates.without_own_gates(ledger.failures), environment, asked)
    return Findings(
        environment=environment,
        signed_in=signed_in,
        passwords_in_doubt=credentials.in_doubt(environment, signed_in, owns_target=setup.owns_target),
        attestation=monitor.attest(environment),
        build_problems=monitor.build_problems,
        ledger=entries,
        failures=failures,
        elsewhere=other_api.elsewhere(environment, asked, failures),
        samples=monitor.samples,
        detectors=monitor.detectors,
        braked=abort_reason(run.folder),
        cold_starts=monitor.cold_starts,
        not_covered=monitor.not_covered,
        left_aside=left_aside,
        faults=faults,
        rehearsal=setup.has_faults or bool(faults),
        exempt=ledger.exempt,
    )
