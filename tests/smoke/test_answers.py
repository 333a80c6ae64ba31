"""What is promised of every answer of the API, held against all that the checks have got."""

from collections.abc import Sequence

import httpx

from servio_verify.secrets.leaks import find_leaks
from servio_verify.secrets.values import kept_from_browsers
from servio_verify.target.security_headers import expect_protected
from servio_verify.testing import Environment, area, describe, ensure, expect_meta

pytestmark = area("API", "Every answer")


@area("Security", "Security headers")
def test_security_headers_come_with_every_answer_so_far(
    environment: Environment, answers_so_far: Sequence[httpx.Response]
) -> None:
    expect_protected(*answers_so_far, https=environment.over_https)


@area("Security", "Request ids")
def test_every_answer_so_far_has_a_request_id_of_its_own(answers_so_far: Sequence[httpx.Response]) -> None:
    seen: dict[str, httpx.Response] = {}
    for answer in answers_so_far:
        own = answer.headers.get("X-Request-ID", "")
        ensure(own, "an answer comes without X-Request-ID", answer)
        ensure(own not in seen, f"two answers have the same X-Request-ID\n{own}", answer)
        seen[own] = answer


def test_every_answer_so_far_is_an_envelope_of_its_own(answers_so_far: Sequence[httpx.Response]) -> None:
    seen: dict[object, httpx.Response] = {}
    for answer in answers_so_far:
        if "json" in answer.headers.get("Content-Type", "") and answer.content:
            own = expect_meta(answer).request_id
            before = seen.setdefault(own, answer)
            same = f"two answers have the same meta.requestId\n{describe(before)}"
            ensure(before is answer, same, answer)


@area("Security", "Secrets")
def test_no_secret_is_in_an_answer_so_far(environment: Environment, answers_so_far: Sequence[httpx.Response]) -> None:
    secrets = kept_from_browsers(environment)
    for answer in answers_so_far:
        leaks = find_leaks(f"{answer.headers.multi_items()}\n{answer.text}", secrets)
        ensure(not leaks, f"a secret is in an answer: {', '.join(leaks)}", answer)
