"""The command itself: help, version, wrong use, and the world around it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from guantong import __version__
from guantong.cli.app import app
from tests.cli.conftest import EXAMPLES, Guantong

TURNER = str(EXAMPLES / "01-turner.yaml")
COMMANDS = ("check", "path", "explain", "pack", "screen", "simulate", "template", "population", "schema")


def guantong_process(
    *arguments: str, given: bytes = b"", env: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[bytes]":
    code = "from guantong.cli import main; main()"
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, input=given, env=env, capture_output=True, check=False)


def test_help_names_every_command() -> None:
    result = CliRunner().invoke(app, ["--help"])

    assert result.exit_code == 0
    assert all(command in result.output for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_both_languages(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])

    assert result.exit_code == 0
    assert " / " in result.output


def test_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"guantong {__version__}\n"


def test_without_a_command_there_is_help(guantong: Guantong) -> None:
    result = guantong()

    assert result.code == 2
    assert "check" in result.out


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["chek"], "没有 chek 这个命令", "there is no command chek"),
        (["check", "--jso"], "没有 --jso 这个选项", "there is no option --jso"),
        (["check"], "缺少 FILE…", "FILE… is missing"),
        (["check", TURNER, "--as-of"], "--as-of", "--as-of"),
    ],
)
def test_wrong_use_is_told_in_the_language_asked(
    arguments: list[str], zh: str, en: str, guantong: Guantong
) -> None:
    assert guantong(*arguments).code == 2
    assert zh in guantong(*arguments).err
    assert en in guantong(*arguments, "--lang", "en").err


def test_a_language_that_we_do_not_speak(guantong: Guantong) -> None:
    result = guantong("check", TURNER, "--lang", "fr")

    assert result.code == 2
    assert "--lang" in result.err


def test_wrong_use_with_json_is_json(guantong: Guantong) -> None:
    result = guantong("check", "--json", "--nonsense")

    assert result.code == 2
    assert result.json["errors"][0]["message"] == "没有 --nonsense 这个选项"


def test_the_schema_is_a_json_schema(guantong: Guantong) -> None:
    schema = guantong("schema").json

    assert schema["type"] == "object"
    assert "certificates" in schema["properties"]


def test_as_a_process_it_reads_standard_input_and_writes_utf8() -> None:
    case = Path(TURNER).read_bytes()

    result = guantong_process("check", "-", "--json", given=case)

    assert result.returncode == 0
    assert json.loads(result.stdout)["decisions"]
    assert result.stderr == b""


def test_a_terminal_with_another_encoding_gets_what_it_can_show() -> None:
    result = guantong_process("check", TURNER, env={"PYTHONIOENCODING": "ascii", "PATH": ""})

    assert result.returncode == 0
    assert b"2.2.1.1c" in result.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = [
        sys.executable,
        "-c",
        "from guantong.cli import main; main()",
        "pack",
        "show",
        "cn-gx/rs-2021-12",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        code = process.wait()

    assert (code, said) == (141, b"")


def test_what_is_not_needed_is_not_imported() -> None:
    heavy = "{'rich', 'babel', 'ruamel', 'docx', 'z3'}"
    code = f"import sys; from guantong.cli.app import run; run(['--version']); print(*{heavy} & {{m.partition('.')[0] for m in sys.modules}}, 'guantong.policy' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said.splitlines()[-1] == "False"
