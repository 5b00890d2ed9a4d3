"""PostgreSQL as a source: tables, views, and what goes wrong without a secret being told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from guantong.screening.register import DAY, TABLES, vocabulary_of
from guantong.screening.sources import SourceError, database, prepare
from tests.screening.sources.registers import in_order, stored, word

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import Server

Rows = dict[str, list[dict[str, Any]]]


def _type(table: str, column: str) -> str:
    kind = TABLES[table].field(column).type
    if kind == DAY:
        return "date"
    if vocabulary_of(table, column) is not None:
        return "text"
    return {"bool": "boolean", "int16": "smallint", "string": "text"}.get(str(kind), "text[]")


def _fill(url: str, rows: Rows) -> None:
    with psycopg.connect(url) as connection:
        for table, schema in TABLES.items():
            columns = ", ".join(f'"{name}" {_type(table, name)}' for name in schema.names)
            connection.execute(f"CREATE TABLE {table} ({columns})".encode())
            names = ", ".join(f'"{name}"' for name in schema.names)
            with connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN".encode()) as copy:
                for row in rows[table]:
                    copy.write_row([_value(table, name, row[name]) for name in schema.names])


def _value(table: str, column: str, value: Any) -> Any:
    if value is None or isinstance(value, list | bool):
        return value
    if TABLES[table].field(column).type == DAY:
        return date.fromordinal(value)
    return word(table, column, value)


def test_database_comes_back(
    server: Server, rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_CHUNK", 2_000)  # so that several parts are made
    url = server.database()
    _fill(url, rows)
    intake = prepare(url, tmp_path / "work", threads=1)
    assert stored(tmp_path / "work") == {table: in_order(rows[table]) for table in TABLES}
    assert intake.inputs.keys() == set(TABLES)
    assert intake.source.startswith("postgresql://")


def test_views_and_names_of_the_mapping(server: Server, tmp_path: Path) -> None:
    url = server.database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE SCHEMA hr")
        connection.execute('CREATE TABLE hr.staff (工号 integer, 状态 text, born timestamp, "Stadt" text)')
        connection.execute(
            "INSERT INTO hr.staff VALUES (7, '在编', '1990-01-02', '柳州'), (8, NULL, NULL, NULL)"
        )
        connection.execute("CREATE VIEW hr.now AS SELECT * FROM hr.staff")
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "tables:\n  person:\n    table: hr.now\n    columns:\n      person_id: 工号\n"
        "      status: {column: 状态, values: {在编: 在职}}\n      birth_date: born\n      place: Stadt\n"
    )
    prepare(url, tmp_path / "work", mapping=mapping, threads=1)
    people = stored(tmp_path / "work")["person"]
    assert [(row["person_id"], row["status"], row["birth_date"], row["place"]) for row in people] == [
        ("7", 0, date(1990, 1, 2).toordinal(), "柳州"),
        ("8", None, None, None),
    ]


def test_every_wrong_name_is_told_with_the_nearest(server: Server, tmp_path: Path) -> None:
    url = server.database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE staff (id integer, born date)")
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "tables:\n  person: {table: staff, columns: {person_id: idd, birth_date: born}}\n"
        "  job: {table: staf}\n  title: {file: a.csv}\n"
    )
    with pytest.raises(SourceError) as caught:
        prepare(url, tmp_path / "work", mapping=mapping)
    found = {error.code: error for error in caught.value.errors}
    assert found.keys() == {"no_such_column", "no_relation", "file_of_database"}
    assert found["no_relation"].hint_en == "did you mean staff?"
    assert found["no_such_column"].hint_en == "did you mean id?"
    assert list(tmp_path.iterdir()) == [mapping]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:geheim%40x@127.0.0.1:1/db",
        "postgresql://user:gehe im@127.0.0.1:x/db",
        "postgresql:///db?host=%2Fno%2Fsuch&password=geheim",
    ],
)
def test_unreachable_is_one_message_without_the_secret(url: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        prepare(url, tmp_path / "work")
    (error,) = caught.value.errors
    assert error.code in ("unreachable", "connection_string")
    told = "".join((error.path, error.zh, error.en, error.hint_zh, error.hint_en))
    assert "geheim" not in told
    assert "gehe im" not in told
    assert list(tmp_path.iterdir()) == []


def test_wrong_password_is_not_repeated(server: Server, tmp_path: Path) -> None:
    url = server.url("no_such_database").replace("tester@", "tester:geheim@")
    with pytest.raises(SourceError) as caught:
        prepare(url, tmp_path / "work")
    (error,) = caught.value.errors
    assert "no_such_database" in error.en
    assert "geheim" not in str(caught.value)
