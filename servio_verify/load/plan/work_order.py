"""The work order of a load run: what every process of it must know; the master sends it to its workers."""

from dataclasses import asdict, dataclass, field
from typing import Any

from servio_verify.load.plan.profile import Profile


@dataclass(frozen=True)
class WorkOrder:
    """The target of a run and what to do there. Only profiles that write get a catalogue and an account.

    `gate` is what a gate before it wants (`load.plan.entry`). `api` is what stands before `/venues`, `sign_in` where
    the API signs in, in an answer without an envelope where that is not the contract's way, and `brings_token` where
    the contract has it; `lists_venues` where the list held one before the load. `health` are whole URLs.
    `build` is where an environment names its build, in the answer of `build_path`.
    Ids are sent back as they came: numbers or texts. `session` is the header that carries a signed-in user's.
    """

    profile: Profile
    run_id: str
    web_url: str
    api_url: str
    ca_pem: str | None = None
    api: str = "/api/v1"
    sign_in: str = "/api/v1/auth/login"
    has_envelope: bool = True
    brings_token: bool = True
    lists_venues: bool = False
    health: tuple[str, ...] = ()
    build: str | None = None
    build_path: str = "/health"
    session: tuple[str, str] = field(default=("", ""), repr=False)
    venue: int | str = ""
    menu: int | str = ""
    item: int | str = ""
    email: str = ""
    password: str = field(default="", repr=False)
    gate: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def origins(self) -> dict[str, str]:
        """The addresses that the journeys ask, by what is there; of two that are one, pages are the web app's."""
        return {origin: {"web": self.web_url, "api": self.api_url}[origin] for origin in self.profile.asks}

    def to_wire(self) -> dict[str, Any]:
        """Return it as plain values."""
        return vars(self) | {"profile": asdict(self.profile)}

    @classmethod
    def from_wire(cls, message: dict[str, Any]) -> "WorkOrder":
        """Return what `to_wire` gave."""
        read = {key: tuple(message[key]) for key in ("session", "health")}
        return cls(**{**message, **read, "profile": Profile.from_wire(message["profile"])})
