"""The engraved ground of a certificate: a border of interlaced waves and rosettes, computed once.

The drawing is kept beside this file as ``guilloche.svg``, because computing it for every certificate would take longer than
everything else that is done for one. ``python -m guantong.certificates.pdf.guilloche`` writes it anew; a test holds the
file to what is computed here.

Lengths are millimetres on an A4 sheet that lies on its side, with the origin at the upper left. They are written in whole
hundredths, which keeps both the drawing and every certificate on it small.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, sin, tau
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Point: TypeAlias = tuple[float, float]

FILE: Final = Path(__file__).with_name("guilloche.svg")

WIDTH: Final = 297.0
HEIGHT: Final = 210.0
UNITS: Final = 100

GOLD: Final = "#b8965a"
PALE_GOLD: Final = "#f3e8d0"
RED: Final = "#a3282a"

BAND: Final = 14.0
"""How far the middle of the border is from the edge of the sheet."""


@dataclass(frozen=True, slots=True)
class Rosette:
    """Waves laid round a point: between ``core`` and ``radius``, with so many petals, drawn by so many strands."""

    at: Point
    core: float
    radius: float
    petals: int
    strands: int
    twist: float = 0.0
    """The share of a wave three times as quick, which makes a petal double."""

    def paths(self) -> list[str]:
        """One closed curve a strand."""
        return [
            curve(
                self._strand(number / self.strands),
                _knots(self.petals, 4 if self.twist else 1, number / self.strands),
            )
            for number in range(self.strands)
        ]

    def _strand(self, shift: float) -> Callable[[float], Point]:
        middle, swing = (self.radius + self.core) / 2, (self.radius - self.core) / 2

        def point(share: float) -> Point:
            angle = tau * share
            wave = (1 - self.twist) * sin(self.petals * angle + tau * shift)
            wave += self.twist * sin(3 * self.petals * angle - tau * shift)
            reach = middle + swing * wave
            return self.at[0] + reach * cos(angle), self.at[1] + reach * sin(angle)

        return point


@dataclass(frozen=True, slots=True)
class Band:
    """Waves laid along a straight line, from one point to another."""

    start: Point
    end: Point
    waves: int
    strands: int
    swing: float

    def paths(self) -> list[str]:
        """One open curve a strand."""
        return [
            curve(self._strand(number / self.strands), _knots(self.waves, 1, number / self.strands))
            for number in range(self.strands)
        ]

    def _strand(self, shift: float) -> Callable[[float], Point]:
        (ax, ay), (bx, by) = self.start, self.end
        length = hypot(bx - ax, by - ay)

        def point(share: float) -> Point:
            beside = self.swing * sin(tau * (self.waves * share + shift)) / length
            return ax + share * (bx - ax) - beside * (by - ay), ay + share * (by - ay) + beside * (bx - ax)

        return point


def _knots(waves: int, between: int, shift: float) -> list[float]:
    """Where a curve of so many waves is pieced together: at each crest and trough, and at so many places a half wave."""
    pieces = 2 * waves * between
    return [number / pieces + (0.25 - shift) / waves for number in range(pieces + 1)]


def curve(point: Callable[[float], Point], knots: list[float]) -> str:
    """The curve through the points at the knots as the data of an SVG path."""
    places = [point(knot) for knot in knots]
    step = (knots[1] - knots[0]) / 1000
    before, after = ([point(knot + side) for knot in knots] for side in (-step, step))
    thirds = [
        ((bx - ax) * 500 / 3, (by - ay) * 500 / 3) for (ax, ay), (bx, by) in zip(before, after, strict=True)
    ]
    x, y = _units(places[0])
    parts = [f"M{x} {y}c"]
    for ((ax, ay), (bx, by)), ((sx, sy), (ex, ey)) in zip(pairwise(places), pairwise(thirds), strict=True):
        # Each piece starts where the rounded one before it ended.
        points = [_units(place) for place in ((ax + sx, ay + sy), (bx - ex, by - ey), (bx, by))]
        parts.append(" ".join(f"{px - x} {py - y}" for px, py in points).replace(" -", "-"))
        x, y = points[-1]
    return " ".join(parts)


def _units(place: Point) -> tuple[int, int]:
    return round(place[0] * UNITS), round(place[1] * UNITS)


def ground() -> list[str]:
    """The rosette behind the text."""
    middle = (WIDTH / 2, HEIGHT / 2)
    rosettes = [
        Rosette(middle, core=30, radius=60, petals=16, strands=8, twist=0.2),
        Rosette(middle, core=9, radius=31, petals=16, strands=6),
    ]
    return [path for rosette in rosettes for path in rosette.paths()]


def border() -> list[str]:
    """The waves of the four sides, without the corners."""
    left, top, right, bottom = BAND, BAND, WIDTH - BAND, HEIGHT - BAND
    bands = [
        Band((left, top), (right, top), waves=38, strands=8, swing=3.1),
        Band((right, top), (right, bottom), waves=26, strands=8, swing=3.1),
        Band((right, bottom), (left, bottom), waves=38, strands=8, swing=3.1),
        Band((left, bottom), (left, top), waves=26, strands=8, swing=3.1),
    ]
    return [path for band in bands for path in band.paths()]


FRAMES: Final = (
    (BAND - 4.6, RED, 0.7),
    (BAND - 3.7, GOLD, 0.2),
    (BAND + 3.7, GOLD, 0.2),
    (BAND + 4.4, RED, 0.35),
)
"""Distance from the edge, colour and width of the lines that hold the border."""

CORNER: Final = 7.0
"""The radius of the discs in the corners."""

CORNERS: Final = [(x, y) for x in (BAND, WIDTH - BAND) for y in (BAND, HEIGHT - BAND)]


def corners() -> list[str]:
    """A rosette in each corner."""
    return [
        path
        for corner in CORNERS
        for rosette in (
            Rosette(corner, 2.0, 6.2, petals=12, strands=4),
            Rosette(corner, 0.7, 2.2, petals=8, strands=2),
        )
        for path in rosette.paths()
    ]


def drawing() -> str:
    """The whole ground as an SVG picture."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * UNITS:g} {HEIGHT * UNITS:g}" fill="none">',
        *_drawn(ground(), PALE_GOLD, 0.2),
        *_drawn(border(), GOLD, 0.13),
        *(_frame(*frame) for frame in FRAMES),
        *(
            f'<circle cx="{x * UNITS:g}" cy="{y * UNITS:g}" r="{CORNER * UNITS:g}" fill="#fff" stroke="{RED}"'
            f' stroke-width="{0.35 * UNITS:g}"/>'
            for x, y in CORNERS
        ),
        *_drawn(corners(), GOLD, 0.13),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _drawn(paths: list[str], colour: str, width: float) -> list[str]:
    head = f'<g stroke="{colour}" stroke-width="{width * UNITS:g}">'
    return [head, *(f'<path d="{path}"/>' for path in paths), "</g>"]


def _frame(inset: float, colour: str, width: float) -> str:
    x, across, down = (round(value * UNITS) for value in (inset, WIDTH - 2 * inset, HEIGHT - 2 * inset))
    return f'<rect x="{x}" y="{x}" width="{across}" height="{down}" stroke="{colour}" stroke-width="{width * UNITS:g}"/>'


if __name__ == "__main__":
    FILE.write_text(drawing(), encoding="utf-8")
