"""Exceptions of checks, typed by what they are about.

    CheckError            a promise is broken
      ResponseError       by an answer
      DependencyError     by something that Servio depends on
      LateError           by something that never came
      SignInRefusedError  by a refusal of the test user's own credentials
      DoubtError          it could not be told
      DistrustError       the check's own instrument failed

Prose is made of them only when they are shown.
"""

from servio_verify.failures.exchange import Exchange
from servio_verify.failures.kind import Kind, of_status


class CheckError(AssertionError):
    """A sentence for people, and the exchange that it is about; details may follow the sentence's first line."""

    def __init__(self, sentence: str = "", exchange: Exchange | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.exchange = exchange

    @property
    def kind(self) -> Kind:
        """The kind of failure that this is."""
        return Kind.CONTENT

    def __str__(self) -> str:
        expected = f"expected {self.exchange.expected}" if self.exchange and self.exchange.expected else ""
        return ": ".join(str(part) for part in (self.sentence, expected, self.exchange) if part)


class ResponseError(CheckError):
    """An answer of Servio's is not as promised."""

    def __init__(self, sentence: str, exchange: Exchange) -> None:
        super().__init__(sentence, exchange)
        self.method, self.url, self.status = exchange.method, exchange.url, exchange.status

    @property
    def kind(self) -> Kind:
        """The kind by the status of the answer."""
        return of_status(self.status)


class DependencyError(CheckError):
    """Health or readiness says that something which Servio depends on is not ok."""

    @property
    def kind(self) -> Kind:
        """Always the dependency's."""
        return Kind.DEPENDENCY


class LateError(CheckError):
    """Something of Servio's that should have come did not; an outage looks the same."""

    @property
    def kind(self) -> Kind:
        """Always a time-out."""
        return Kind.TIME_OUT


class DoubtError(CheckError):
    """A check could not tell: too few samples, say. It makes a run INCONCLUSIVE."""

    @property
    def kind(self) -> Kind:
        """Always a doubt."""
        return Kind.DOUBT


class SignInRefusedError(CheckError):
    """The test user's own credentials are refused: by a fault of Servio's, or because they are not right any more."""

    @property
    def kind(self) -> Kind:
        """Always the credentials': whether they are Servio's fault is for the judgement."""
        return Kind.CREDENTIALS


class DistrustError(CheckError):
    """A check cannot be believed: its own instrument failed. It makes a run INVALID."""

    @property
    def kind(self) -> Kind:
        """Always the suite's."""
        return Kind.SUITE_ERROR
