"""Defects of headers: security, request ids, CORS."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import Scope

from selftest.other_servio.app.layers import WEB_POLICY, dressing
from selftest.other_servio.app.site import Site
from selftest.other_servio.defects.registry import Answer, Tier, defect, editing, swap


# "Security headers on both origins: `Content-Security-Policy`, …"
@defect("csp-missing-on-login", Tier.SMOKE, "Every page has a Content-Security-Policy but /login")
def csp_missing_on_login(site: Site) -> None:
    def drop(scope: Scope, headers: MutableHeaders) -> None:
        if scope["path"] == "/login":
            del headers["Content-Security-Policy"]

    site.web_layers.append(dressing(drop))


# "Security headers on both origins: …, `X-Frame-Options` or `frame-ancestors`"
@defect("frame-ancestors-lost", Tier.SMOKE, "The web policy has no frame-ancestors and no X-Frame-Options stands in")
def frame_ancestors_lost(site: Site) -> None:
    policy = WEB_POLICY.format(nonce="spent").replace("; frame-ancestors 'none'", "")
    site.web_layers.append(dressing(lambda _, headers: headers.update({"Content-Security-Policy": policy})))


# "Security headers on both origins: …, `X-Content-Type-Options: nosniff`, …"
@defect("nosniff-missing-on-api-errors", Tier.SMOKE, "Answers of 400 and above lack X-Content-Type-Options on the API")
def nosniff_missing_on_api_errors(site: Site) -> None:
    def drop(_request: Request, answer: Answer) -> None:
        if answer.status >= 400:
            del answer.headers["X-Content-Type-Options"]

    site.api_layers.append(editing(drop))


# "`X-Request-ID` on every answer": an id that names many requests is no id
@defect("request-id-repeats-on-errors", Tier.SMOKE, "All error answers carry one and the same request id")
def request_id_repeats_on_errors(site: Site) -> None:
    same = "5f0c6f1b7f3e4f0d9a4b3f5f6f1f2a77"

    def repeat(_request: Request, answer: Answer) -> None:
        if answer.status >= 400 and answer.json:
            answer.headers["X-Request-ID"] = same
            answer.put(answer.json | {"meta": answer.json["meta"] | {"requestId": same}})

    site.api_layers.append(editing(repeat))


# "`X-Request-ID` on every answer"
@defect("request-id-missing-on-delete", Tier.SMOKE, "The empty answer to a DELETE has no X-Request-ID")
def request_id_missing_on_delete(site: Site) -> None:
    def drop(request: Request, answer: Answer) -> None:
        if request.method == "DELETE" and answer.status == 204:
            del answer.headers["X-Request-ID"]

    site.api_layers.append(editing(drop))


# "CORS lets the web origin in, with credentials, and no other origin"
@defect("cors-admits-null", Tier.SMOKE, "CORS lets in the origin null besides the web origin")
def cors_admits_null(site: Site) -> None:
    swap(site.cors, "admits", lambda admits, origin: origin == "null" or admits(origin))


# "CORS lets the web origin in, with credentials, and no other origin"
@defect("cors-admits-lookalikes", Tier.SMOKE, "CORS lets in every origin that starts like the web origin")
def cors_admits_lookalikes(site: Site) -> None:
    swap(site.cors, "admits", lambda _, origin: origin.startswith(site.web_origin))


# "CORS lets the web origin in, with credentials, and no other origin"
@defect("cors-preflight-admits-all", Tier.SMOKE, "Only the preflight reflects any origin; the answer itself does not")
def cors_preflight_admits_all(site: Site) -> None:
    def reflect(scope: Scope, headers: MutableHeaders) -> None:
        origin = Headers(scope=scope).get("origin")
        if scope["method"] == "OPTIONS" and origin:
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Allow-Credentials"] = "true"
            headers["Access-Control-Allow-Methods"] = "GET, POST, PATCH, DELETE"

    site.api_layers.append(dressing(reflect))


# "CORS lets the web origin in, with credentials": also to read why it was refused
@defect("cors-absent-on-errors", Tier.SMOKE, "Error answers have no CORS headers, so the web app cannot read them")
def cors_absent_on_errors(site: Site) -> None:
    def drop(_request: Request, answer: Answer) -> None:
        if answer.status >= 400:
            del answer.headers["Access-Control-Allow-Origin"]
            del answer.headers["Access-Control-Allow-Credentials"]

    site.api_layers.append(editing(drop))
