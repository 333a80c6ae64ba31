"""Before the run: which deployment waits, and whether it is what the pipeline says that it deployed."""

import json
from collections.abc import Callable
from threading import Timer
from typing import Any

import pytest

from selftest.deployment.conftest import WEB, Gate
from selftest.support.aws.front import digest_of
from selftest.support.aws.paused import BUILD, DIGEST, HOOK, LAMBDA

BUILT, IMAGE = ("--expect-build", BUILD), ("--expect-digest", DIGEST)
SECOND = {"hookId": "ecs-pause-2", "targetType": "PAUSE", "status": "AWAITING_ACTION", "timeoutAction": "CONTINUE"}


def keep(_: Gate) -> None:
    """Leave all as it is."""


def with_ecs(change: Callable[[Any], Any]) -> Callable[[Gate], Any]:
    return lambda gate: change(gate.ecs)


SITUATIONS = {
    "nothing is deployed": (
        with_ecs(lambda ecs: setattr(ecs, "status", "SUCCESSFUL")),
        (*BUILT, *IMAGE),
        20,
        "no deployment of servio-staging-app in servio-staging waits at a pause hook: nothing to answer",
    ),
    "it does not wait yet": (
        with_ecs(lambda ecs: ecs.hook.update(status="IN_PROGRESS")),
        (*BUILT, *IMAGE),
        20,
        "waits at a pause hook: nothing to answer",
    ),
    "a Lambda function's hook": (
        with_ecs(lambda ecs: ecs.hook.update(targetType="AWS_LAMBDA", targetArn=LAMBDA)),
        (*BUILT, *IMAGE),
        20,
        "waits at a pause hook: nothing to answer",
    ),
    "two hooks": (
        with_ecs(lambda ecs: ecs.more_hooks.append(dict(SECOND))),
        (*BUILT, *IMAGE),
        24,
        "2 pause hooks wait at once: name one with --hook ecs-pause-e7tK9G",
    ),
    "another hook than is named": (keep, (*BUILT, *IMAGE, "--hook", "x"), 20, "no pause hook x waits for an answer"),
    "another image": (
        with_ecs(lambda ecs: ecs.image.update(imageDigest=digest_of("other"))),
        (*BUILT, *IMAGE),
        23,
        "servio-staging-app:8 under the hook is of image sha256:",
    ),
    "a digest that ECS does not tell": (
        with_ecs(lambda ecs: ecs.image.pop("imageDigest")),
        (*BUILT, *IMAGE),
        23,
        "ECS tells no image digest of servio-staging-app:8",
    ),
    "a tag of another build": (
        keep,
        ("--expect-build", "0000000", "--proof", "tag"),
        23,
        f"is of an image with the tag {BUILD}, not of build 0000000",
    ),
    "no tag": (
        with_ecs(lambda ecs: ecs.image.update(image=f"localhost:5000/servio@{DIGEST}")),
        (*BUILT, "--proof", "tag"),
        23,
        "is of an image with the tag None",
    ),
    "no such container": (
        with_ecs(lambda ecs: ecs.image.update(containerName="web")),
        (*BUILT, *IMAGE),
        26,
        "service revision 4980306466373577095 has no container app",
    ),
    "a hook without an end": (
        with_ecs(lambda ecs: ecs.hook.pop("expiresAt")),
        (*BUILT, *IMAGE),
        25,
        "ECS does not tell when the hook at POST_TEST_TRAFFIC_SHIFT ends",
    ),
    "no build": (keep, IMAGE, 4, "which build was deployed? --expect-build SHA, or SERVIO_EXPECT_BUILD"),
    "no digest": (keep, BUILT, 4, "which image was deployed? SERVIO_EXPECT_DIGEST, or --proof tag where its tag"),
    "half a digest": (keep, (*BUILT, "--expect-digest", "sha256:1"), 4, "write sha256: and 64 digits, as the registry"),
    "an unknown environment": (keep, (*BUILT, *IMAGE, "--env", "stagin"), 4, "did you mean 'staging'?"),
    "no [aws]": (
        lambda gate: (gate.folder / "environments/staging.facts.toml").unlink(),
        (*BUILT, *IMAGE),
        26,
        "AWS was not asked: environments/staging.facts.toml has no [aws] with its region; nothing was told",
    ),
    "no keys": (
        lambda gate: gate.patch.delenv("AWS_ACCESS_KEY_ID"),
        (*BUILT, *IMAGE),
        26,
        "AWS was not asked: no credentials here",
    ),
    "nowhere to write": (keep, (*BUILT, *IMAGE, "--out", "environments/staging.toml/gate.json"), 4, "exists"),
    "words too many": (keep, (*BUILT, *IMAGE, "-m", "smoke"), 4, "unrecognized arguments: -m smoke"),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_what_does_not_wait_or_is_not_known_is_one_line(gate: Gate, name: str) -> None:
    arrange, arguments, code, line = SITUATIONS[name]
    arrange(gate)
    ended, said = gate("ecs", "begin", "--env", "staging", *arguments)
    assert line in said
    assert ended == code
    assert not (gate.folder / "gate.json").exists()


def test_who_waits_is_written_down(gate: Gate) -> None:
    assert gate.begin() == (0, gate.begin()[1])
    seen = json.loads((gate.folder / "gate.json").read_text())
    ends = gate.ecs.hook["expiresAt"]
    told = {name: seen[name] for name in ("environment", "web_url", "build", "digest", "hook", "stage", "then")}
    assert told == {
        "environment": "staging",
        "web_url": WEB,
        "build": BUILD,
        "digest": DIGEST,
        "hook": HOOK,
        "stage": "POST_TEST_TRAFFIC_SHIFT",
        "then": "ROLLBACK",
    }
    assert (seen["deployment"], seen["task_definition"]) == (gate.ecs.arn, gate.ecs.definition)
    assert gate.begin()[1] == (
        f"{gate.ecs.name} of servio-staging-app:8 waits at POST_TEST_TRAFFIC_SHIFT until {ends:%Y-%m-%d %H:%M:%S} UTC, "
        "then ROLLBACK"
    )


def test_one_of_two_hooks_can_be_named_and_a_tag_can_be_proof_enough(gate: Gate) -> None:
    gate.ecs.more_hooks.append(dict(SECOND))
    code, _ = gate("ecs", "begin", "--env", "staging", *BUILT, "--proof", "tag", "--hook", HOOK)
    assert code == 0


def test_it_waits_until_a_deployment_does(gate: Gate) -> None:
    gate.patch.setattr("servio_verify.cli.gate.ecs.LOOK_AGAIN", 0.1)
    gate.ecs.hook["status"] = "IN_PROGRESS"
    Timer(0.3, gate.ecs.hook.update, kwargs={"status": "AWAITING_ACTION"}).start()
    assert gate.begin("--wait", "20")[0] == 0
