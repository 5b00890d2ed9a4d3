"""The decisions on the people of a roster as a clerk reads them: sorted, in words, what they hold already left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from guantong.cases.model import Target
from guantong.catalogue import terms
from guantong.conditions.calendar import anniversary
from guantong.decisions.decide import name_of
from guantong.decisions.suppliers import Supplier, supplier
from guantong.decisions.targets import is_held

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from guantong.decisions.words import Words

    from .roster import Roster

MOST_CLOSED: Final = 50_000
"""More conclusions than this: those that are closed without a day help nobody in a list."""
_BATCH: Final = 20_000
_TARGET: Final = ("direction", "series", "specialty", "level", "occupation", "field", "matter")
_LEVELS: Final = {
    "title_review": "title_level",
    "skill_evaluation": "skill_level",
    "qualification_exam": "exam_level",
}


class Standing(IntEnum):
    """Where a target stands, in the order in which a clerk wants to know."""

    OPEN = 0
    ASK = 1
    LATER = 2
    MISSING = 3
    CLOSED = 4


class Found(NamedTuple):
    """One conclusion in words."""

    row: int
    person: str
    target: str
    verdict: str
    day: date | None
    prepare: str
    clauses: str


@dataclass(frozen=True, slots=True)
class _Lack:
    """What a fact that is missing keeps open: how many targets, and the one told first."""

    count: int
    first: str


class Findings:
    """Reads the table of decisions once for the order and once for every list that is written."""

    def __init__(self, roster: Roster, decisions: pa.Table, as_of: date, words: Words) -> None:
        self.roster, self.decisions, self.as_of, self.words = roster, decisions, as_of, words
        self.people_open = 0
        self.closed_left_out = 0
        self._names: dict[tuple[Any, ...], str] = {}
        self._lacking: dict[tuple[int, str], _Lack] = {}
        self.listed: Sequence[int] = ()
        self.coming: Sequence[int] = ()
        self._sort()

    def _sort(self) -> None:
        """Put the conclusions in order: what stands best first, then by row, then higher levels first."""
        keys: list[tuple[int, int, int, int, int]] = []
        coming: list[tuple[date, int, int]] = []
        closed: list[tuple[int, int, int, int, int]] = []
        closed_in_all = 0
        is_open: set[int] = set()
        last = date.fromordinal(anniversary(self.as_of.toordinal(), 1))
        for place, row in self._rows(("person_id", "verdict", "eligible_from", "missing", *_TARGET)):
            person = self.roster.by_id.get(row["person_id"])
            if person is None:
                continue
            target = _target(row)
            if is_held(target, person.case):
                continue
            standing = self._standing(row)
            key = (standing, person.row, _direction(target), -_level(target), place)
            if standing is Standing.CLOSED:
                closed_in_all += 1
                if closed_in_all <= MOST_CLOSED:
                    closed.append(key)
                continue
            keys.append(key)
            if standing is Standing.OPEN:
                is_open.add(person.row)
            elif (day := row["eligible_from"]) is not None and self.as_of < day <= last:
                coming.append((day, person.row, place))
            for path in row["missing"] or ():
                known = self._lacking.get((person.row, path), _Lack(0, self._name(row)))
                self._lacking[person.row, path] = _Lack(known.count + 1, known.first)
        if len(keys) + closed_in_all <= MOST_CLOSED:
            keys += closed
        else:
            self.closed_left_out = closed_in_all
        self.listed = [key[-1] for key in sorted(keys)]
        self.coming = [key[-1] for key in sorted(coming)]
        self.people_open = len(is_open)

    def _standing(self, row: Mapping[str, Any]) -> Standing:
        match row["verdict"]:
            case "eligible":
                return Standing.OPEN
            case "needs_human":
                return Standing.ASK
            case "needs_evidence":
                return Standing.MISSING
        return Standing.LATER if row["eligible_from"] is not None else Standing.CLOSED

    def read(self, places: Sequence[int]) -> Iterator[Found]:
        """The conclusions at some places of the table, in words."""
        for start in range(0, len(places), _BATCH):
            for row in self.decisions.take(places[start : start + _BATCH]).to_pylist():
                yield self._found(row)

    def _found(self, row: Mapping[str, Any]) -> Found:
        person = self.roster.by_id[row["person_id"]]
        standing = self._standing(row)
        return Found(
            person.row,
            person.name,
            self._name(row),
            self._verdict(standing, row),
            row["eligible_from"],
            self._prepare(standing, row),
            self.words.say("、", ", ").join(row["clauses"] or ()),
        )

    def _verdict(self, standing: Standing, row: Mapping[str, Any]) -> str:
        say = self.words.say
        match standing:
            case Standing.OPEN:
                return say("可以申报", "may apply")
            case Standing.ASK:
                return say("需要人工认定，可以先提交", "an authority decides; may be submitted")
            case Standing.LATER:
                return say("到期可以申报", "may apply from that day")
            case Standing.MISSING:
                return say("还不能判断", "cannot be told yet")
        return terms.name("verdict", row["verdict"], self.words.lang)

    def _prepare(self, standing: Standing, row: Mapping[str, Any]) -> str:
        say, comma = self.words.say, self.words.say("、", ", ")
        if standing is Standing.OPEN:
            return (
                say("本人声明的内容须有证明", "proof of what is only declared")
                if row["basis"] == "declared"
                else ""
            )
        if standing is Standing.MISSING:
            return say("补：", "supply: ") + comma.join(
                dict.fromkeys(map(self.words.path, row["missing"] or ()))
            )
        wanted = "needs_human" if standing is Standing.ASK else None
        labels = [
            self._labels.get((row["route"], name), name)
            for name, _, verdict in (reason.partition("=") for reason in row["reasons"] or ())
            if wanted is None or verdict in (wanted, "")
        ]
        if not labels:
            return ""
        label = say("认定：", "an authority decides: ") if wanted else say("还不符合：", "not met yet: ")
        return label + comma.join(dict.fromkeys(labels))

    @property
    def lacking(self) -> int:
        """How many facts are missing, of all people."""
        return len(self._lacking)

    def to_supply(self) -> Iterator[tuple[str, int, str, str, str]]:
        """What is missing, by who supplies it, then by row."""
        order = {who: place for place, who in enumerate(Supplier)}
        people = {person.row: person for person in self.roster.people}
        found = [(order[supplier(path)], row, path, lack) for (row, path), lack in self._lacking.items()]
        for _, row, path, lack in sorted(found, key=lambda item: item[:3]):
            others = (
                self.words.say(f"等 {lack.count} 项", f" and {lack.count - 1} more") if lack.count > 1 else ""
            )
            yield (
                supplier(path).words(self.words.lang),
                row,
                people[row].name,
                self.words.path(path),
                lack.first + others,
            )

    @cached_property
    def _labels(self) -> Mapping[tuple[str, str], str]:
        """What the requirements of every route are called; routes may call theirs by the same name."""
        routes = [route for pack in self.words.policy.packs.values() for route in pack.routes]
        return {
            (route.name, r.name): self.words.fill(r.label.in_(self.words.lang), {}, route.pack, None)
            for route in routes
            for r in route.requirements
        }

    def _name(self, row: Mapping[str, Any]) -> str:
        key = tuple(row[name] for name in _TARGET)
        if key not in self._names:
            self._names[key] = name_of(_target(row), self.words)
        return self._names[key]

    def _rows(self, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
        place = 0
        for batch in self.decisions.select(columns).to_batches(max_chunksize=_BATCH):
            for row in batch.to_pylist():
                yield place, row
                place += 1


def _target(row: Mapping[str, Any]) -> Target:
    return Target(path="", **{name: row[name] for name in _TARGET})


def _direction(target: Target) -> int:
    return terms.codes("direction").index(target.direction)


def _level(target: Target) -> int:
    kind = _LEVELS.get(target.direction)
    return terms.order(kind, target.level) if kind and target.level else 0
