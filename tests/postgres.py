"""On PostgreSQL: a database that has every migration, made once in a run, and the workers' copies of it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.processes import Installation

_URL = urlsplit(os.environ.get("DATABASE_URL", ""))
_OWN = f"test_{_URL.path[1:]}"
"""How Django names a database of tests; workers add their own name."""

TEMPLATE = f"{_OWN}_template"


def make_template(folder: Path) -> None:
    """The database `TEMPLATE`, in which nobody is when this returns: so that it can be copied."""
    drop(TEMPLATE)  # what a killed run of this name has left
    with _server() as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    Installation(folder, DATABASE_URL=_address(TEMPLATE)).manage("migrate", "--verbosity", "0")


def drop(name: str, verbosity: int = 0) -> None:
    """In place of Django's own, which waits in vain for whoever is still in it."""
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def drop_all() -> None:
    """Whatever this run has made and left; another run's databases have other names."""
    with _server() as server:
        names = server.execute(
            "SELECT datname FROM pg_database WHERE datname ~ %s", [rf"^{re.escape(_OWN)}(_template|_gw\d+)?$"]
        ).fetchall()
    for (name,) in names:
        drop(name)


def _address(name: str) -> str:
    return _URL._replace(path=f"/{name}").geturl()


def _server() -> psycopg.Connection[tuple[str, ...]]:
    return psycopg.connect(_address("postgres"), autocommit=True)
