"""A PostgreSQL database as a source: tables and views, fetched in one consistent view and brought into Parquet.

The connection string may hold a password; no message repeats it.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.postgres import types as known_types

from guantong.cases.errors import shown
from guantong.screening.register import TABLES
from guantong.screening.sources.columns import Bound, bind
from guantong.screening.sources.errors import SourceError, did_you_mean, problem, refusal
from guantong.screening.sources.mapping import SourceMapping, TableMapping
from guantong.screening.sources.names import nearest_names, table_label, table_named
from guantong.screening.sources.parts import Part, Source, Staged
from guantong.screening.sources.texts import TextFile, to_parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

    import duckdb

    from guantong.cases import CaseError

_SCHEMES: Final = ("postgresql://", "postgres://")
_PATIENCE: Final = 15
"""Seconds to wait for a server; more than a healthy one ever needs."""

_CHUNK: Final = 256 * 1024 * 1024
"""Bytes of CSV that are fetched before they are made Parquet."""

_SETTINGS: Final = ("SET LOCAL datestyle = 'ISO, YMD'", "SET LOCAL client_encoding = 'UTF8'")


@dataclass(frozen=True, slots=True)
class _Relation:
    """A table or view that was found, with its columns; `arrays` are those that hold lists."""

    name: str
    identifier: sql.Identifier
    columns: tuple[str, ...]
    arrays: frozenset[str]


def is_database(source: object) -> bool:
    """Whether a source is a connection string."""
    return isinstance(source, str) and source.startswith(_SCHEMES)


def stage_database(
    connection: duckdb.DuckDBPyConnection,
    conninfo: str,
    mapping: SourceMapping,
    scratch: Path,
    step: Callable[[str], None],
) -> Source:
    """Fetch every table of the mapping, or that is named after a table of the normal form, into Parquet.

    Raises SourceError for a database that cannot be reached, and with everything that is wrong with names.
    """
    name = _described(conninfo)
    with _told(name, conninfo), _connected(conninfo) as database:
        errors: list[CaseError] = []
        found = _relations(database, mapping, errors)
        bounds: dict[str, tuple[_Relation, TableMapping, Bound]] = {}
        for table, relation in found.items():
            given = mapping.tables.get(table, TableMapping(table))
            bound = bind(given, [(relation.name, relation.columns)], mapping.name)
            errors.extend(bound.errors)
            bounds[table] = relation, given, bound
        if errors:
            raise SourceError(errors)
        staged: dict[str, Staged] = {}
        digests: dict[str, str] = {}
        for table, (relation, given, bound) in bounds.items():
            step(relation.name)
            parts, rows = _fetch(connection, database, relation, bound, scratch, table)
            staged[table] = Staged(table, parts, bound, given)
            digests[relation.name] = hashlib.sha256(f"{relation.name}\0{rows}".encode()).hexdigest()
    return Source(name, staged, digests)


def _described(conninfo: str) -> str:
    """What a message may call the database. Raises SourceError for what is no connection string."""
    try:
        parts = conninfo_to_dict(conninfo)
    except psycopg.ProgrammingError as error:
        raise refusal(
            "postgresql://…",
            "connection_string",
            "连接字符串的写法不对",
            "this is no correct connection string",
            (
                "写成 postgresql://用户:密码@主机:端口/库名，密码里的特殊字符用 %40 这样的写法",
                "write postgresql://user:password@host:port/database, special characters in the password as %40",
            ),
        ) from error.__cause__
    port = f":{parts['port']}" if parts.get("port") else ""
    host = parts.get("host") or "localhost"
    return f"postgresql://{host}{port}/{parts.get('dbname') or ''}"


@contextmanager
def _told(name: str, conninfo: str) -> Iterator[None]:
    """Turn what the database says about a fault into one message without secrets."""
    try:
        yield
    except psycopg.Error as error:
        password = str(conninfo_to_dict(conninfo).get("password") or "")
        text = " ".join(str(error).split()).replace(conninfo, "…")
        text = text.replace(password, "…") if password else text
        if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
            zh, en, code = "连不上数据库", "the database cannot be reached", "unreachable"
        else:
            zh, en, code = "数据库拒绝了请求", "the database refused", "database"
        raise refusal(
            name,
            code,
            f"{zh}：{text}",
            f"{en}: {text}",
            (
                "检查地址、端口、用户和网络，再运行一次",
                "look at the address, the port, the user and the network, and run again",
            ),
        ) from None


@contextmanager
def _connected(conninfo: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(conninfo, connect_timeout=_PATIENCE) as database:
        database.read_only = True
        database.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        for setting in _SETTINGS:
            database.execute(setting.encode())
        yield database


def _relations(
    database: psycopg.Connection[Any], mapping: SourceMapping, errors: list[CaseError]
) -> Mapping[str, _Relation]:
    visible = _visible(database)
    found: dict[str, _Relation] = {}
    for table in TABLES:
        given = mapping.tables.get(table)
        place = f"{mapping.name} tables.{table}".strip()
        if given and given.files:
            errors.append(
                problem(
                    f"{place}.file",
                    "file_of_database",
                    "来源是数据库：这里写 table",
                    "the source is a database: write table",
                )
            )
            continue
        name = given.relation if given else None
        name = name or next((item for item in visible if table_named(item) == table), None)
        if name is None:
            if given or table == "person":
                errors.append(
                    problem(
                        place,
                        "no_table",
                        f"没有找到{table_label(table)}（{table}）的表或视图",
                        f"no table or view for {table}",
                        ("在映射文件里写 table: 名称", "write table: name in the mapping"),
                    )
                )
            continue
        relation = _relation(database, name)
        if relation is None:
            near = did_you_mean(nearest_names(name, visible))
            errors.append(
                problem(
                    f"{place}.table",
                    "no_relation",
                    f"数据库里没有可读的表或视图 {shown(name)}",
                    f"the database has no table or view {shown(name)} that can be read",
                    near,
                )
            )
        else:
            found[table] = relation
    return found


def _visible(database: psycopg.Connection[Any]) -> list[str]:
    rows = database.execute(
        "SELECT CASE WHEN table_schema = current_schema() THEN table_name ELSE table_schema || '.' || table_name END "
        "FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
    )
    return [row[0] for row in rows]


def _relation(database: psycopg.Connection[Any], name: str) -> _Relation | None:
    identifier = sql.Identifier(*name.split("."))
    try:
        with database.transaction():
            cursor = database.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(identifier))
    except (
        psycopg.errors.UndefinedTable,
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.InvalidSchemaName,
    ):
        return None
    columns = cursor.description or ()
    arrays = {
        column.name
        for column in columns
        if (kind := known_types.get(column.type_code)) and kind.array_oid == column.type_code
    }
    return _Relation(name, identifier, tuple(column.name for column in columns), frozenset(arrays))


def _fetch(
    connection: duckdb.DuckDBPyConnection,
    database: psycopg.Connection[Any],
    relation: _Relation,
    bound: Bound,
    scratch: Path,
    table: str,
) -> tuple[tuple[Part, ...], int]:
    """Copy the wanted columns of a relation, and make every chunk Parquet before the next is fetched."""
    wanted = tuple(dict.fromkeys(given.column for given in bound.columns.values() if given.column))
    statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv)").format(
        sql.SQL(", ").join(_as_text(column, relation) for column in wanted), relation.identifier
    )
    text = TextFile(scratch / f"{table}.csv", relation.name, wanted, ",", "")
    header = ",".join(f'"{column.replace(chr(34), chr(34) * 2)}"' for column in wanted).encode() + b"\n"
    parts: list[Part] = []
    rows = 0
    with database.cursor() as cursor, cursor.copy(statement) as copy:
        chunks = iter(copy)
        more = True
        while more or not parts:
            first, size, more = rows, 0, False
            with text.path.open("wb") as file:
                file.write(header)
                for chunk in chunks:
                    file.write(chunk)
                    size += len(chunk)
                    rows += 1  # the server sends a row at a time
                    if size >= _CHUNK:
                        more = True
                        break
            target = scratch / f"{table}-{len(parts)}.parquet"
            to_parquet(connection, text, wanted, target)
            parts.append(Part(target, relation.name, first + 1))
            text.path.unlink()
    return tuple(parts), rows


def _as_text(column: str, relation: _Relation) -> sql.Composable:
    name = sql.Identifier(column)
    if column in relation.arrays:
        return sql.SQL("CASE WHEN cardinality({0}) = 0 THEN '[]' ELSE array_to_string({0}, ';') END").format(
            name
        )
    return sql.SQL("{}::text").format(name)
