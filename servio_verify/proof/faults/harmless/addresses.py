"""Addresses: redirects of other kinds, and on the way to what a page loads."""

from dataclasses import replace

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.faults.harmless.difference import difference
from servio_verify.proof.parts.altering import Altered
from servio_verify.proof.parts.matching import is_asset

FOLDER = "/moved"
OTHER_KIND = {301: 308, 302: 307, 303: 302, 307: 302, 308: 301}


class AssetsMoved(Alteration):
    """Leads from each script and style to another folder, and hands that on to the target."""

    def forward(self, request: Request) -> Request:
        """Return the request for what the target has."""
        is_moved = request.side is Side.WEB and request.path.startswith(f"{FOLDER}/")
        return replace(request, path=request.path.removeprefix(FOLDER)) if is_moved else request

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return a redirect instead of an asset that was asked for where pages name it."""
        if not is_asset(request, answer) or request.method != "GET" or request.path.startswith(f"{FOLDER}/"):
            return answer
        return answer.with_status(302).with_header("Location", f"{FOLDER}{request.path}").with_body(b"")


@difference("scripts and styles are led to another folder", "RFC 9110, 15.4.3; a CDN's origin shield")
def assets_moved(_scene: Scene) -> Alteration:
    """A redirect, then the asset."""
    return AssetsMoved()


@difference("redirects keep the method or not, for a while or for ever", "RFC 9110, 15.4")
def other_redirects(_scene: Scene) -> Alteration:
    """308 for 301, 307 for 302, and the other way round."""

    return Altered(
        lambda answer: answer.with_status(OTHER_KIND[answer.status]),
        lambda request, answer: request.method == "GET" and answer.status in OTHER_KIND,
    )
