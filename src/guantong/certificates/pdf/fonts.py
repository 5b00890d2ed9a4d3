"""The typefaces of a certificate: where their files are, which characters they have, and the outlines of these.

Noto Serif SC comes with a Python package. HanaMinB, which has the rare characters of CJK extensions B to F,
is a package of the operating system; without it only those characters are missing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

import pylopdf_fonts_zh_cn as noto
import uharfbuzz

SETTING: Final = "GUANTONG_FONTS"
"""The environment variable that names a folder in which HanaMinB.ttf is looked for first."""

RARE_FILE: Final = "HanaMinB.ttf"
RARE_PACKAGE: Final = "fonts-hanazono"
RARE_FOLDERS: Final = (
    Path("/usr/share/fonts/truetype/hanazono"),
    Path("/usr/share/fonts/hanazono"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
)

Command: TypeAlias = tuple[Literal["M", "L", "Q", "C", "Z"], tuple[float, ...]]
"""A piece of an outline as SVG names it, in ems, with y upwards."""


@dataclass(frozen=True)
class Typeface:
    """A font file, known to the typesetter under its family name."""

    family: str
    path: Path

    @cached_property
    def face(self) -> uharfbuzz.Face:
        """The opened file. It is mapped into memory, not read."""
        return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(self.path))

    @cached_property
    def _font(self) -> uharfbuzz.Font:
        return uharfbuzz.Font(self.face)

    def glyph(self, character: str) -> int | None:
        """The number of the glyph for a character; None where the font lacks it."""
        glyph: int | None = self._font.get_nominal_glyph(ord(character))
        return glyph

    def advance(self, character: str) -> float:
        """How far the next character stands, in ems."""
        advance: int = self._font.get_glyph_h_advance(self._known(character))
        em: int = self.face.upem
        return advance / em

    def outline(self, character: str) -> tuple[Command, ...]:
        """The outline of a character. Raises KeyError where the font lacks it."""
        return _outline(self, self._known(character))

    def _known(self, character: str) -> int:
        glyph = self.glyph(character)
        if glyph is None:
            raise KeyError(character)
        return glyph


@lru_cache(maxsize=4096)
def _outline(typeface: Typeface, glyph: int) -> tuple[Command, ...]:
    commands: list[Command] = []
    size = typeface.face.upem

    def add(letter: Literal["M", "L", "Q", "C", "Z"], *values: float) -> None:
        commands.append((letter, tuple(value / size for value in values)))

    pen = uharfbuzz.DrawFuncs()
    pen.set_move_to_func(lambda x, y, _: add("M", x, y))
    pen.set_line_to_func(lambda x, y, _: add("L", x, y))
    pen.set_quadratic_to_func(lambda *values: add("Q", *values[:4]))
    pen.set_cubic_to_func(lambda *values: add("C", *values[:6]))
    pen.set_close_path_func(lambda _: add("Z"))
    typeface._font.draw_glyph(glyph, pen)
    return tuple(commands)


SERIF: Final = Typeface("Noto Serif SC", noto.serif_path())


@cache
def rare() -> Typeface | None:
    """HanaMinB, where it is installed."""
    named = os.environ.get(SETTING)
    folders = (Path(named), *RARE_FOLDERS) if named else RARE_FOLDERS
    for folder in folders:
        path = folder.expanduser() / RARE_FILE
        if path.is_file():
            return Typeface("HanaMinB", path)
    return None


def typefaces() -> tuple[Typeface, ...]:
    """Those that the words of a certificate are set in, in the order in which they are asked for a character."""
    fallback = rare()
    return (SERIF, fallback) if fallback else (SERIF,)


def typeface_for(character: str) -> Typeface | None:
    """The first typeface that has a character."""
    return next((typeface for typeface in typefaces() if typeface.glyph(character) is not None), None)
