"""A roster as it was read: the people, what is wrong, and how the workbook is laid out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from guantong.cases.model import Case

    from .headers import Headers
    from .opening import Kind
    from .problems import Problem


@dataclass(frozen=True, slots=True)
class Entrant:
    """One person of the roster: the key in this roster, the row as Excel numbers it, the name, the facts."""

    person_id: str
    row: int
    name: str
    case: Case


@dataclass(frozen=True)
class Layout:
    """The workbook as it came. `headers` and `last_rows` by the name of every sheet with data that was read."""

    kind: Kind
    names: tuple[str, ...] = ()
    headers: Mapping[str, Headers] = field(default_factory=dict)
    last_rows: Mapping[str, int] = field(default_factory=dict)
    version: str = ""
    encoding: str = ""
    cells: int = 0

    @property
    def rows(self) -> int:
        """How many rows there are on the sheets with data."""
        return sum(self.last_rows.values())


@dataclass(frozen=True)
class Roster:
    """What a workbook says. `people` are the rows without a mistake; every other row of a person is in `set_aside`."""

    source: Path
    as_of: date
    layout: Layout
    people: tuple[Entrant, ...]
    problems: tuple[Problem, ...]
    set_aside: tuple[int, ...] = ()

    @property
    def read(self) -> int:
        """How many rows name a person: those that can be decided and those set aside."""
        return len(self.people) + len(self.set_aside)

    @property
    def refused(self) -> tuple[Problem, ...]:
        """The problems for which no row was read; they hide all others."""
        return tuple(problem for problem in self.problems if problem.level == "file")

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which a row was set aside."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What was noticed and changes nothing."""
        return tuple(problem for problem in self.problems if problem.level == "note")

    @cached_property
    def by_id(self) -> Mapping[str, Entrant]:
        """The people by their key."""
        return {person.person_id: person for person in self.people}

    def totals(self) -> Mapping[str, int]:
        """How many problems there are of each kind, in the order of the kinds, notes apart."""
        return Counter(problem.kind for problem in self.problems if problem.level != "note")
