"""Self-test of a run: the code that judges the target is shown planted defects, and must catch every one."""

import re
import ssl
import threading
import time
from collections.abc import Callable

from servio_verify.api import assertions
from servio_verify.environments.model import Environment
from servio_verify.failures.failure_kinds import kind_of
from servio_verify.failures.kind import Kind
from servio_verify.results.model import Detector
from servio_verify.secrets import leaks
from servio_verify.target import health_sampler, tls
from servio_verify.target.builds import attestation
from servio_verify.target.probe import fresh_connections, probe
from servio_verify.workflow.planted_server import BUILD, PlantedServer, planted_server

OTHER_BUILD = "0ther000build"
PATIENCE = 5.0
SOON = 0.05
"""Seconds after which the planted slow answer counts as one that did not come."""


class SelfTest:
    """Runs beside the start of a run, in a thread."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._results: tuple[Detector, ...] = ()
        self._thread = threading.Thread(target=self._prove, daemon=True)
        self._thread.start()

    def results(self, patience: float = 10.0) -> tuple[Detector, ...]:
        """Return what became of each planted defect; a proof that did not end within `patience` seconds failed."""
        self._thread.join(patience)
        return self._results or (Detector(name="the self-proof itself", caught=False, said="it did not end"),)

    def _prove(self) -> None:
        started = time.perf_counter()
        try:
            with planted_server() as planted:
                self._results = tuple(_show(name, detect, planted) for name, detect in DETECTORS.items())
        except Exception as error:  # noqa: BLE001, RUF100 - whatever it is, it is told as a result
            self._results = (Detector(name="the self-proof itself", caught=False, said=f"{error!r}"),)
        self.seconds = time.perf_counter() - started


def _show(name: str, detect: Callable[[PlantedServer], str], planted: PlantedServer) -> Detector:
    try:
        said = detect(planted)
    except Exception as error:  # noqa: BLE001, RUF100 - a detector that breaks has not caught anything
        return Detector(name=name, caught=False, said=f"{type(error).__name__}: {error}")
    return Detector(name=name, caught=bool(said), said=said)


def _wrong_build(planted: PlantedServer) -> str:
    target = Environment(name="planted", web_url=planted.url, api_url=planted.url, build=f"header:{BUILD}")
    seen = attestation.look(target, "self-proof", answers=2)
    return "; ".join(attestation.problems(target, OTHER_BUILD, [seen]))


def _refused(path: str, kind: Kind) -> Callable[[PlantedServer], str]:
    def detect(planted: PlantedServer) -> str:
        try:
            with fresh_connections(PATIENCE) as client:
                assertions.expect_success(client.get(planted.url + path), object)
        except AssertionError as error:
            return str(error) if kind_of(error) is kind else ""
        return ""

    return detect


def _slow_answer(planted: PlantedServer) -> str:
    with fresh_connections(SOON) as client:
        answer = probe(client, f"{planted.url}/slow")
    (seen,) = health_sampler.read(answer, "web", "the web app", None)
    return seen.seen if answer.kind is Kind.TIME_OUT and not seen.well else ""


def _expired_certificate(planted: PlantedServer) -> str:
    try:
        tls.certificate_validity(planted.expired_url, ssl.create_default_context(cafile=planted.authority))
    except ssl.SSLCertVerificationError as error:
        found = re.search(r"certificate has expired", str(error))
        return found[0] if found and kind_of(error) is Kind.CERTIFICATE else ""
    return ""


def _planted_secret(planted: PlantedServer) -> str:
    with fresh_connections(PATIENCE) as client:
        found = leaks.find_leaks(client.get(f"{planted.url}/secret").text, {"PLANTED": planted.secret})
    return "; ".join(found) if len(found) == 2 else ""  # the value that is known, and the key known by its form


def _empty_samples(_planted: PlantedServer) -> str:
    return health_sampler.trouble([]) or ""


DETECTORS: dict[str, Callable[[PlantedServer], str]] = {
    "a wrong build": _wrong_build,
    "a 404": _refused("/404", Kind.CLIENT_ERROR),
    "a 500": _refused("/500", Kind.SERVER_ERROR),
    "a slow answer": _slow_answer,
    "an expired certificate": _expired_certificate,
    "a planted secret": _planted_secret,
    "an empty sample set": _empty_samples,
}
