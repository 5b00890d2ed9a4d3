"""What is written to the terminal, line by line: wrapped for its width, coloured where there is colour."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final, NoReturn

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from guantong.cli.wrapping import breaks

if TYPE_CHECKING:
    from collections.abc import Callable

WIDEST: Final = 96
"""More columns make a line of Chinese hard to follow: forty characters and what stands before them."""
NARROWEST: Final = 40
CLOSED_PIPE: Final = 141
"""What a shell reports for a command whose reader went away."""

Part = str | tuple[str, str]


class _Terminal(Console):
    def on_broken_pipe(self) -> NoReturn:
        raise BrokenPipeError


class Screen:
    """Writes lines. A part is a text, or a text and its style (`bold`, `dim`, a colour)."""

    def __init__(self) -> None:
        self.console = _Terminal(highlight=False, markup=False, emoji=False)
        self.width = max(NARROWEST, min(self.console.width, WIDEST))

    def line(self, *parts: Part, indent: int = 0, hang: int | None = None) -> None:
        """Write one paragraph; lines after the first begin `hang` columns in, or under its first letter."""
        text = Text()
        for part in parts:
            text.append(part) if isinstance(part, str) else text.append(part[0], part[1])
        rest = indent if hang is None else hang
        pieces = text.divide(breaks(text.plain, self.width - indent, self.width - rest)) if text else [text]
        for number, piece in enumerate(pieces):
            piece.rstrip()
            piece.pad_left(rest if number else indent)
            self._write(piece)

    def labelled(self, label: str, *parts: Part, indent: int, room: int) -> None:
        """Write a paragraph beside a label that takes `room` columns."""
        gap = " " * max(2, room - cell_len(label))
        self.line((label, "dim"), gap, *parts, indent=indent, hang=indent + room)

    def gap(self) -> None:
        """Write an empty line."""
        self._write(Text())

    def _write(self, text: Text) -> None:
        emit(lambda: self.console.print(text, soft_wrap=True))


def write(text: str) -> None:
    """Write a text to standard output as it is, with one line break at its end."""
    emit(lambda: print(text.rstrip("\n")))


def complain(text: str) -> None:
    """Write a text to standard error."""
    print(text, file=sys.stderr)


def emit(action: Callable[[], object]) -> None:
    """Run a writing action; when nobody reads any more, end quietly."""
    try:
        action()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(CLOSED_PIPE) from None
