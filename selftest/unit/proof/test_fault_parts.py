"""Parts of faults: routes in any layout, envelopes in any form of the contract, whose a token is."""

import json
from typing import Any

import pytest

from servio_verify.environments.model import Environment
from servio_verify.proof.alteration import Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.parts.credentials import Accounts
from servio_verify.proof.parts.envelopes import each_record, put, the_list, the_pagination
from servio_verify.proof.parts.routes import Route, Routes, with_query

ELSEWHERE = Environment.model_validate(
    {
        "name": "elsewhere",
        "web_url": "https://app.example.com",
        "api_url": "https://app.example.com",
        "email": "first@example.com",
        "paths": {"api": "/api", "health": "/api/health", "login": "/sign-in", "sign_in_api": "/auth/v1/token?type=p"},
    }
)
PLACE = {"page": 1, "limit": 2, "total": 2, "totalPages": 1}
ROWS = [{"id": 1, "name": "one"}, {"id": 2, "name": "two"}]


def asked(path: str, method: str = "GET", **parts: Any) -> Request:
    scene = Scene(ELSEWHERE)
    side = scene.side("https", "app.example.com", 443, path)
    return Request(side, method, "https", "app.example.com", 443, path, **parts)


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/api/venues?limit=2", Route.VENUES),
        ("/api/venues/7", Route.VENUE),
        ("/api/venues/7/orders/9/cancel", Route.CANCEL),
        ("/api/health", Route.HEALTH),
        ("/sign-in", Route.LOGIN),
        ("/", Route.HOME),
        ("/api/v1/venues", None),
        ("/venues", None),
    ],
)
def test_a_route_is_found_where_the_environment_has_it(path: str, route: Route | None) -> None:
    assert Routes(Scene(ELSEWHERE)).of(asked(path)) is route


def test_an_id_is_the_last_in_the_path() -> None:
    assert Routes(Scene(ELSEWHERE)).id_in(asked("/api/venues/7/orders/9?x=1")) == "9"


def test_a_query_keeps_what_is_not_changed() -> None:
    request = asked("/api/venues?search=a%26b&limit=2&page=3")
    assert with_query(request, limit=None, page="1") == "/api/venues?search=a%26b&page=1"


@pytest.mark.parametrize(
    "told",
    [
        {"data": ROWS, "pagination": PLACE},
        {"data": {"venues": ROWS, "pagination": PLACE}},
        {"data": {"items": ROWS}, "meta": {"pagination": PLACE}},
    ],
    ids=["beside", "in-data", "in-meta"],
)
def test_a_list_is_changed_wherever_it_stands(told: dict[str, Any]) -> None:
    answer = Answer(200).with_json(told)
    renamed = each_record(put(name="new"))(answer).text
    assert renamed == answer.text.replace('"one"', '"new"').replace('"two"', '"new"')
    assert the_list(list.reverse)(answer).text.index('"two"') < the_list(list.reverse)(answer).text.index('"one"')
    assert the_pagination(put(total=9))(answer).text == answer.text.replace('"total":2', '"total":9')


def test_what_is_not_different_is_the_same_answer() -> None:
    spaced = Answer(200, (), json.dumps({"data": ROWS}, indent=2).encode())
    assert each_record(put(nothing=1))(spaced) is spaced
    assert each_record(put(name="x"))(Answer(200, (), b"ok")).body == b"ok"


def test_a_token_is_its_account_s_until_it_is_signed_out() -> None:
    accounts = Accounts(Scene(ELSEWHERE))
    body = b'{"email": "first@example.com", "password": "x"}'
    signed_in = Answer(200).with_json({"data": {"token": "a-long-token"}})
    accounts.see(asked("/auth/v1/token", "POST", body=body), signed_in)
    carrying: dict[str, Any] = {"headers": (("Authorization", "Bearer a-long-token"),)}
    assert accounts.owner(asked("/api/venues", **carrying)) == "first@example.com"
    assert accounts.owner(asked("/api/venues")) == ""
    accounts.see(asked("/api/auth/logout", "POST", **carrying), Answer(200))
    assert accounts.owner(asked("/api/venues", **carrying)) == ""


def test_a_foreign_host_has_no_route() -> None:
    request = Request(Side.OTHER, "GET", "https", "other.example", 443, "/api/venues")
    assert Routes(Scene(ELSEWHERE)).of(request) is None
