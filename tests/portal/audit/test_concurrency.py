"""Fifty writers at once, in two processes, leave chains that are whole; on both databases, with their triggers on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.portal.audit.writers import KEPT, WRITERS
from tests.postgres import running

if TYPE_CHECKING:
    from collections.abc import Iterator

PROCESSES = 2


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation of its own, with its tables made."""
    clean = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    found = clean | {"GUANTONG_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "guantong.portal.settings"}
    if request.param == "sqlite":
        _done([sys.executable, "-m", "django", "migrate", "-v", "0"], found)
        yield found
    else:
        with running() as server:
            found["DATABASE_URL"] = server.url()
            _done([sys.executable, "-m", "django", "migrate", "-v", "0"], found)
            yield found


def test_fifty_writers_leave_whole_chains(environment: dict[str, str]) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.portal.audit.writers", str(seed)],
            env=environment,
            stderr=subprocess.PIPE,
        )
        for seed in range(PROCESSES)
    ]
    errors = [writer.communicate()[1].decode() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * PROCESSES, errors
    report = json.loads(
        _done([str(Path(sys.executable).parent / "guantong"), "audit", "verify", "--json"], environment)
    )
    assert report == {
        "whole": True,
        "tied": PROCESSES * WRITERS * KEPT,
        "subjects": 4,
        "untied": 0,
        "sealed_to": 0,
        "findings": [],
    }


def _done(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
