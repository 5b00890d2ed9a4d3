"""The project's own promises: what is locked, what the two commands are, how long a file may be."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import guantong

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
WRITTEN_OUT = "migrations"
"""What a command writes out of the models, as long as they are."""
SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if path.parent.name != WRITTEN_OUT)

ADDRESS = re.compile(r"\b\w+://([^/\s\"'<>)]*)")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==\S+(?: ; [^\\]+)? \\$")
LONGEST_FILE = 450


def pins(lock: Path) -> Iterator[str]:
    """The names that a lock file pins, each with at least one hash below it."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith((" ", "#")):
            continue
        pin = PIN.match(line)
        assert pin, f"{lock.name}: not a pinned requirement: {line}"
        assert following.startswith("    --hash=sha256:"), f"{lock.name}: no hash for {pin['name']}"
        yield pin["name"]


@pytest.mark.parametrize("path", [*LOCKS, ROOT / "pyproject.toml"], ids=lambda path: path.name)
def test_no_lock_names_an_address(path: Path) -> None:
    hosts = ADDRESS.findall(path.read_text(encoding="utf-8"))

    assert hosts == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_is_pinned_with_a_hash(lock: Path) -> None:
    assert list(pins(lock))


def test_the_run_lock_holds_every_declared_dependency() -> None:
    declared = {re.split(r"[<>=!~\[; ]", name)[0] for name in PROJECT["project"]["dependencies"]}
    locked = set(pins(ROOT / "requirements/run.txt"))

    assert {name.replace(".", "-") for name in declared} <= locked


def test_what_a_person_installs_has_no_test_tool_in_it() -> None:
    locked = set(pins(ROOT / "requirements/run.txt"))

    assert locked.isdisjoint({"coverage", "hypothesis", "mypy", "pytest", "ruff"})


def test_the_package_and_the_project_have_one_version() -> None:
    assert guantong.__version__ == PROJECT["project"]["version"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_no_package_hides_behind_a_name_that_says_nothing() -> None:
    empty_words = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}

    assert [path for path in SOURCES if path.stem in empty_words or path.parent.name in empty_words] == []


@pytest.mark.parametrize("path", [".ci/run", "scripts/lock.sh"])
def test_scripts_can_be_started(path: str) -> None:
    assert os.access(ROOT / path, os.X_OK)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("command", ["make run", "make test"])
def test_both_readmes_give_the_two_commands(readme: str, command: str) -> None:
    assert command in (ROOT / readme).read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_file_a_readme_links_to_exists(readme: str) -> None:
    links = re.findall(r"\]\((?!#|\w+:)([^)#]+)", (ROOT / readme).read_text(encoding="utf-8"))

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
