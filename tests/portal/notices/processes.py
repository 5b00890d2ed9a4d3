"""A portal of its own in real processes: a folder, a database that they all see, and commands run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Portal:
    """What its processes get from the environment."""

    environment: Mapping[str, str]

    def run(self, program: str) -> str:
        """Run Python in a process of its own, Django made ready; what it printed."""
        return self._finished("-c", f"import django; django.setup()\n{program}")

    def manage(self, *arguments: str) -> str:
        """Run a management command; what it printed."""
        return self._finished("-m", "django", *arguments)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin a management command."""
        return subprocess.Popen(
            [sys.executable, "-m", "django", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _finished(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()


def portal(home: Path, settings: str = "tests.settings") -> Portal:
    """Make one: on the kind of database that the tests run on."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "GUANTONG_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    if connection.vendor == "postgresql":
        environment["DATABASE_URL"] = _new_database()
    made = Portal(environment)
    made.manage("migrate", "--verbosity", "0", "--skip-checks")
    return made


def _new_database() -> str:
    import psycopg

    here = connection.get_connection_params()
    name = f"t{uuid4().hex[:12]}"
    with psycopg.connect(
        host=here.get("host"), user=here.get("user"), dbname="postgres", autocommit=True
    ) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql://{here.get('user', '')}@/{name}?host={quote(str(here.get('host', '')), safe='')}"
