"""A real PostgreSQL server for tests: its own cluster in a temporary folder, reached by a socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from uuid import uuid4

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDERS: Final = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/bin"))
_SERVER_USERS: Final = ("postgres", "nobody")
_SETTINGS: Final = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "120",
}


@dataclass(frozen=True)
class Server:
    """A running server; `url` leads to one of its databases."""

    socket: Path

    def url(self, database: str = "postgres", user: str = "tester") -> str:
        """The connection string of a database."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket), safe='')}"

    def database(self) -> str:
        """A new, empty database: its connection string."""
        name = f"t{uuid4().hex[:12]}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)


def programs() -> Path | None:
    """The folder of the programs of the server; None where it is not installed."""
    return next((folder for folder in _FOLDERS if (folder / "initdb").exists()), None)


@contextmanager
def running() -> Iterator[Server]:
    """A server that lives as long as the block. It refuses to run as root, so then it runs as somebody else."""
    found = programs()
    if found is None:
        raise FileNotFoundError("initdb")
    # Not below the folder of the test: the path of a socket is limited to about a hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="gt-pg-", dir="/tmp"))
    user = _server_user(folder)
    data = folder / "data"
    try:
        _run(
            user,
            found / "initdb",
            "-D",
            data,
            "-U",
            "tester",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        options = " ".join(f"-c {key}={value or chr(39) * 2}" for key, value in _SETTINGS.items())
        started = ("-D", data, "-w", "-l", folder / "log", "-o", f"-k {folder} {options}")
        _run(user, found / "pg_ctl", *started, "start")
        try:
            yield Server(folder)
        finally:
            _run(user, found / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_user(folder: Path) -> str | None:
    if os.getuid() != 0:
        return None
    for name in _SERVER_USERS:
        try:
            shutil.chown(folder, name)
        except LookupError:
            continue
        return name
    raise LookupError("no user to run the server as")


def _run(user: str | None, *command: str | Path) -> None:
    done = subprocess.run(
        [*map(str, command)],
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
