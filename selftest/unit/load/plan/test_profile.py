"""Load profiles: what is refused, and what the repository's own say."""

import math
from typing import Any

import pytest

from selftest.support.load_samples import STEPS, made
from selftest.support.processes import ROOT
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.load.plan import profile_files


@pytest.mark.parametrize("text", ["p95 < 500", "p95 > 500 ms", "errors < 5 ms", "rate < 5 /s", "p0 < 5 ms", "fast"])
def test_a_gate_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"gate|unit|percentile|good"):
        made(gates=[text])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"stages": []}, "without a stage"),
        ({"think": None}, "think or pace"),
        ({"pace": 1.0}, "think or pace"),
        ({"journeys": {"dance": 1}}, "known: home"),
        ({"stages": [STEPS[1]]}, "no stage has a user"),
        ({"most_users": 5}, "most_users is 5"),
        ({"stages": [STEPS[0], STEPS[0]]}, "same name"),
        ({"thnk": 1.0}, "thnk"),
        ({"timeout": 600}, "timeout"),
        ({"think": math.inf}, "think"),
        ({"think": None, "pace": math.inf}, "pace"),
        ({"journeys": {"home": 10**9}}, "journeys.home"),
        ({"confidence": 0.9999999999999999}, "confidence"),
        ({"baseline": {"worse_by": math.inf}}, "worse_by"),
    ],
)
def test_a_wrong_profile_is_refused_in_one_line(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as refusal:
        made(**wrong)
    assert "\n" not in str(refusal.value)


def test_the_repository_has_the_promised_profiles() -> None:
    promised = {"staging", "quick", "smoke", "ordering", "spike", "soak", "stress", "arrivals"}
    assert promised <= set(profile_files.known_profiles(ROOT))
    staging = profile_files.read_profile("staging", ROOT)
    assert [(stage.seconds, stage.users) for stage in staging.stages] == [(60, 10), (120, 50), (60, 0)]
    assert (staging.think, [str(gate) for gate in staging.gates]) == (1.0, ["p95 < 500 ms", "errors < 1 %"])


@pytest.mark.parametrize("name", profile_files.known_profiles(ROOT))
def test_each_profile_can_be_read_and_ends(name: str) -> None:
    found = profile_files.read_profile(name, ROOT)
    assert found.level_at(found.seconds) == 0
    assert any(found.on_plateau(time) for time in range(int(found.seconds)))


def test_stages_are_linear() -> None:
    staging = profile_files.read_profile("staging", ROOT)
    assert [staging.level_at(at) for at in (0, 30, 60, 120, 180, 210, 240)] == [0, 5, 10, 30, 50, 25, 0]


def test_the_plateau_is_where_the_load_is_high() -> None:
    staging = profile_files.read_profile("staging", ROOT)
    assert [at for at in range(240) if staging.on_plateau(at)] == list(range(150, 193))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"gates": [5]}, "5 is no gate; write it like"),
        ({"gates": []}, "without a gate nothing is judged"),
        ({"stages": []}, "without a stage nothing is measured"),
        ({"stages": [{"name": "a", "seconds": 1, "user": 1}]}, "stages.0.user: unknown key; did you mean 'users'?"),
        ({"thnk": 1}, "thnk: unknown key; did you mean 'think'?"),
        ({"gates": ["p95 > 5 ms"]}, "a limit of p95 is written with < or <="),
        ({"gates": ["errors <= 0 %"]}, "errors <= 0 % can never pass: no sample is sure of 0; give a limit above it"),
        ({"gates": ["errors < 0 %"], "decide": "point"}, "errors < 0 % can never pass"),
        ({"gates": ["p95 < 5 ms for GET /nowhere"]}, "no journey goes to 'GET /nowhere'; they go to GET /"),
    ],
)
def test_a_profile_that_could_judge_nothing_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        made(**values)
    assert said in str(caught.value)
    assert "at least 1 item" not in str(caught.value)
