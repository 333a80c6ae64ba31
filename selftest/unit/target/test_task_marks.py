"""What may name a task in an answer."""

import httpx
import pytest

from servio_verify.target.builds.task_marks import cookies_of, marks, names_task, pinning


def answer(*headers: tuple[str, str], json: object = None, text: str = "ok") -> httpx.Response:
    request = httpx.Request("GET", "https://web.example.com:8443/health")
    body = {"json": json} if json is not None else {"text": text}
    return httpx.Response(200, headers=list(headers), request=request, **body)


@pytest.mark.parametrize("name", ["x-served-by", "x-task", "x-pod-name", "x-backend-server", "fly-machine-id"])
def test_a_header_of_a_task_is_known_by_its_name(name: str) -> None:
    assert names_task(name)


@pytest.mark.parametrize("name", ["x-request-id", "x-tasks", "server", "x-served-by-cache", "my-x-task", "X-Task"])
def test_other_headers_are_none(name: str) -> None:
    assert not names_task(name)


@pytest.mark.parametrize(
    ("found", "named"),
    [
        (answer(("x-served-by", "a1"), ("server", "nginx")), {"X-Served-By": "a1"}),
        (answer(("X-Served-By", "cache-fra-1")), {}),
        (answer(("X-Host", "web.example.com"), ("X-Server", "web.example.com:8443")), {}),
        (
            answer(("Set-Cookie", "SERVERID=a1; Path=/"), ("Set-Cookie", "session=x")),
            {"cookie SERVERID": "a1"},
        ),
        (answer(("Set-Cookie", "AWSALB=enciphered")), {}),
        (answer(json={"hostname": "a1", "taskArn": "b2", "status": "ok"}), {"hostname": "a1", "taskArn": "b2"}),
        (answer(json={"success": True, "data": {"instance_id": "c3"}}), {"instance_id": "c3"}),
        (answer(json={"pod-name": "d4", "replica": 5, "host": "e6"}), {"pod-name": "d4"}),
        (answer(json={"data": "task", "pod": None}), {}),
        (answer(json=["task"]), {}),
        (answer(json="task"), {}),
        (answer(text="task"), {}),
    ],
)
def test_what_may_name_the_task_is_taken_from_header_cookie_and_body(
    found: httpx.Response, named: dict[str, str]
) -> None:
    assert marks(found) == named


@pytest.mark.parametrize(
    ("lines", "cookies"),
    [
        ([], {}),
        (["a=b; Path=/; Secure"], {"a": "b"}),
        ([" a = b=c ;Path=/", "d="], {"a": "b=c", "d": ""}),
        (["no cookie; Path=/", "a=1", "a=2"], {"a": "2"}),
    ],
)
def test_a_visitor_keeps_the_cookies_that_an_answer_sets(lines: list[str], cookies: dict[str, str]) -> None:
    assert cookies_of(answer(*(("Set-Cookie", line) for line in lines))) == cookies


@pytest.mark.parametrize(
    ("names", "pins"),
    [
        (["session", "SERVERID"], "SERVERID"),
        (["a", "awsalbcors", "route"], "awsalbcors"),
        (["session", "my-affinity"], "my-affinity"),
        (["session", "other"], "session"),
    ],
)
def test_the_cookie_that_pins_is_the_balancer_s_else_the_first(names: list[str], pins: str) -> None:
    assert pinning(dict.fromkeys(names, "x")) == pins
