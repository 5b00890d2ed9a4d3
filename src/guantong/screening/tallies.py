# ruff: noqa: S608 - every name in a statement is ours, and paths are quoted
"""The decisions of a run counted, part by part, in bounded memory: what the summary tells.

People are counted, not conclusions: each once for a direction and level, by what stands best for them there.
Levels that a person has already, or above which the person is, count for nothing, as in the workbook of a clerk.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import duckdb

from guantong.catalogue import terms
from guantong.decisions.answers import ORDER

from .register import TABLES, codes_of, places_of
from .sources.parts import literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

_LEVELS: Final = {
    "title_review": "title_level",
    "skill_evaluation": "skill_level",
    "qualification_exam": "exam_level",
}
_ELIGIBLE: Final = ORDER.index("eligible")
_EVIDENCE: Final = ORDER.index("needs_evidence")
_VALUES: Final = (
    ("“[^”]*”", "…"),
    (r"（[^（）]*(（[^（）]*）[^（）]*)*）$", ""),
    (r"\s*\([^()]*(\([^()]*\)[^()]*)*\)$", ""),
    (r"\d[\d、\-./]*", "…"),
)
"""What a reason says of one row only: the values that it names, the hints after it, days and numbers of rows."""


@dataclass
class Tally:
    """Numbers of people, and of conclusions where it is said."""

    people: int = 0
    """With at least one conclusion."""
    conclusions: int = 0
    held: int = 0
    """Conclusions on what the person has already."""
    standing: Counter[str] = field(default_factory=Counter)
    """People by the best of their verdicts over all that they have not yet."""
    verdicts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """People by direction, level and their best verdict there."""
    coming: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    """People who are not eligible yet for a level, by direction, year and quarter of the first day; once for a level."""
    missing: Counter[str] = field(default_factory=Counter)
    """People for whom a fact is missing, by its path."""
    routes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """People eligible, by direction and route."""
    doubts: Counter[str] = field(default_factory=Counter)
    """People whose conclusions rest on a fact that nobody has confirmed, by the fact."""
    doubtful: int = 0
    """People with any such conclusion."""
    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    """People by place and what is counted: ``all``, or a direction in which they are eligible."""
    rejected: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    """People set aside, by table, column and the reason in both languages, without the values that it names."""


def tally(
    parts: Iterable[Path], store: Path, as_of: date, *, memory: str = "1GB", spill: Path | None = None
) -> Tally:
    """Count decisions beside the store of the people whom they are about, one part after the other."""
    found = Tally()
    settings: dict[str, Any] = {"memory_limit": memory, "preserve_insertion_order": False}
    if spill is not None:
        settings["temp_directory"] = str(spill)
    with duckdb.connect(config=settings) as connection:
        vocabularies(connection)
        for bucket, part in enumerate(parts):
            _open(connection, part, store, bucket, as_of)
            _count(connection, found)
    return found


def set_aside(rejected: Path, found: Tally) -> None:
    """Count the people who were set aside. A person with several reasons counts under each; values are left out."""
    reasons = []
    for column in ("reason_zh", "reason_en"):
        text = column
        for pattern, instead in _VALUES:
            text = f"regexp_replace({text}, {literal(pattern)}, {literal(instead)}, 'g')"
        reasons.append(text)
    source = f"read_csv({literal(rejected)}, header=true, all_varchar=true, delim=',', quote='\"', escape='\"', sample_size=-1)"
    with duckdb.connect() as connection:
        rows = connection.execute(
            f'SELECT "table", coalesce("column", \'\'), {", ".join(reasons)}, count(DISTINCT coalesce(person_id, "row")) '
            f"FROM {source} GROUP BY ALL"
        ).fetchall()
    for *key, count in rows:
        found.rejected[tuple(key)] += count


def vocabularies(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of what is ordered: `ranks` of verdicts, `levels` of directions; and the codes of series."""
    ranks = [(verdict, place) for place, verdict in enumerate(ORDER)]
    levels = [
        (direction, level, terms.order(kind, level))
        for direction, kind in _LEVELS.items()
        if terms.vocabulary(kind).ordered
        for level in terms.codes(kind)
    ]
    for name, rows, columns in (
        ("ranks", ranks, ("verdict", "rank")),
        ("levels", levels, ("direction", "level", "height")),
        ("series_codes", list(enumerate(codes_of("series"))), ("place", "code")),
    ):
        values = ", ".join("(" + ", ".join(_quoted(value) for value in row) + ")" for row in rows)
        connection.execute(
            f"CREATE TEMP TABLE {name} AS SELECT * FROM (VALUES {values}) t({', '.join(columns)})"
        )


def _quoted(value: object) -> str:
    return str(value) if isinstance(value, int) else literal(str(value))


def beside(connection: duckdb.DuckDBPyConnection, store: Path, bucket: int, as_of: date) -> None:
    """Make what stands beside the decisions of a bucket: its people as `raw_person`, and what they have as `held`."""
    for table in ("person", "title", "certificate"):
        files = store / table / f"bucket={bucket}"
        if any(files.glob("*.parquet")):
            source = f"SELECT * FROM read_parquet({literal(files / '*.parquet')}, hive_partitioning=false)"
        else:
            connection.register(f"empty_{table}", TABLES[table].empty_table())
            source = f"SELECT * FROM empty_{table}"
        connection.execute(f"CREATE OR REPLACE TEMP VIEW raw_{table} AS {source}")
    day = as_of.toordinal()
    kinds = places_of("certificate_kind")
    shown = f"{kinds['skill_level']}, {kinds['vocational_qualification']}"
    untrue = places_of("trust")["false"]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE held AS "
        "SELECT person_id, 'title_review' AS direction, code AS series, specialty, NULL AS occupation, max(level) AS top "
        f"FROM raw_title LEFT JOIN series_codes ON place = series WHERE obtained_on <= {day} GROUP BY ALL UNION ALL "
        "SELECT person_id, 'skill_evaluation', NULL, NULL, occupation, max(level) FROM raw_certificate "
        f"WHERE kind IN ({shown}) AND issued_on <= {day} AND verified IS DISTINCT FROM {untrue} GROUP BY ALL"
    )


IS_HELD: Final = "(held.top IS NOT NULL AND levels.height IS NOT NULL AND held.top >= levels.height)"
"""Whether the target of a decision `d` is held, or a higher level; the same as for one person."""
HOLDING: Final = (
    "LEFT JOIN levels ON levels.direction = d.direction AND levels.level = d.level "
    "LEFT JOIN held ON held.person_id = d.person_id AND held.direction = d.direction "
    "AND held.series IS NOT DISTINCT FROM d.series AND held.specialty IS NOT DISTINCT FROM d.specialty "
    "AND held.occupation IS NOT DISTINCT FROM d.occupation"
)


def _open(connection: duckdb.DuckDBPyConnection, part: Path, store: Path, bucket: int, as_of: date) -> None:
    """Put the decisions of a part into `told`, with the rank of the verdict and the place of the person."""
    beside(connection, store, bucket, as_of)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE told AS SELECT d.person_id, d.direction, coalesce(d.level, '') AS level, d.verdict, "
        "ranks.rank, d.route, d.missing, d.unconfirmed, coalesce(person.place, '') AS place, "
        f"CASE WHEN d.eligible_from > DATE '{as_of}' AND ranks.rank < {_ELIGIBLE} THEN d.eligible_from END AS first, "
        f"{IS_HELD} AS is_held FROM read_parquet({literal(part)}) d JOIN ranks USING (verdict) "
        f"JOIN raw_person person USING (person_id) {HOLDING}"
    )


def _count(connection: duckdb.DuckDBPyConnection, found: Tally) -> None:
    """Add what `told` holds. A person is in one part only, so that people may be added up."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE best AS SELECT person_id, direction, level, max(rank) AS rank, min(first) AS first "
        "FROM told WHERE NOT is_held GROUP BY ALL"
    )
    eligible = f"FROM told WHERE rank = {_ELIGIBLE} AND NOT is_held GROUP BY ALL"
    counted: tuple[tuple[Counter[Any], str], ...] = (
        (
            found.standing,
            "SELECT verdict, count(*) FROM (SELECT person_id, max(rank) AS rank FROM best GROUP BY 1) "
            "JOIN ranks USING (rank) GROUP BY 1",
        ),
        (
            found.verdicts,
            "SELECT direction, level, ranks.verdict, count(*) FROM best JOIN ranks USING (rank) GROUP BY ALL",
        ),
        (
            found.coming,
            "SELECT direction, CAST(year(first) AS INTEGER), CAST(quarter(first) AS INTEGER), count(*) FROM best "
            f"WHERE first IS NOT NULL AND rank < {_ELIGIBLE} GROUP BY ALL",
        ),
        (
            found.missing,
            "SELECT path, count(DISTINCT person_id) FROM (SELECT person_id, unnest(missing) AS path FROM told "
            f"WHERE rank = {_EVIDENCE} AND NOT is_held) GROUP BY 1",
        ),
        (found.routes, f"SELECT direction, route, count(DISTINCT person_id) {eligible}"),
        (
            found.doubts,
            "SELECT fact, count(DISTINCT person_id) FROM (SELECT person_id, unnest(unconfirmed) AS fact FROM told "
            "WHERE NOT is_held) GROUP BY 1",
        ),
        (
            found.places,
            "SELECT place, 'all', count(DISTINCT person_id) FROM told GROUP BY ALL UNION ALL "
            f"SELECT place, direction, count(DISTINCT person_id) {eligible}",
        ),
    )
    for counter, query in counted:
        for *key, count in connection.execute(query).fetchall():
            counter[tuple(key) if len(key) > 1 else key[0]] += count
    sums = connection.execute(
        "SELECT count(DISTINCT person_id), count(*), count(*) FILTER (is_held), "
        "count(DISTINCT person_id) FILTER (len(unconfirmed) > 0 AND NOT is_held) FROM told"
    ).fetchone() or (0, 0, 0, 0)
    found.people += sums[0]
    found.conclusions += sums[1]
    found.held += sums[2]
    found.doubtful += sums[3]
