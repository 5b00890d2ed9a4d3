# ruff: noqa: S608 - every name in a statement is ours
"""From the codes of a program to the register of decisions: what each different code tells, joined to the codes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from guantong.conditions.sql.dialect import Dialect

from .register import codes_of
from .texts import Texts

_LISTED: Final = pa.list_(pa.string())
_SERIES: Final = pa.schema([("place", pa.int64()), ("code", pa.string())])
TELLING: Final[Mapping[str, tuple[tuple[str, ...], pa.Schema]]] = {
    "best": (
        ("direction", "level", "rank", "route", "answers"),
        pa.schema(
            [("verdict", pa.string()), ("route_name", pa.string()), ("reasons", _LISTED), ("waives", _LISTED)]
        ),
    ),
    "cited": (("direction", "level", "clauses"), pa.schema([("clauses_told", _LISTED)])),
    "lacking": (("missing",), pa.schema([("missing_told", _LISTED)])),
    "doubted": (("doubts",), pa.schema([("unconfirmed", _LISTED)])),
}
"""The tables of what codes tell: by which columns of a decision, and what."""


def told(texts: Texts, ask: Callable[[str], Iterable[Sequence[Any]]]) -> dict[str, pa.Table]:
    """The tables of what codes tell, each different code once; `ask` runs a query over the table ``decision``."""
    readers: dict[str, Callable[..., tuple[Any, ...]]] = {
        "best": texts.best,
        "cited": lambda *key: (texts.clauses(*key),),
        "lacking": lambda *key: (texts.missing(*key),),
        "doubted": lambda *key: (texts.unconfirmed(*key),),
    }
    tables = {
        "series_code": pa.table([range(len(codes_of("series"))), codes_of("series")], schema=_SERIES),
    }
    for table, (keys, columns) in TELLING.items():
        codes = ask(f"SELECT DISTINCT {', '.join(keys)} FROM decision")
        rows = [(*code, *readers[table](*code)) for code in codes]
        schema = pa.schema([*((key, _type_of(key)) for key in keys), *columns])
        values = list(zip(*rows, strict=True)) or [()] * len(schema)
        tables[table] = pa.table(
            [pa.array(v, field.type) for v, field in zip(values, schema, strict=True)], schema=schema
        )
    return tables


def _type_of(key: str) -> pa.DataType:
    return pa.string() if key in ("direction", "level", "doubts") else pa.int64()


def decided(dialect: Dialect) -> str:
    """The query that gives the register of decisions, once the tables of :func:`told` are there."""
    joins = " ".join(
        f"JOIN {table} ON {' AND '.join(f'{table}.{key} = d.{key}' for key in keys)}"
        for table, (keys, _) in TELLING.items()
    )
    paths = "lacking.missing_told"
    own = dialect.map(paths, "path", "replace(path, '{occupation}', d.occupation)")
    fits = f"CASE WHEN d.missing = 0 OR d.occupation IS NULL THEN {paths} ELSE {own} END"
    nothing = f"CAST(NULL AS {dialect.string})"
    return (
        "SELECT people.person_id, d.direction, s.code AS series, d.specialty, d.level, d.occupation, "
        f"{nothing} AS field, {nothing} AS matter, best.verdict, "
        f"{dialect.date('d.day')} AS eligible_from, best.route_name AS route, cited.clauses_told AS clauses, "
        f"best.reasons, {fits} AS missing, best.waives, "
        "CASE WHEN d.declared = 1 THEN 'declared' ELSE 'verified' END AS basis, doubted.unconfirmed "
        f"FROM decision d JOIN people ON people.p = d.p LEFT JOIN series_code s ON s.place = d.series {joins}"
    )
