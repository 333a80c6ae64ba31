"""What a session promises in an environment."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EVERY_SESSION = "every session"


class Session(BaseModel):
    """What a session promises here; by default what docs/CONTRACT.md says, Web app."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    http_only: bool = True
    secure: bool = True
    ends_on_server: bool = True
    sign_out_ends: Literal["this session", "every session"] = "this session"
    longest_wait: float = Field(
        300.0, ge=0, le=7200, allow_inf_nan=False, description="seconds that a journey waits for a token to end"
    )

    @property
    def ends_every_session(self) -> bool:
        """Whether a sign-out ends every session of the account."""
        return self.sign_out_ends == EVERY_SESSION

    @property
    def unpromised(self) -> tuple[str, ...]:
        """What is not promised here, and so not covered."""
        told = {
            "that scripts cannot read the session cookie: [session] http_only = false": self.http_only,
            "that the session cookie is sent over HTTPS only: [session] secure = false": self.secure,
        }
        return tuple(line for line, promised in told.items() if not promised)
