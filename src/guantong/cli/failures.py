"""What cannot be done: located problems, told on standard error and, for programs, as JSON on standard output."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import typer

from guantong.cli.screen import complain, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.cases import CaseErrors
    from guantong.wording.language import Language, Wording

BAD_INPUT: Final = 2
"""Exit code for a document or a command that is at fault."""
BAD_PACK: Final = 1
"""Exit code for packs that are at fault."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where, what, and how to mend it."""

    path: str
    message: str
    hint: str = ""

    def text(self, lang: Language) -> str:
        """The problem on one line."""
        place = f"{self.path}: " if self.path else ""
        hint = (f"（{self.hint}）" if lang == "zh" else f" ({self.hint})") if self.hint else ""
        return f"{place}{self.message}{hint}"


class Failure(Exception):  # noqa: N818 - it carries all the problems of an input
    """An input that cannot be used, with everything that is wrong with it, and the exit code it leads to."""

    def __init__(self, *problems: Problem, code: int = BAD_INPUT) -> None:
        super().__init__(problems)
        self.problems = problems
        self.code = code

    def to_dict(self) -> dict[str, object]:
        """The JSON form of the contract."""
        return {"errors": [asdict(problem) for problem in self.problems]}


def from_case(errors: CaseErrors, lang: Language) -> Failure:
    """The failure of a document that is no case."""
    return Failure(*(Problem(e.path, e.message(lang), e.hint(lang)) for e in errors.errors))


def tell(failure: Failure, say: Wording, source: str = "") -> None:
    """Write the problems to standard error, under the name of their source where there is one."""
    if source:
        complain(say("{source}：有 {n} 处错误，没有作出判断。", source=source, n=len(failure.problems)))
    indent = "  " if source else ""
    for problem in failure.problems:
        complain(indent + problem.text(say.lang))


def as_json(data: object) -> str:
    """Data as people and programs read it: indented JSON with Chinese as it is."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def refuse(failure: Failure, say: Wording, *, json_too: bool) -> int:
    """Tell a failure of the whole command and return its exit code."""
    if json_too:
        write(as_json(failure.to_dict()))
    tell(failure, say)
    return failure.code


@contextmanager
def told(say: Wording, *, json_too: bool = False) -> Iterator[None]:
    """End the command with the exit code of a failure that happens inside, after telling it."""
    try:
        yield
    except Failure as failure:
        raise typer.Exit(refuse(failure, say, json_too=json_too)) from None


def unwritable(file: str, error: OSError, say: Wording) -> Problem:
    """A file that cannot be written, and why."""
    return Problem("", say("不能写入 {file}：{reason}", file=file, reason=error.strerror or str(error)))


def unreadable(place: str, file: str, error: OSError, say: Wording) -> Problem:
    """A file that cannot be opened, and why."""
    return Problem(place, say("打不开文件 {file}：{reason}", file=file, reason=error.strerror or str(error)))
