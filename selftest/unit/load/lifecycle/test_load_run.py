"""Where a stress run breaks."""

from selftest.support.load_samples import made, second
from servio_verify.load.lifecycle.load_run import broken


def test_a_stress_run_says_where_the_gate_broke() -> None:
    quick, slow = [second(at, users=at) for at in range(20)], [second(at, users=at, p95=700) for at in range(20, 32)]
    assert broken(made(), quick) is None
    assert broken(made(), [*quick, *slow[:5]]) is None
    assert "p95 < 500 ms broke at 22 users" in str(broken(made(), [*quick, *slow]))
