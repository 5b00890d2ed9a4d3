"""The engraved ground, which the PDF has too, as a page of OFD that lies under every certificate."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from guantong.certificates import lines
from guantong.certificates.ofd.sheet import NAMESPACE, Sheet, path_of
from guantong.certificates.pdf import guilloche, outlines

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLD: Final = "184 150 90"
PALE_GOLD: Final = "243 232 208"
RED: Final = "163 40 42"
PALE_RED: Final = "251 225 222"
WHITE: Final = "255 255 255"

_FIRST_ID: Final = 10
_SHEET: Final = (0.0, 0.0, guilloche.WIDTH, guilloche.HEIGHT)
_NUMBER: Final = re.compile(r"-?\d+")


@cache
def ground(demonstration: bool) -> bytes:
    """The page, made once a process."""
    sheet = Sheet(_FIRST_ID)
    for path in guilloche.ground():
        sheet.path(_absolute(path), _SHEET, stroke=PALE_GOLD, width=0.2)
    for path in guilloche.border():
        sheet.path(_absolute(path), _SHEET, stroke=GOLD, width=0.13)
    for inset, colour, thickness in guilloche.FRAMES:
        across, down = guilloche.WIDTH - 2 * inset, guilloche.HEIGHT - 2 * inset
        data = f"M 0 0 L {across:g} 0 L {across:g} {down:g} L 0 {down:g} C"
        sheet.path(data, (inset, inset, across, down), stroke=_colour(colour), width=thickness)
    for x, y in guilloche.CORNERS:
        r = guilloche.CORNER
        disc = f"M {2 * r:g} {r:g} A {r:g} {r:g} 0 1 1 0 {r:g} A {r:g} {r:g} 0 1 1 {2 * r:g} {r:g} C"
        sheet.path(disc, (x - r, y - r, 2 * r, 2 * r), fill=WHITE, stroke=RED, width=0.35)
    for path in guilloche.corners():
        sheet.path(_absolute(path), _SHEET, stroke=GOLD, width=0.13)
    if demonstration:
        _banner(sheet)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page xmlns:ofd="{NAMESPACE}"><ofd:Content>'
        f'<ofd:Layer ID="9" Type="Background">{sheet.content}</ofd:Layer></ofd:Content></ofd:Page>'
    ).encode()


def _banner(sheet: Sheet) -> None:
    """The words of a demonstration across the sheet."""
    text, size = lines.DEMONSTRATION[0], 20.4
    pitch = size * 1.12
    left = -len(text) * pitch / 2
    data = " ".join(
        path_of(outlines.outline(character), size, left + place * pitch, size * 0.38)
        for place, character in enumerate(text)
        if not character.isspace()
    )
    x, y = guilloche.WIDTH / 2, guilloche.HEIGHT / 2
    sheet.path(data, _SHEET, fill=PALE_RED, transform=f"0.9063 -0.4226 0.4226 0.9063 {x:g} {y:g}")


def _absolute(path: str) -> str:
    """The data of `guilloche.curve`, hundredths that count from the piece before, as those of OFD."""
    start, _, rest = path.partition("c")
    x, y = map(int, _NUMBER.findall(start))
    return " ".join(_pieces(x, y, [int(number) for number in _NUMBER.findall(rest)]))


def _pieces(x: int, y: int, moves: list[int]) -> Iterator[str]:
    unit = guilloche.UNITS
    yield f"M {x / unit:g} {y / unit:g}"
    for at in range(0, len(moves), 6):
        xs, ys = (
            [x + move for move in moves[at : at + 6 : 2]],
            [y + move for move in moves[at + 1 : at + 6 : 2]],
        )
        yield "B " + " ".join(f"{px / unit:g} {py / unit:g}" for px, py in zip(xs, ys, strict=True))
        x, y = xs[-1], ys[-1]


def _colour(written: str) -> str:
    return " ".join(str(int(written[at : at + 2], 16)) for at in (1, 3, 5))
