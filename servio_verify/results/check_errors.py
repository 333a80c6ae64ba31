"""What a check raises to say more than that something is wrong."""


class DependencyError(AssertionError):
    """Health or readiness says that something which Servio depends on is not ok."""


class DoubtError(AssertionError):
    """A check could not tell: too few samples, say. It makes a run INCONCLUSIVE."""


class DistrustError(AssertionError):
    """A check cannot be believed: its own instrument failed. It makes a run INVALID."""
