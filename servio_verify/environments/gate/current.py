"""The admission that this process works with."""

from servio_verify.environments.gate.admission import NOBODY, Admission

_followed: Admission = NOBODY


def follow(admission: Admission) -> None:
    """Carry this from now on."""
    global _followed
    _followed = admission


def admission() -> Admission:
    """Return what requests of this process carry."""
    return _followed
