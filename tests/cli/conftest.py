"""One way to run the command line in a test: its exit code and what it wrote."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from guantong.cli.app import run

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Result:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


Guantong = Callable[..., Result]


@pytest.fixture
def guantong(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Guantong:
    """Run a command on a terminal of 80 columns without colour; `typed` is standard input."""

    def call(*arguments: str | Path, typed: str = "", columns: int = 80) -> Result:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(typed.encode())))
        monkeypatch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
        monkeypatch.setattr("sys.stderr.reconfigure", lambda **_: None, raising=False)
        code = run(list(map(str, arguments)))
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    return call
