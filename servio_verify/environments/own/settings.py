"""Settings of a target of our own, which has its addresses once it runs."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class OwnTarget(BaseModel):
    """What the file of such an environment asks for."""

    model_config = ConfigDict(defer_build=True)

    sandbox: tuple[str, ...] | None = Field(None, description="start a sandbox with these arguments")
    stack: bool = Field(False, description="use local staging (servio-verify stack), or start it for the run")
    stack_folder: Path | None = Field(None, description="where local staging works, once it is up")

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.stack and self.sandbox is not None:
            raise ValueError("sandbox and stack are two targets: leave one of them out")
        return self

    @property
    def is_own(self) -> bool:
        """Whether the file asks for a target of our own, and not for a real one."""
        return self.stack or self.sandbox is not None
