"""Registers that several tests read; made once."""

from datetime import date
from pathlib import Path

import pytest

from guantong.population import generate

DAY = date(2026, 6, 1)
PERSONS = 4000
SEED = 7
DIRT = 0.05


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register without damage."""
    folder = tmp_path_factory.mktemp("population") / "clean"
    generate(PERSONS, SEED, folder, as_of=DAY)
    return folder


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same people, damaged."""
    folder = tmp_path_factory.mktemp("population") / "dirty"
    generate(PERSONS, SEED, folder, dirty=DIRT, as_of=DAY)
    return folder
