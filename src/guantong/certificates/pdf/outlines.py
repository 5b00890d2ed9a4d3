"""Text as outlines in SVG: what is drawn, like a seal, and must not be read or copied as words of the certificate."""

from __future__ import annotations

from functools import lru_cache
from math import cos, sin
from typing import TYPE_CHECKING, Final

from guantong.certificates.pdf import characters, fonts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.certificates.pdf.fonts import Command

UNITS: Final = 100
"""Of the drawing to a millimetre, so that its numbers are whole."""


def across(text: str, size: float, base: float) -> Iterator[str]:
    """Paths of a text on a straight line, its middle at 0, its foot ``base`` above 0; millimetres."""
    pitch = size * 1.12
    for place, character in enumerate(text):
        left = (place - len(text) / 2) * pitch + (pitch - size) / 2
        yield path(_moved(outline(character), size, left, base))


def around(text: str, size: float, reach: float, *, step: float, span: float) -> Iterator[str]:
    """Paths of a text along a circle, symmetrical to its top, the heads of the characters at ``reach``; millimetres.

    Characters stand ``step`` apart, in radians; where that would take more than ``span``, nearer and narrower.
    """
    step = min(step, span / max(len(text) - 1, 1))
    narrow = min(1.0, step * (reach - size * 0.55) / (size * 1.02))
    for place, character in enumerate(text):
        turn = (place - (len(text) - 1) / 2) * step
        yield path(_turned(outline(character), size, narrow, turn, reach - size * 0.88))


def outline(character: str) -> tuple[Command, ...]:
    """The outline in the first typeface that has the character. Raises MissingCharactersError where none has."""
    typeface = fonts.typeface_for(character)
    if typeface is None:
        raise characters.MissingCharactersError((characters.MissingCharacter("", character),))
    return typeface.outline(character)


def path(commands: Iterator[Command]) -> str:
    """Commands as the data of an SVG path, where y goes downwards."""
    return "".join(
        letter + " ".join(str(round((-v if odd % 2 else v) * UNITS)) for odd, v in enumerate(values))
        for letter, values in commands
    )


@lru_cache(maxsize=8)
def banner(text: str, colour: str) -> str:
    """A line of text as an SVG picture, to be laid across a sheet."""
    size = 20.0
    width = len(text) * size * 1.12 * UNITS
    return (
        '<svg xmlns="http://www.w3.org/2000/svg"'
        f' viewBox="{-width / 2:g} {-size * UNITS:g} {width:g} {size * 1.3 * UNITS:g}">'
        f'<path fill="{colour}" d="{"".join(across(text, size, 0))}"/></svg>'
    )


def _moved(commands: tuple[Command, ...], size: float, left: float, base: float) -> Iterator[Command]:
    for letter, values in commands:
        yield letter, tuple(v * size + (base if odd % 2 else left) for odd, v in enumerate(values))


def _turned(
    commands: tuple[Command, ...], size: float, narrow: float, turn: float, foot: float
) -> Iterator[Command]:
    for letter, values in commands:
        turned: list[float] = []
        for x, y in zip(values[::2], values[1::2], strict=True):
            right, up = (x - 0.5) * size * narrow, y * size + foot
            turned += (right * cos(turn) + up * sin(turn), up * cos(turn) - right * sin(turn))
        yield letter, tuple(turned)
