"""What an installation is told by its environment, and when it refuses to start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from guantong.portal.environment import DEMO_SECRET, database_from, read_environment

GOOD = {
    "GUANTONG_MODE": "production",
    "GUANTONG_SECRET": "s" * 50,
    "GUANTONG_HOSTS": "guantong.example",
    "GUANTONG_IDENTITY_KEYS": "A" * 43 + "=",
    "GUANTONG_IDENTITY_HASH_KEY": "h" * 32,
}


def test_the_demonstration_needs_nothing() -> None:
    found = read_environment({})

    assert found.demo
    assert not found.https
    assert found.hosts == ("127.0.0.1", "localhost")
    assert found.address == "http://127.0.0.1:8000"
    assert read_environment({"GUANTONG_PORT": "8765"}).address == "http://127.0.0.1:8765"


def test_production_is_secured_and_keeps_its_own_names() -> None:
    found = read_environment({**GOOD, "GUANTONG_HOSTS": "a.example,b.example"})

    assert not found.demo
    assert found.https
    assert found.hosts == ("a.example", "b.example")
    assert found.address == "https://a.example", "people come to the proxy, whatever the port behind it"


@pytest.mark.parametrize("secret", [None, "", DEMO_SECRET, "short"])
def test_outside_the_demonstration_a_default_secret_is_refused(secret: str | None) -> None:
    given = {key: value for key, value in GOOD.items() if key != "GUANTONG_SECRET"}

    with pytest.raises(ImproperlyConfigured, match="GUANTONG_SECRET"):
        read_environment(given if secret is None else {**given, "GUANTONG_SECRET": secret})


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        read_environment({"GUANTONG_MODE": "production", "DATABASE_URL": "mysql://somewhere/db"})
    with pytest.raises(ImproperlyConfigured, match="GUANTONG_PORT=http"):
        read_environment({"GUANTONG_PORT": "http"})

    assert all(word in str(told.value) for word in ("GUANTONG_SECRET", "GUANTONG_HOSTS", "DATABASE_URL"))


def test_a_database_is_named_by_its_address() -> None:
    found = database_from("postgresql://me:p%40ss@db.example:5433/guan?sslmode=require", Path("/x"))

    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["NAME"], found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        ("guan", "me", "p@ss", "db.example", "5433")
    )
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_can_be_the_host() -> None:
    assert database_from("postgresql://me@/guan?host=%2Frun%2Fpg", Path("/x"))["HOST"] == "/run/pg"


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://host/", "nonsense"])
def test_an_address_that_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql"):
        database_from(url, Path("/x"))


def _check(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "guantong.portal.settings",
            "GUANTONG_HOME": str(tmp_path),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_production_settings_pass_the_check_for_deployment(tmp_path: Path) -> None:
    found = _check(tmp_path, **{**GOOD, "GUANTONG_SECRET": "aB3-xYz9" * 10})

    assert found.returncode == 0, found.stderr


def test_the_portal_does_not_start_with_a_default_secret_outside_the_demonstration(tmp_path: Path) -> None:
    found = _check(tmp_path, **{**GOOD, "GUANTONG_SECRET": DEMO_SECRET})

    assert found.returncode != 0
    assert "GUANTONG_SECRET" in found.stderr
