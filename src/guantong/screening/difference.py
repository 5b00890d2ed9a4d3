# ruff: noqa: S608 - every name in a statement is ours, and paths are quoted
"""Two screenings of the same people held against each other: who gains and who loses, counted in bounded memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import duckdb

from guantong.decisions.answers import ORDER

from .sources.parts import literal
from .tallies import HOLDING, IS_HELD, beside, vocabularies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

CHANGES: Final = ("gains", "loses", "earlier", "later", "other")
"""A better verdict or a worse one; the same with an earlier or a later first day; only another route, or since when."""
EXAMPLES: Final = 5
TARGET: Final = ("direction", "series", "specialty", "level", "occupation", "field", "matter")
_ELIGIBLE: Final = ORDER.index("eligible")


@dataclass
class Group:
    """People and conclusions that change alike, with some of the people."""

    people: int = 0
    conclusions: int = 0
    examples: tuple[str, ...] = ()

    def add(self, people: int, conclusions: int, examples: Sequence[str]) -> None:
        """Add the group of another bucket; a person is in one bucket only."""
        self.people += people
        self.conclusions += conclusions
        self.examples = tuple(sorted({*self.examples, *examples})[:EXAMPLES])


def _groups() -> defaultdict[tuple[str, ...], Group]:
    return defaultdict(Group)


@dataclass
class Difference:
    """What changes between two screenings; without what a person has already, except in `rows` and `held`."""

    people: int = 0
    """With at least one conclusion on either side."""
    conclusions: int = 0
    rows: int = 0
    """Conclusions that changed in verdict, first day or route."""
    held: int = 0
    """Of these, on what the person has already."""
    changes: defaultdict[tuple[str, ...], Group] = field(default_factory=_groups)
    """By change."""
    verdicts: defaultdict[tuple[str, ...], Group] = field(default_factory=_groups)
    """Gains and losses by change, verdict before and after."""
    levels: defaultdict[tuple[str, ...], Group] = field(default_factory=_groups)
    """By change, direction and level."""
    routes: defaultdict[tuple[str, ...], Group] = field(default_factory=_groups)
    """By change, direction and route: the new one of who is better off, the old one of who is worse off."""
    places: defaultdict[tuple[str, ...], Group] = field(default_factory=_groups)
    """By change and place."""
    eligible: Counter[str] = field(default_factory=Counter)
    """People who may apply for something that they have not yet, `before` and `after`."""

    def as_dict(self) -> dict[str, Any]:
        """The difference as JSON holds it."""

        def listed(groups: defaultdict[tuple[str, ...], Group], *names: str) -> list[dict[str, Any]]:
            return [
                {**dict(zip(names, key, strict=True)), "people": g.people, "conclusions": g.conclusions, "examples": list(g.examples)}
                for key, g in sorted(groups.items(), key=lambda item: (CHANGES.index(item[0][0]), -item[1].people, item[0]))
            ]  # fmt: skip

        return {
            "people": self.people,
            "conclusions": self.conclusions,
            "changed": self.rows,
            "changed_held": self.held,
            "eligible_before": self.eligible["before"],
            "eligible_after": self.eligible["after"],
            "changes": listed(self.changes, "change"),
            "verdicts": listed(self.verdicts, "change", "before", "after"),
            "levels": listed(self.levels, "change", "direction", "level"),
            "routes": listed(self.routes, "change", "direction", "route"),
            "places": listed(self.places, "change", "place"),
        }


def compare(
    before: Sequence[Path],
    after: Sequence[Path],
    store: Path,
    out: Path,
    as_of: date,
    *,
    memory: str = "1GB",
) -> Difference:
    """Write what differs between the parts of two screenings of one store, and count it."""
    found = Difference()
    partial = out.with_suffix(".parts")
    partial.mkdir(exist_ok=True)
    settings: dict[str, Any] = {
        "memory_limit": memory,
        "preserve_insertion_order": False,
        "temp_directory": str(store / "spill"),
    }
    with duckdb.connect(config=settings) as connection:
        vocabularies(connection)
        for bucket, (one, other) in enumerate(zip(before, after, strict=True)):
            beside(connection, store, bucket, as_of)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE pairs AS {_pairs(one, other)}")
            target = literal(partial / f"part-{bucket:05}.parquet")
            connection.execute(
                f"COPY (SELECT * EXCLUDE (place, rank_before, rank_after) FROM pairs WHERE change IS NOT NULL) TO {target} (FORMAT parquet)"
            )
            _count(connection, found)
        whole = out.with_suffix(".partial")
        connection.execute(
            f"COPY (SELECT * FROM read_parquet({literal(partial / '*.parquet')})) TO {literal(whole)} (FORMAT parquet, COMPRESSION zstd)"
        )
    whole.replace(out)
    for file in partial.iterdir():
        file.unlink()
    partial.rmdir()
    return found


def _pairs(before: Path, after: Path) -> str:
    """Each conclusion of either side with its counterpart, and how it changes; null where it does not."""
    same = " AND ".join(f"b.{name} IS NOT DISTINCT FROM a.{name}" for name in TARGET)
    target = ", ".join(f"coalesce(b.{name}, a.{name}) AS {name}" for name in ("person_id", *TARGET))
    told = ", ".join(
        f"b.{name} AS {name}_before, a.{name} AS {name}_after"
        for name in ("verdict", "eligible_from", "route")
    )
    change = (
        "CASE WHEN coalesce(y.rank, -1) > coalesce(x.rank, -1) THEN 'gains' "
        "WHEN coalesce(y.rank, -1) < coalesce(x.rank, -1) THEN 'loses' "
        f"WHEN x.rank < {_ELIGIBLE} AND coalesce(eligible_from_after < eligible_from_before, eligible_from_after IS NOT NULL AND eligible_from_before IS NULL) THEN 'earlier' "
        f"WHEN x.rank < {_ELIGIBLE} AND eligible_from_after IS DISTINCT FROM eligible_from_before THEN 'later' "
        "WHEN eligible_from_after IS DISTINCT FROM eligible_from_before OR route_after IS DISTINCT FROM route_before THEN 'other' END"
    )
    return (
        f"SELECT d.*, {change} AS change, {IS_HELD} AS held, coalesce(person.place, '') AS place, "
        "x.rank AS rank_before, y.rank AS rank_after "
        f"FROM (SELECT {target}, {told} FROM read_parquet({literal(before)}) b "
        f"FULL JOIN read_parquet({literal(after)}) a ON b.person_id = a.person_id AND {same}) d "
        "LEFT JOIN ranks x ON x.verdict = verdict_before LEFT JOIN ranks y ON y.verdict = verdict_after "
        f"JOIN raw_person person ON person.person_id = d.person_id {HOLDING}"
    )


def _count(connection: duckdb.DuckDBPyConnection, found: Difference) -> None:
    """Add what `pairs` holds."""
    sums = (
        connection.execute(
            "SELECT count(DISTINCT person_id), count(*), count(change), count(change) FILTER (held), "
            f"count(DISTINCT person_id) FILTER (rank_before = {_ELIGIBLE} AND NOT held), "
            f"count(DISTINCT person_id) FILTER (rank_after = {_ELIGIBLE} AND NOT held) FROM pairs"
        ).fetchone()
        or (0,) * 6
    )
    found.people += sums[0]
    found.conclusions += sums[1]
    found.rows += sums[2]
    found.held += sums[3]
    found.eligible["before"] += sums[4]
    found.eligible["after"] += sums[5]
    route = "coalesce(CASE WHEN change IN ('loses', 'later') THEN route_before ELSE route_after END, '')"
    dimensions: tuple[tuple[defaultdict[tuple[str, ...], Group], tuple[str, ...]], ...] = (
        (found.changes, ()),
        (found.verdicts, ("coalesce(verdict_before, '')", "coalesce(verdict_after, '')")),
        (found.levels, ("direction", "coalesce(level, '')")),
        (found.routes, ("direction", route)),
        (found.places, ("place",)),
    )
    for groups, columns in dimensions:
        keys = ", ".join(("change", *columns))
        which = "change IN ('gains', 'loses')" if groups is found.verdicts else "change IS NOT NULL"
        rows = connection.execute(
            f"SELECT COLUMNS(* EXCLUDE (person_id, n)), count(*), CAST(sum(n) AS BIGINT), min(person_id, {EXAMPLES}) FROM ("
            f"SELECT {keys}, person_id, count(*) AS n FROM pairs WHERE {which} AND NOT held GROUP BY ALL) GROUP BY ALL"
        ).fetchall()
        for *key, people, conclusions, examples in rows:
            groups[tuple(key)].add(people, conclusions, examples)
