"""What a condition is asked about: rows of facts, and the tables and findings that stand behind them."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol, TypeAlias

from .days import Days, Truth

Value: TypeAlias = str | int | bool | tuple[str, ...] | None


class Row:
    """One row of facts: where it stands in the case, its values, and the days on which it holds.

    Dates are ordinals. A value that is None, or not there, is unknown.
    """

    __slots__ = ("held", "kind", "path", "sort", "values")

    def __init__(
        self, kind: str, path: str, values: Mapping[str, Value], held: Truth, sort: tuple[object, ...] = ()
    ) -> None:
        self.kind = kind
        self.path = path
        self.values = values
        self.held = held
        self.sort = sort


class Relationship(NamedTuple):
    """How two things are related, and the unconfirmed fact of the catalogue that says so."""

    kind: Literal["same", "similar", "none", "open"]
    fact: str | None


Idle: TypeAlias = Literal["idle", "unknown", "assumed"]


class World(Protocol):
    """The facts of one case, as conditions see them."""

    as_of: int

    def rows(self, kind: str, target: Row) -> tuple[Row, ...] | None:
        """The rows of a kind, None where the case does not list them."""

    def appraisal(self, year: int) -> Row | Idle:
        """The appraisal of a year; *idle* without work in it, *assumed* for years still to come."""

    def last_appraised(self, year: int) -> int:
        """The latest completed appraisal year for a submission in `year`."""

    def first_listed(self) -> int:
        """The earliest year that can matter for appraisals."""

    def last_listed(self) -> int:
        """The latest year of which the appraisal is given; later ones are all alike."""

    def relate(self, kind: str, left: str, right: "str | tuple[str, str]") -> Relationship:
        """How two things are related in the catalogue; a finding overrides it."""

    def answer(self, question: str, about: "str | tuple[str, ...]") -> bool | None:
        """What an authority found, None where no finding answers."""

    def notice(self, register: str, keys: tuple[str, ...], name: str | None) -> tuple[Days, Days]:
        """The days for which a notice says yes, and those for which it says no."""


class Frame:
    """One evaluation: the world, the rows bound so far, the readings chosen, and what is already known.

    While one reading is flipped, only conditions that can turn on it are computed again.
    """

    __slots__ = ("changed", "choices", "flipped", "kept", "rows", "world")

    def __init__(self, world: World, rows: dict[str, Row], choices: Mapping[str, str]) -> None:
        self.world = world
        self.rows = rows
        self.choices = dict(choices)
        self.kept: dict[tuple[object, ...], Truth] = {}
        self.changed: dict[tuple[object, ...], Truth] = {}
        self.flipped: str | None = None

    def flip(self, reading: str, option: str) -> None:
        """Choose another option of one reading until :meth:`restore`."""
        self.flipped = reading
        self.choices[reading] = option
        self.changed = {}

    def restore(self, choices: Mapping[str, str]) -> None:
        """Go back to the readings chosen at first."""
        self.flipped = None
        self.choices = dict(choices)
