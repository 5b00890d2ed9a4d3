"""Where the pieces of the interchange stand on paper: one drawing lies, for wide screens, one stands, for phones.

Everything here is arithmetic. Colours, strokes and type are in the style sheet; words come with the pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from .pieces import COLUMNS, FLYOVER

if TYPE_CHECKING:
    from .pieces import Kind


_BADGE: Final = 14
"""Half the width of the badge with the number of a step, and its stroke."""


class Point(NamedTuple):
    """A place in the drawing."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle around its middle."""

    at: Point
    width: float
    height: float

    @property
    def x(self) -> float:
        """The left edge."""
        return self.at.x - self.width / 2

    @property
    def y(self) -> float:
        """The upper edge."""
        return self.at.y - self.height / 2


@dataclass(frozen=True, slots=True)
class Way:
    """The line of a piece, the head of its arrow where it has one, and the plate with its words."""

    line: str
    arrow: str
    plate: Box

    @property
    def badge(self) -> Point:
        """Where the number of a step stands: above the left end of the plate, inside the drawing."""
        return Point(max(self.plate.x, _BADGE), self.plate.y - 5)


@dataclass(frozen=True, slots=True)
class Place:
    """A level: its point on the road, its sign, and where the mark of the person stands."""

    at: Point
    sign: Box
    mark: Point


@dataclass(frozen=True, slots=True)
class Layout:
    """The measures of one drawing."""

    name: str
    width: int
    height: int
    roads: tuple[str, str]
    ridge: str
    gate: Box
    names: tuple[Point, Point]
    standing: bool

    def way(self, kind: Kind, level: str) -> Way:
        """Where a piece runs."""
        return _standing_way(kind, level) if self.standing else _lying_way(kind, level)

    def place(self, road: str, level: str) -> Place:
        """Where a level stands."""
        return _standing_place(road, level) if self.standing else _lying_place(road, level)


_SKILLS: Final = tuple(skill for skill, _ in COLUMNS)
_TITLES: Final = tuple(title for _, title in COLUMNS)


def _first(kind: Kind) -> str | None:
    """The level at which a road begins."""
    return next(level for level in (_SKILLS if kind == "skill" else _TITLES) if level is not None)


def _column(level: str) -> int:
    return _SKILLS.index(level) if level in _SKILLS else _TITLES.index(level)


def _line(*points: tuple[float, float]) -> str:
    """A straight line, or with four points a curve whose middle two it leans to."""
    (x, y), *rest = points
    letter = "C" if len(points) == 4 else "L"
    return f"M{x:g} {y:g} {letter} " + ", ".join(f"{a:g} {b:g}" for a, b in rest)


def _head(tip: tuple[float, float], back: tuple[float, float], size: float = 9) -> str:
    """The head of an arrow at `tip` that comes from the direction of `back`."""
    dx, dy = tip[0] - back[0], tip[1] - back[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1
    ux, uy = dx / length, dy / length
    root = tip[0] - ux * size * 1.6, tip[1] - uy * size * 1.6
    left = root[0] - uy * size, root[1] + ux * size
    right = root[0] + uy * size, root[1] - ux * size
    return f"M{tip[0]:.1f} {tip[1]:.1f} L{left[0]:.1f} {left[1]:.1f} L{right[0]:.1f} {right[1]:.1f} Z"


# --- the drawing that lies ----------------------------------------------------------------------------

_PITCH: Final = 152
_LEFT: Final = 132
_UPPER: Final = 214
_LOWER: Final = 446
_SKY: Final = 62
_PLATE: Final = (100, 28)


def _x(level: str) -> float:
    return _LEFT + _PITCH * _column(level)


def _lying_way(kind: Kind, level: str) -> Way:
    x = _x(level)
    match kind:
        case "skill" | "title":
            y = _LOWER if kind == "skill" else _UPPER
            start = x - _PITCH + 17 if level != _first(kind) else x - 122
            return Way(_line((start, y), (x - 17, y)), "", Box(Point((start + x - 17) / 2, y), *_PLATE))
        case "up":
            points = (
                (x + 10, _LOWER - 20),
                (x + 62, _LOWER - 90),
                (x + 62, _UPPER + 96),
                (x + 12, _UPPER + 24),
            )
            return Way(
                _line(*points),
                _head((x + 9, _UPPER + 19), points[2]),
                Box(Point(x + 42, _UPPER + 84), *_PLATE),
            )
        case "down":
            points = (
                (x - 10, _UPPER + 20),
                (x - 62, _UPPER + 90),
                (x - 62, _LOWER - 96),
                (x - 12, _LOWER - 24),
            )
            return Way(
                _line(*points),
                _head((x - 9, _LOWER - 19), points[2]),
                Box(Point(x - 42, _LOWER - 82), *_PLATE),
            )
        case "fly":
            start = 196 if level == FLYOVER[0] else _x(FLYOVER[0]) - 118
            leave = x - 176
            down = (x - 92, _SKY), (x - 92, _UPPER - 104), (x - 64, _UPPER - 34)
            curve = ", ".join(f"{a:g} {b:g}" for a, b in down)
            line = f"M{start:g} {_SKY} L{leave:g} {_SKY} C {curve}"
            head = _head((x - 56, _UPPER - 17), (x - 72, _UPPER - 52))
            return Way(line, head, Box(Point(leave - 46, _SKY), *_PLATE))


def _lying_place(road: str, level: str) -> Place:
    x = _x(level)
    if road == "skill":
        return Place(Point(x, _LOWER), Box(Point(x, _LOWER + 52), 108, 50), Point(x, _LOWER + 98))
    return Place(Point(x, _UPPER), Box(Point(x, _UPPER - 52), 108, 50), Point(x, _UPPER - 86))


_END: Final = _LEFT + _PITCH * (len(COLUMNS) - 1)

LYING: Final = Layout(
    name="lying",
    width=1120,
    height=590,
    roads=(
        _line((22, _LOWER), (1098, _LOWER)),
        _line((_LEFT + _PITCH - 110, _UPPER), (_LEFT + _PITCH * 5 + 110, _UPPER)),
    ),
    ridge=(
        "M0 590 L0 556 C22 520 44 512 62 540 C84 486 112 478 138 538 C160 508 186 510 204 548 C232 500 258 496 284 546 "
        "C318 470 352 468 384 540 C412 512 438 514 458 548 C492 496 522 494 552 546 C584 480 618 478 650 542 "
        "C676 514 704 514 724 548 C760 490 792 488 824 544 C852 510 880 510 902 546 C936 476 970 474 1004 540 "
        "C1032 508 1062 510 1084 546 C1098 528 1110 522 1120 524 L1120 590 Z"
    ),
    gate=Box(Point(116, _SKY), 156, 50),
    names=(Point(60, _LOWER - 40), Point(118, _UPPER + 6)),
    standing=False,
)

# --- the drawing that stands --------------------------------------------------------------------------

_STEP: Final = 138
_TOP: Final = 56
_SKILL_X: Final = 52
_TITLE_X: Final = 226
_FLY_X: Final = 306
_SMALL: Final = (90, 26)


def _y(level: str) -> float:
    return _TOP + _STEP * (len(COLUMNS) - 1 - _column(level))


def _standing_way(kind: Kind, level: str) -> Way:
    y = _y(level)
    middle = (_SKILL_X + _TITLE_X) / 2
    match kind:
        case "skill" | "title":
            x = _SKILL_X if kind == "skill" else _TITLE_X
            first = level == COLUMNS[0][0]
            return Way(
                _line((x, y + (62 if first else _STEP - 26)), (x, y + 26)),
                "",
                Box(Point(x, y + (48 if first else _STEP / 2)), *_SMALL),
            )
        case "up":
            points = (
                (_SKILL_X + 40, y - 27), (_SKILL_X + 50, y - 60), (_TITLE_X - 46, y - 60), (_TITLE_X - 33, y - 36),
            )  # fmt: skip
            return Way(
                _line(*points),
                _head((_TITLE_X - 29, y - 27), points[2], 8),
                Box(Point(middle, y - 42), *_SMALL),
            )
        case "down":
            points = (
                (_TITLE_X - 30, y + 27), (_TITLE_X - 46, y + 60), (_SKILL_X + 46, y + 60), (_SKILL_X + 33, y + 36),
            )  # fmt: skip
            return Way(
                _line(*points),
                _head((_SKILL_X + 29, y + 27), points[2], 8),
                Box(Point(middle, y + 42), *_SMALL),
            )
        case "fly":
            below = y + _STEP if level == FLYOVER[1] else _y(COLUMNS[0][0]) - 26
            line = f"M{_FLY_X} {below:g} L{_FLY_X} {y + 40:g} C {_FLY_X} {y + 12:g}, {_FLY_X - 6} {y}, {_TITLE_X + 62} {y}"
            return Way(
                line, _head((_TITLE_X + 51, y), (_FLY_X, y), 8), Box(Point(_FLY_X - 34, y + 97), *_SMALL)
            )


def _standing_place(road: str, level: str) -> Place:
    at = Point(_SKILL_X if road == "skill" else _TITLE_X, _y(level))
    return Place(at, Box(at, 96, 50), Point(at.x, at.y - 37))


STANDING: Final = Layout(
    name="standing",
    width=320,
    height=_TOP + _STEP * 6 + 76,
    roads=(
        _line((_SKILL_X, 44), (_SKILL_X, _TOP + _STEP * 6 + 66)),
        _line((_TITLE_X, _TOP + _STEP - 12), (_TITLE_X, _TOP + _STEP * 5 + 64)),
    ),
    ridge="",
    gate=Box(Point(238, _TOP + _STEP * 6), 150, 52),
    names=(Point(_SKILL_X, 20), Point(_TITLE_X, _TOP + _STEP - 36)),
    standing=True,
)
