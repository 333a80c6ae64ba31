"""Who answered: a CDN, a gate, a filter or a portal is not Servio, and nothing else is excused."""

import pytest

from servio_verify.failures.intermediary import intermediary, what_to_do

URL = "https://api.staging.example.com/api/v1/venues"
PAGE = "<!doctype html><title>{}</title><body></body>"
ENVELOPE = '{"success": false, "error": {"code": "FORBIDDEN", "message": "no"}, "meta": {}}'
HTML = {"Content-Type": "text/html"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "said"),
    [
        (407, {}, "", "a proxy on the way wants a user name and password (407)"),
        (511, HTML, PAGE.format("Wi-Fi"), "a captive portal wants a sign-in to the network (511)"),
        (522, HTML | {"Server": "cloudflare"}, "", "Cloudflare does not reach Servio (522)"),
        (530, HTML, "", "a CDN does not reach Servio (530)"),
        (
            401,
            HTML | {"WWW-Authenticate": 'Basic realm="staging"'},
            "",
            "a gate (basic-authentication) wants a sign-in (401)",
        ),
        (
            302,
            {"WWW-Authenticate": "Cloudflare-Access", "Location": "/x"},
            "",
            "Cloudflare Access wants a sign-in (302)",
        ),
        (
            302,
            {"Location": "/oauth2/start?rd=%2F"},
            "",
            "an access gate leads to its sign-in at api.staging.example.com/oauth2/start (302)",
        ),
        (
            307,
            {"Location": "https://vercel.com/sso-api?url=x"},
            "",
            "an access gate leads to its sign-in at vercel.com/sso-api (307)",
        ),
        (
            403,
            HTML | {"cf-mitigated": "challenge"},
            PAGE.format("Just a moment"),
            "Cloudflare's bot filter keeps this runner out (403)",
        ),
        (405, HTML | {"x-amzn-waf-action": "captcha"}, "", "AWS WAF keeps this runner out (405)"),
        (
            403,
            HTML | {"Server": "awselb/2.0"},
            PAGE.format("403 Forbidden"),
            "AWS WAF keeps this runner out (403)",
        ),
        (403, HTML | {"Server": "AkamaiGHost"}, PAGE.format("Access Denied"), "Akamai keeps this runner out (403)"),
        (
            429,
            HTML | {"Server": "cloudflare"},
            PAGE.format("Access denied | example.com") + "Error 1015: you are being rate limited",
            "Cloudflare keeps this runner out (429)",
        ),
        (200, HTML, PAGE.format("Down for maintenance"), "a maintenance page (200)"),
        (503, HTML, "<h1>We'll be <b>back soon</b></h1>", "a maintenance page (503)"),
    ],
)
def test_who_answered_is_named(status: int, headers: dict[str, str], body: str, said: str) -> None:
    assert intermediary(URL, status, headers, body) == said
    assert what_to_do(said)


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, HTML, PAGE.format("Servio")),
        (200, HTML, "<title>Servio</title><p>maintenance of the kitchen is our thing, we will be back soon</p>"),
        (401, {"WWW-Authenticate": "Bearer"}, ENVELOPE),
        (401, {"WWW-Authenticate": "Basic"}, ENVELOPE),
        (401, {}, ""),
        (403, {"Server": "cloudflare", "Content-Type": "application/json"}, ENVELOPE),
        (403, HTML, PAGE.format("403 Forbidden")),
        (403, {"Server": "cloudflare", "Content-Type": "application/json"}, '{"message": "no envelope"}'),
        (302, {"Location": "/login?next=%2Fdashboard"}, ""),
        (302, {"Location": "https://elsewhere.example.com/login"}, ""),
        *((status, HTML | {"Server": "awselb/2.0"}, PAGE.format("Bad Gateway")) for status in (502, 503, 504)),
        (404, HTML | {"Server": "cloudflare"}, PAGE.format("Not found")),
        (500, HTML | {"Server": "cloudflare"}, PAGE.format("Error")),
        (429, HTML | {"Server": "cloudflare"}, ""),
        (429, HTML | {"Server": "cloudflare"}, PAGE.format("Too many requests")),
    ],
)
def test_what_servio_itself_may_have_answered_is_its_own(status: int, headers: dict[str, str], body: str) -> None:
    assert intermediary(URL, status, headers, body) is None
