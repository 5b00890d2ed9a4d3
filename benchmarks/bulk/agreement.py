# ruff: noqa: S608 - every name in a statement is ours
"""Whether all answer alike, and the first person about whom they do not."""

from collections.abc import Iterator, Set
from pathlib import Path

import duckdb

from ..workload import OCCUPATION, ROUTES, SERIES, SPECIALTY
from .answers import PAIRS
from .contestants import ANSWERS, DECISIONS, OUT

_PEERS = (("evaluate", "zen"), ("evaluate", "by_hand"), ("by_hand", "openfisca"))
_ASKED = f"(d.occupation = '{OCCUPATION}' OR d.series = '{SERIES}' AND d.specialty = '{SPECIALTY}')"


class Agreement:
    """The answers of one run, in the folder where everybody wrote them."""

    def __init__(self, folder: Path) -> None:
        self.out = folder / OUT
        self.connection = duckdb.connect()

    def compared(self, names: Set[str]) -> Iterator[tuple[str, int]]:
        """Every comparison among those who answered: what is held against what, and over how many answers.

        Raises AssertionError with the first difference.
        """
        answers = [(a, b) for a, b in _PEERS if {a, b} <= names]
        for a, b in answers:
            yield f"{a} = {b}, each route at each level", self._same_answers(a, b)
        for name in sorted({"same", "related"} & names):
            yield f"{name} = by_hand, best route of each target", self._same_verdicts(name)
        if "spark" in names:
            yield "spark = prepared, every column", self._same_rows("prepared", "spark")

    def _same_answers(self, ours: str, theirs: str) -> int:
        a, b = (self._answers(name) for name in (ours, theirs))
        long = " UNION ALL ".join(
            f"""SELECT person_id, '{pair}' AS asked, a."{pair}" AS a, b."{pair}" AS b FROM {a} a JOIN {b} b USING (person_id)"""
            for pair in PAIRS
        )
        return self._count(long, ours, theirs)

    def _same_verdicts(self, name: str) -> int:
        """A target is open to a person if one of the routes to it is."""
        decided = f"read_parquet('{self.out / name / DECISIONS}/*.parquet')"
        levels = sorted({level for levels in ROUTES.values() for level in levels})
        long = " UNION ALL ".join(
            f"SELECT person_id, '{level}' AS asked, d.verdict = 'eligible' AS a, {_open(level)} AS b "
            f"FROM {decided} d JOIN {self._answers('by_hand')} b USING (person_id) WHERE d.level = '{level}' AND {_ASKED}"
            for level in levels
        )
        return self._count(long, name, "by_hand")

    def _same_rows(self, ours: str, theirs: str) -> int:
        a, b = (f"read_parquet('{self.out / name / DECISIONS}/*.parquet')" for name in (ours, theirs))
        for one, other in ((a, b), (b, a)):
            first = self.connection.execute(f"FROM {one} EXCEPT ALL FROM {other} LIMIT 1").fetchone()
            assert first is None, f"{ours} and {theirs} differ: {first}"
        found = self.connection.execute(f"SELECT count(*) FROM {a}").fetchone()
        return int(found[0]) if found else 0

    def _answers(self, name: str) -> str:
        return f"read_parquet('{self.out / name / ANSWERS}')"

    def _count(self, long: str, ours: str, theirs: str) -> int:
        first = self.connection.execute(
            f"SELECT person_id, asked, a, b FROM ({long}) WHERE a IS DISTINCT FROM b ORDER BY ALL LIMIT 1"
        ).fetchone()
        if first is not None:
            person, asked, a, b = first
            raise AssertionError(f"person {person}, {asked}: {ours} says {a}, {theirs} {b}")
        found = self.connection.execute(f"SELECT count(*) FROM ({long})").fetchone()
        count = int(found[0]) if found else 0
        assert count, f"{ours} and {theirs} have nobody in common"
        return count


def _open(level: str) -> str:
    pairs = [f'b."{route}@{level}"' for route, levels in ROUTES.items() if level in levels]
    return f"({' OR '.join(pairs)})"
