"""Gate file (`gate.json`): which deploy was seen to wait before the run, for whoever answers after it."""

import json
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from servio_verify.errors import UsageError
from servio_verify.run.files import write_atomically

SCHEMA: Literal["servio-verify/gate-1"] = "servio-verify/gate-1"


class GateFileError(UsageError):
    """There is no such file, or it is none."""


class Seen(BaseModel):
    """A service deployment of ECS that waits at a pause hook, and what the pipeline says that it deployed.

    `digest` is the image's as the pipeline named it; without it the image's tag is the proof.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["servio-verify/gate-1"] = Field(SCHEMA, alias="schema")
    environment: str
    web_url: str
    build: str = Field(min_length=1)
    digest: str | None
    begun: AwareDatetime
    deployment: str
    hook: str
    stage: str
    revision: str
    task_definition: str
    image: str
    image_digest: str | None
    ends: AwareDatetime
    then: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return what a gate file says. Raises GateFileError in one line."""
        try:
            return cls.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            wrong = f"{'.'.join(map(str, first['loc'])) or 'it'}: {first['msg']}"
            raise GateFileError(f"{path} is no gate file ({wrong}): make it with `gate ecs begin`") from None
        except FileNotFoundError:
            raise GateFileError(f"there is no {path}: make it with `gate ecs begin`, before the run") from None
        except (OSError, ValueError) as error:
            raise GateFileError(f"{path} cannot be read: {str(error).splitlines()[0]}") from None

    def write(self, path: Path) -> None:
        """Write it down. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, self.model_dump_json(indent=2, by_alias=True) + "\n")

    def __str__(self) -> str:
        """The line for people."""
        name, definition = self.deployment.rpartition("/")[2], self.task_definition.rpartition("/")[2]
        return f"{name} of {definition} waits at {self.stage} until {clock(self.ends)}, then {self.then}"


def clock(time: datetime) -> str:
    """Return a time as a line of ours has it, with its day."""
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"
