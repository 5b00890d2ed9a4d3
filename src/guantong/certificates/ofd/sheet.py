"""A page of OFD as it is filled: text, outlines and pictures at their places, in millimetres from the upper left."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from math import ceil
from typing import TYPE_CHECKING, Final

from guantong.certificates.pdf import fonts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.certificates.pdf.fonts import Command

FONT_ID: Final = 3
PHOTO_ID: Final = 4
FIRST_ID: Final = 100
"""Objects of a page are numbered from here; resources below."""

NAMESPACE: Final = "http://www.ofdspec.org/2016"

_LAST_PLANE: Final = 0xFFFF
_NEVER_FIRST: Final = "，。、；：？！）〕》”’·"


class Sheet:
    """Objects of one page, in the order in which they are drawn."""

    def __init__(self, first_id: int = FIRST_ID) -> None:
        self._next = first_id
        self._objects: list[str] = []
        self.characters: set[str] = set()
        """Those that are set in the embedded font."""

    @property
    def last_id(self) -> int:
        """The number of the newest object."""
        return self._next - 1

    @property
    def content(self) -> str:
        """The objects as XML."""
        return "".join(self._objects)

    def text(
        self, x: float, base: float, text: str, size: float, colour: str, *, spread: float = 1.0
    ) -> None:
        """One line of text from ``x`` on the line ``base``. ``spread`` sets the characters further apart.

        A rare character is drawn as an outline: readers take text in units of 16 bits and show a box instead.
        """
        run, start = "", x
        for character in text:
            if not is_rare(character):
                run += character
            else:
                self._run(start, base, run, size, colour, spread)
                start += width(run, size, spread)
                self.outline(start, base, character, size, colour)
                start += size * spread
                run = ""
        self._run(start, base, run, size, colour, spread)

    def outline(self, x: float, base: float, character: str, size: float, colour: str) -> None:
        """One character as an outline, its left foot at the place."""
        typeface = fonts.typeface_for(character)
        if typeface is None:
            raise KeyError(character)
        data = path_of(typeface.outline(character), size, size * 0.5, size * 1.5)
        self.path(data, (x - size * 0.5, base - size * 1.5, size * 2, size * 2.5), fill=colour)

    def path(
        self,
        data: str,
        box: tuple[float, float, float, float],
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 0.1,
        transform: str = "",
    ) -> None:
        """A figure: its data count from the upper left of its box, the box is (x, y, across, down)."""
        colours = f'<ofd:FillColor Value="{fill}"/>' if fill else ""
        colours += f'<ofd:StrokeColor Value="{stroke}"/>' if stroke else ""
        self._objects.append(
            f'<ofd:PathObject ID="{self._id()}" Boundary="{_numbers(box)}" LineWidth="{width:g}"'
            f' Stroke="{str(bool(stroke)).lower()}" Fill="{str(bool(fill)).lower()}"'
            + (f' CTM="{transform}"' if transform else "")
            + f">{colours}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def line(self, x: float, y: float, length: float, colour: str, width: float) -> None:
        """A horizontal rule."""
        self.path(f"M 0 0 L {length:g} 0", (x, y, length, width), stroke=colour, width=width)

    def picture(self, box: tuple[float, float, float, float], resource: int) -> None:
        """A picture of the resources, filling its box."""
        self._objects.append(
            f'<ofd:ImageObject ID="{self._id()}" Boundary="{_numbers(box)}" ResourceID="{resource}"'
            f' CTM="{box[2]:g} 0 0 {box[3]:g} 0 0"/>'
        )

    def _run(self, x: float, base: float, run: str, size: float, colour: str, spread: float) -> None:
        if not run:
            return
        self.characters.update(run)
        advances = [advance(character) * size * spread for character in run]
        deltas = " ".join(f"{value:.3f}" for value in advances[:-1])
        box = (x, base - size, sum(advances), size * 1.3)
        self._objects.append(
            f'<ofd:TextObject ID="{self._id()}" Boundary="{_numbers(box)}" Font="{FONT_ID}" Size="{size:.3f}">'
            f'<ofd:FillColor Value="{colour}"/><ofd:TextCode X="0" Y="{size:.3f}"'
            + (f' DeltaX="{deltas}"' if deltas else "")
            + f">{escape(run, quote=False)}</ofd:TextCode></ofd:TextObject>"
        )

    def _id(self) -> int:
        self._next += 1
        return self._next - 1


def is_rare(character: str) -> bool:
    """Whether a character is drawn as an outline."""
    return ord(character) > _LAST_PLANE or fonts.SERIF.glyph(character) is None


@lru_cache(maxsize=8192)
def advance(character: str) -> float:
    """How far the next character stands, in ems."""
    return 1.0 if is_rare(character) else fonts.SERIF.advance(character)


def width(text: str, size: float, spread: float = 1.0) -> float:
    """How wide a line is."""
    return sum(map(advance, text)) * size * spread


def broken(text: str, size: float, least: float, space: float) -> tuple[float, list[str]]:
    """The size of a text and its lines: smaller where that makes it fit on one, otherwise lines of about one length."""
    whole = width(text, size)
    size = max(least, min(size, size * space / whole * 0.995)) if whole else size
    count = ceil(width(text, size) / space)
    if count <= 1:
        return size, [text]
    goal = min(space, width(text, size) / count + size * 1.2)
    lines = [""]
    for character in text:
        if width(lines[-1] + character, size) > goal and character not in _NEVER_FIRST:
            lines.append("")
        lines[-1] += character
    return size, lines


def path_of(commands: Iterable[Command], size: float, left: float, base: float) -> str:
    """An outline as the abbreviated data of OFD, where y goes downwards."""
    letters = {"M": "M", "L": "L", "Q": "Q", "C": "B", "Z": "C"}
    return " ".join(
        " ".join(
            (
                letters[letter],
                *(f"{base - v * size if odd % 2 else left + v * size:.3f}" for odd, v in enumerate(values)),
            )
        )
        for letter, values in commands
    )


def _numbers(values: Iterable[float]) -> str:
    return " ".join(f"{value:.3f}" for value in values)
