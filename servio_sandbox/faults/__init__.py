"""Defects that the sandbox can be told to have. Each lives here alone; the healthy code knows of none."""

from servio_sandbox.faults import (
    cors,
    entries,
    errors,
    headers,
    health,
    journeys,
    leaks,
    lists,
    money,
    pages,
    screens,
    sessions,
    situations,
    speed,
    transport,
)
from servio_sandbox.faults.registry import Fault, every_fault, find_fault

__all__ = [
    "Fault",
    "cors",
    "entries",
    "errors",
    "every_fault",
    "find_fault",
    "headers",
    "health",
    "journeys",
    "leaks",
    "lists",
    "money",
    "pages",
    "screens",
    "sessions",
    "situations",
    "speed",
    "transport",
]
