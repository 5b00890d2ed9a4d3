"""`guantong population`: a register of people who do not exist."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from guantong.cli.app import app
from tests.cli.conftest import Guantong


def test_a_register_is_written_and_said_to_be_invented(tmp_path: Path, guantong: Guantong) -> None:
    result = guantong("population", "--persons", "12", "--seed", "3", "-o", tmp_path / "r")

    assert (result.code, result.err) == (0, "")
    assert "没有任何真实的人" in result.out
    assert (tmp_path / "r" / "person" / "part-0000.parquet").is_file()
    assert "--persons 12 --seed 3" in (tmp_path / "r" / "README.md").read_text("utf-8")


def test_damage_and_day_are_taken(tmp_path: Path, guantong: Guantong) -> None:
    arguments = ("--persons", "12", "--dirty", "1", "--as-of", "2025-03-01", "--lang", "en")

    result = guantong("population", *arguments, "-o", tmp_path / "r")

    assert "nobody in it exists" in result.out
    assert (tmp_path / "r" / "damage.csv").is_file()
    assert "--as-of 2025-03-01 --dirty 1" in (tmp_path / "r" / "README.md").read_text("utf-8")


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path, guantong: Guantong) -> None:
    arguments = ("--persons", "0", "--dirty", "2", "--as-of", "2024-13-01", "-o", tmp_path / "r")

    result = guantong("population", *arguments)

    assert result.code == 2
    assert [line.split(":")[0] for line in result.err.splitlines()] == ["--persons", "--dirty", "--as-of"]
    assert not (tmp_path / "r").exists()


def test_a_day_that_no_register_has(tmp_path: Path, guantong: Guantong) -> None:
    result = guantong("population", "--persons", "1", "--as-of", "1950-01-01", "-o", tmp_path, "--lang", "en")

    assert result.code == 2
    assert "between 2000 and 2100" in result.err


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, guantong: Guantong) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    result = guantong("population", "--persons", "1", "-o", tmp_path)

    assert result.code == 2
    assert "不是空目录" in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_made(tmp_path: Path, guantong: Guantong) -> None:
    (tmp_path / "file").write_text("")

    result = guantong("population", "--persons", "1", "-o", tmp_path / "file" / "r")

    assert result.code == 2
    assert "不能写入" in result.err


def test_help_is_in_both_languages() -> None:
    result = CliRunner().invoke(app, ["population", "--help"])

    assert result.exit_code == 0
    assert " / " in result.output


def test_progress_is_told_on_a_terminal(
    tmp_path: Path, guantong: Guantong, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    result = guantong("population", "--persons", "5", "-o", tmp_path / "r", "--lang", "en")

    assert "5 of 5 persons" in result.err
