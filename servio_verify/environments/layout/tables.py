"""Tables of an environment's file that say where a target has what docs/CONTRACT.md names."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

WHERE_SIGN_IN_LEADS = "where sign-in leads"
API = "/api/v1"
SIGN_IN = f"{API}/auth/login"
COOKIE = "cookie:"


class Table(BaseModel):
    """A table of an environment's file; nothing in it that is not named here."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)


def a_path(text: str) -> str:
    """Return the text where it is the path of a page, without the slash at its end, else raise ValueError."""
    if not re.fullmatch(r"/(?:[^/\s?#][^\s?#]*)?", text):
        raise ValueError(f"{text!r} is no path; write it like /sign-in, without host, query or fragment")
    return text.rstrip("/") or "/"


def a_path_and_query(text: str) -> str:
    """Return the text where it is a path, with a query or without, else raise ValueError."""
    before, mark, query = text.partition("?")
    if re.search(r"[\s#]", query):
        raise ValueError(f"{text!r} is no path; write it like /auth/v1/token?grant_type=password")
    return f"{a_path(before)}{mark}{query}"


def a_dashboard(text: str) -> str:
    """Return the text where it is a path, or says that sign-in leads to the dashboard, else raise ValueError."""
    return text if text == WHERE_SIGN_IN_LEADS else a_path(text)


def a_token(text: str) -> str:
    """Return the text where it is a path in JSON, or a cookie's name behind `cookie:`, else raise ValueError."""
    if not re.fullmatch(r"cookie:[\w.~!#$%&'*+^`|-]+|[\w-]+(?:\.[\w-]+)*", text):
        raise ValueError(f"{text!r} is no place of a token; write it like data.token or cookie:session")
    return text


def a_pattern(text: str) -> str:
    """Return the text where it is a regular expression that does not fit whatever there is, else raise ValueError."""
    try:
        found = re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from None
    if found.search(""):
        raise ValueError(f"{text!r} fits every page; say what tells this environment from others")
    return text


def a_text(text: str) -> str:
    """Return the text where it is one that a page can show, else raise ValueError."""
    if not text.strip():
        raise ValueError("it is empty; give a text that the pages show")
    return text


Path = Annotated[str, AfterValidator(a_path)]
Text = Annotated[str, AfterValidator(a_text)]


class Paths(Table):
    """Where the target has what the contract has at `/login` and the like."""

    login: Path = Field("/login", description="the sign-in page")
    dashboard: Annotated[str, AfterValidator(a_dashboard)] = Field(
        "/dashboard", description="the signed-in user's page"
    )
    health: Path = Field("/health", description="the health of both origins")
    ready: Path = Field("/ready", description="the API's readiness, where it has one")
    api: Path = Field(API, description="what stands before `/venues`")
    sign_in_api: Annotated[str, AfterValidator(a_path_and_query)] | None = Field(
        None, description="where the API signs in; default: `/auth/login` below `api`"
    )

    def at(self, promised: str) -> str:
        """Return where the target has what the contract has at this path; of the API, all below it too."""
        if promised == SIGN_IN and self.sign_in_api:
            return self.sign_in_api
        if promised == API or promised.startswith(f"{API}/"):
            return f"{self.api.rstrip('/')}{promised.removeprefix(API)}"
        named = {"/login": self.login, "/dashboard": self.dashboard, "/health": self.health, "/ready": self.ready}
        return named.get(promised, promised)

    @property
    def sign_in(self) -> str:
        """Where the API signs in."""
        return self.at(SIGN_IN)

    @property
    def dashboard_is_told(self) -> bool:
        """Whether the dashboard has an address of its own; else it is wherever sign-in has led."""
        return self.dashboard != WHERE_SIGN_IN_LEADS


class SignIn(Table):
    """How one signs in."""

    token: Annotated[str, AfterValidator(a_token)] = Field("data.token", description="where the session's token is")
    code: Text = Field("code", description="the field of the API's sign-in for the code of a second factor")
    fields: Literal["by name", "by meaning"] = Field("by name", description="how the form's fields are found")

    @property
    def cookie(self) -> str:
        """The cookie that holds the session; empty where a token does."""
        return self.token.removeprefix(COOKIE) if self.token.startswith(COOKIE) else ""


class SignedIn(Table):
    """What shows that one is signed in."""

    texts: tuple[Text, ...] = Field(("Venues", "Menus", "Orders"), min_length=1, description="what the pages show")
    sign_out: Text = Field("Sign out", description="what ends the session")


class Resources(Table):
    """What the API has; what it does not have is not covered."""

    venues: bool = True
    menus: bool = True
    orders: bool = True

    @model_validator(mode="before")
    @classmethod
    def _without_venues(cls, told: Any) -> Any:
        if isinstance(told, dict) and str(told.get("venues", "")).lower() in ("false", "0", "no", "off"):
            return {"menus": False, "orders": False} | told
        return told

    @model_validator(mode="after")
    def _below_venues(self) -> Self:
        if below := [name for name in ("menus", "orders") if getattr(self, name) and not self.venues]:
            raise ValueError(f"{' and '.join(below)} cannot be true without venues: they are a venue's")
        return self

    def missing(self, promised: str) -> str:
        """Return the setting by which a path of the API is not there; empty where it is."""
        needed = {"venues", "menus", "orders"} & {*promised.partition("?")[0].split("/")}
        # An order is of a menu, and both are a venue's.
        needed |= {"menus", "venues"} if "orders" in needed else {"venues"} if needed else set()
        lacking = next(
            (name for name in ("venues", "menus", "orders") if name in needed and not getattr(self, name)), ""
        )
        return f"[resources] {lacking} = false" if lacking else ""


class Identity(Table):
    """What in the pages tells this environment from another: the first group of `page`, or all of it, must be `is`."""

    page: Annotated[str, AfterValidator(a_pattern)]
    expected: Annotated[Text, Field(alias="is")]


class Layout(BaseModel):
    """The tables of an environment that say where it has what the contract names."""

    paths: Paths = Field(Paths(), description="where it has the contract's paths")
    sign_in: SignIn = Field(SignIn(), description="how one signs in")
    signed_in: SignedIn = Field(SignedIn(), description="what shows that one is signed in")
    resources: Resources = Field(Resources(), description="what the API has")
    identity: Identity | None = Field(None, description="what in its pages tells it from production")


CONTRACT = Layout()
"""What docs/CONTRACT.md says."""
