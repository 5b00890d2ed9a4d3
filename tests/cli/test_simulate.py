"""`guantong simulate`: what it says, what it writes, and what it refuses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from guantong.catalogue.reading import PACKS
from guantong.policy import load_policy
from guantong.population import generate
from tests.screening.equality import untraced

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Guantong


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    file = tmp_path / "overlay.yaml"
    file.write_text("parameters: {years_technician: 0}\n", "utf-8")
    return file


def test_a_changed_number(overlay: Path, tmp_path: Path, guantong: Guantong) -> None:
    generate(60, 4, tmp_path / "register", as_of=date(2026, 11, 1), threads=1)
    out, kept = tmp_path / "out", tmp_path / "kept"
    with untraced():
        result = guantong(
            "simulate", overlay, "--on", tmp_path / "register", "-o", out, "--as-of", "2026-11-01",
            "--engine", "evaluate", "--keep", kept, "--lang", "en",
        )  # fmt: skip

    assert (result.code, result.err) == (0, "")
    for text in (
        "Years of work after technician: 3 → 0",
        "a better verdict: ",
        "The new version cn-gx/rs-2021-12 1.1.0",
    ):
        assert text in result.out
    assert (out / "summary.html").is_file()
    assert load_policy(kept).packs["cn-gx/rs-2021-12"].parameters["years_technician"].parameter.value == 0


def test_a_change_is_kept_without_a_register(overlay: Path, tmp_path: Path, guantong: Guantong) -> None:
    result = guantong("simulate", overlay, "--keep", tmp_path / "kept", "--lang", "en")

    assert (result.code, result.err) == (0, "")
    assert "cn-gx/rs-2021-12 1.1.0" in result.out
    again = guantong("simulate", overlay, "--keep", tmp_path / "kept", "--lang", "en")
    assert (again.code, again.out) == (2, "")
    assert "is there already" in again.err


def test_an_unknown_parameter_is_refused_with_the_nearest(tmp_path: Path, guantong: Guantong) -> None:
    file = tmp_path / "overlay.yaml"
    file.write_text("parameters: {years_techncian: 2, years_senior_worker: two}\n", "utf-8")

    result = guantong("simulate", file, "--on", tmp_path, "-o", tmp_path / "out")

    assert (result.code, result.out) == (2, "")
    assert "did you mean years_technician" in result.err
    assert "'two' is no whole number of years" in result.err
    assert not (tmp_path / "out").exists()


def test_the_packs_as_they_are_change_nothing(tmp_path: Path, guantong: Guantong) -> None:
    result = guantong("simulate", "--packs", PACKS, "--on", tmp_path, "-o", tmp_path / "out", "--lang", "en")

    assert (result.code, result.out) == (2, "")
    assert "nothing to compare" in result.err


def test_a_command_that_says_too_little(tmp_path: Path, guantong: Guantong) -> None:
    result = guantong("simulate", "--on", tmp_path, "--keep", tmp_path / "kept", "--lang", "en")

    assert result.code == 2
    assert [line.split(":")[0] for line in result.err.splitlines()] == ["OVERLAY", "--keep", "--on, -o"]
    assert guantong("simulate", tmp_path / "none.yaml", "--keep", tmp_path / "kept").code == 2
    assert (
        guantong("simulate", "--packs", tmp_path / "none", "--on", tmp_path, "-o", tmp_path / "o").code == 2
    )
