"""Sessions as Supabase Auth keeps them: signed access tokens, refresh tokens that rotate and may be used once."""

import hashlib
import hmac
import json
import secrets
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from servio_sandbox.store.accounts import Identity

REFRESH = "refresh_token"
"""Stands for the e-mail where a sign-in is the exchange of a refresh token."""

REUSE_SECONDS = 10.0
"""How long the refresh token before the newest one still gives the newest, for two tabs at once."""


@dataclass
class _Session:
    id: str
    identity: Identity
    refresh_token: str
    previous: str = ""
    rotated: float = 0.0


class SupabaseAuth:
    """Access tokens are JWTs that live so many seconds; `asks_for_session` refuses those whose session has ended."""

    def __init__(self, seconds: float, *, asks_for_session: bool) -> None:
        self._seconds = seconds
        self._asks_for_session = asks_for_session
        self._key = secrets.token_bytes(32)
        self._sessions: dict[str, _Session] = {}
        self._owners: dict[str, str] = {}  # each refresh token that ever was, and its session
        self._lock = threading.Lock()

    def open(self, identity: Identity) -> str:
        """Open a session and return its access token."""
        session = _Session(str(uuid4()), identity, "")
        with self._lock:
            self._sessions[session.id] = session
            self._rotate(session)
        return self._access_token(session)

    def refresh(self, token: str) -> tuple[str, Identity] | None:
        """Return a new access token for a refresh token; a used one that comes back late ends its session."""
        with self._lock:
            session = self._sessions.get(self._owners.get(token, ""))
            if not session:
                return None
            if token == session.refresh_token:
                self._rotate(session)
            elif token != session.previous or time.monotonic() - session.rotated > REUSE_SECONDS:
                del self._sessions[session.id]
                return None
        return self._access_token(session), session.identity

    def identify(self, credential: str) -> Identity | None:
        """Return the account of an access token that is signed by us and not expired."""
        claims = self._claims(credential)
        if not claims or claims["exp"] <= time.time():
            return None
        if self._asks_for_session and claims["session_id"] not in self._sessions:
            return None
        return Identity(claims["sub"], claims["user_metadata"]["name"], claims["email"])

    def end_every_session(self, credential: str) -> None:
        """End all sessions of the account behind an access token, expired or not."""
        if claims := self._claims(credential):
            with self._lock:
                ended = [one.id for one in self._sessions.values() if one.identity.id == claims["sub"]]
                for session_id in ended:
                    del self._sessions[session_id]

    def session_of(self, access_token: str) -> dict[str, Any]:
        """Return what a sign-in hands over beside the access token."""
        claims = self._claims(access_token)
        session = self._sessions.get(claims["session_id"]) if claims else None
        if not claims or not session:
            return {}
        user = {
            "id": claims["sub"],
            "aud": "authenticated",
            "role": "authenticated",
            "email": claims["email"],
            "app_metadata": claims["app_metadata"],
            "user_metadata": claims["user_metadata"],
            "identities": [_identity_of(claims, provider) for provider in ("email", "google", "apple")],
        }
        return {
            "refreshToken": session.refresh_token,
            "expiresAt": claims["exp"],
            "expiresIn": self._seconds,
            "user": user,
        }

    def _rotate(self, session: _Session) -> None:
        session.previous, session.refresh_token = session.refresh_token, secrets.token_urlsafe(9)
        session.rotated = time.monotonic()
        self._owners[session.refresh_token] = session.id

    def _access_token(self, session: _Session) -> str:
        begun = time.time()
        claims = {
            "iss": "https://auth.example.com/auth/v1",
            "sub": session.identity.id,
            "aud": "authenticated",
            "exp": begun + self._seconds,
            "iat": begun,
            "jti": str(uuid4()),
            "email": session.identity.email,
            "role": "authenticated",
            "app_metadata": {"provider": "email", "providers": ["email", "google", "apple"]},
            "user_metadata": {"name": session.identity.name, "email_verified": True, "phone_verified": False},
            "amr": [{"method": "password", "timestamp": int(begun)}],
            "session_id": session.id,
        }
        signed = f"{_encoded({'alg': 'HS256', 'typ': 'JWT'})}.{_encoded(claims)}"
        return f"{signed}.{self._signature(signed)}"

    def _claims(self, token: str) -> dict[str, Any] | None:
        signed, _, signature = token.rpartition(".")
        if not signed or not hmac.compare_digest(signature.encode(), self._signature(signed).encode()):
            return None
        payload = signed.partition(".")[2]
        claims: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return claims

    def _signature(self, text: str) -> str:
        return _base64(hmac.digest(self._key, text.encode(), hashlib.sha256))


def _identity_of(claims: dict[str, Any], provider: str) -> dict[str, Any]:
    data = {"email": claims["email"], "sub": claims["sub"], **claims["user_metadata"]}
    picture = f"https://pictures.example.com/{provider}/{claims['sub']}/{'0' * 120}.png"
    return {"identity_id": claims["session_id"], "provider": provider, "identity_data": data | {"picture": picture}}


def _encoded(part: dict[str, Any]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
