"""The web server's own sessions, and the one-time tokens of its forms."""

import secrets
from dataclasses import dataclass, field


@dataclass
class Session:
    """One signed-in browser."""

    banner: str | None = None
    open_forms: set[str] = field(default_factory=set)
    done: dict[str, str] = field(default_factory=dict)

    def new_form(self) -> str:
        """A token that lets one form be stored once."""
        once = secrets.token_urlsafe(12)
        self.open_forms.add(once)
        return once

    def may_store(self, once: str) -> bool:
        """Whether this form is ours and has not been stored."""
        return once in self.open_forms

    def stored(self, once: str, message: str) -> None:
        """Use the token up, and remember what to say, also to who pressed twice."""
        self.open_forms.discard(once)
        self.done[once] = message

    def take_banner(self) -> str | None:
        """The message, once."""
        banner, self.banner = self.banner, None
        return banner


class Sessions:
    """Every browser that is signed in."""

    def __init__(self) -> None:
        self.all: dict[str, Session] = {}

    def begin(self) -> str:
        """A new session's key."""
        key = secrets.token_urlsafe(24)
        self.all[key] = Session()
        return key

    def find(self, key: str) -> Session | None:
        """The session of a key."""
        return self.all.get(key)

    def end(self, key: str) -> None:
        """Forget a session."""
        self.all.pop(key, None)
