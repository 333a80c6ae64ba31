"""A database to clean, and the command that does it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from selftest.support.postgres import Postgres
from selftest.support.processes import ROOT
from servio_verify.cli.main import main

LINES = (
    "CREATE TABLE venues (id serial PRIMARY KEY, name text)",
    "CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), venue int REFERENCES venues,"
    " total numeric DEFAULT 1, created_at {type} NOT NULL)",
    "CREATE TABLE order_lines (id bigserial PRIMARY KEY, order_id uuid NOT NULL REFERENCES orders, dish text)",
    "CREATE INDEX ON orders (created_at)",
    "CREATE INDEX ON order_lines (order_id)",
)
"""Orders as most have them. `{type}` is that of the time."""

FILL = (
    "INSERT INTO orders (created_at) SELECT now() - interval '1 day' * g FROM generate_series(0.5, 29.5) g",
    "INSERT INTO order_lines (order_id, dish) SELECT id, 'Soup' FROM orders, generate_series(1, 2)",
)
"""Thirty orders, one a day, each of two lines: 23 are older than 7 days."""

ORPHANS = "SELECT count(*) FROM order_lines l LEFT JOIN orders o ON o.id = l.order_id WHERE o.id IS NULL"


class Said(NamedTuple):
    """What the command said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Cleaning:
    """One database of a server, owned by `servio`."""

    server: Postgres
    name: str
    said: Callable[[], Any]

    @property
    def url(self) -> str:
        return self.server.url(self.name)

    def run(self, *statements: str) -> None:
        """Run statements as its owner."""
        with self.connection() as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def connection(self) -> psycopg.Connection:
        return psycopg.connect(self.url, autocommit=True)

    def value(self, sql: str) -> Any:
        with self.connection() as connection:
            row = connection.execute(sql.encode()).fetchone()
        return row[0] if row else None

    def clean(self, *more: str, older_than: str = "7d", url: str = "") -> Said:
        """Clean it up."""
        arguments = ["data", "clean", "--older-than", older_than, *more]
        try:
            code = main(arguments if "--env" in more else [*arguments, "--url", url or self.url])
        except SystemExit as ended:
            code = int(str(ended.code))
        out, err = self.said()
        return Said(code, out, err)

    def start(self, *more: str) -> subprocess.Popen[str]:
        """Start a clean-up as a process of its own."""
        command = [sys.executable, "-m", "servio_verify.cli", "data", "clean", "--older-than", "7d", "--url", self.url]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            [*command, *more], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def record(self) -> dict[str, Any]:
        """Return what was kept of the last clean-up."""
        (path,) = Path(os.environ["SERVIO_STATE"], "clean-up").glob("*.json")
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found


def make_role(server: Postgres) -> None:
    server.role("servio")


def alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder, with a state of its own."""
    (folder / "environments").mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SERVIO_STATE", str(folder / "state"))
    monkeypatch.delenv("SERVIO_ENV", raising=False)
