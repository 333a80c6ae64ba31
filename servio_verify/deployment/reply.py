"""Reply to a platform that asks for the verdict, and what it must have named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from servio_verify.results.build_id import MIN_BUILD_PREFIX

_BUILD = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._+-]{{{MIN_BUILD_PREFIX - 1},99}}")


@dataclass(frozen=True)
class Reply:
    """An HTTP status, and the members of a JSON document."""

    status: HTTPStatus
    document: Mapping[str, str]


class AskedWronglyError(Exception):
    """The request is not one that can be answered, and why; `status` is what it is answered with."""

    def __init__(self, why: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(why)
        self.status = status


def build_in(told: Mapping[str, Any], where: str) -> str:
    """Return the build that a request names. Raises AskedWronglyError."""
    build = told.get("build")
    if not (isinstance(build, str) and _BUILD.fullmatch(build)):
        raise AskedWronglyError(f"which build? name it in {where}, with {MIN_BUILD_PREFIX} characters or more")
    return build
