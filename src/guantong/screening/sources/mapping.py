"""The mapping file: which file or table holds which table of the normal form, and what its columns mean.

Columns that are named as the normal form names them need no line; docs/registers.md shows a full example.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from guantong.cases.errors import shown
from guantong.catalogue.reading import UnreadableYaml, located, parse_yaml
from guantong.screening.register import TABLES
from guantong.screening.sources.errors import SourceError, did_you_mean, problem, refusal
from guantong.screening.sources.names import (
    column_spellings,
    nearest_names,
    plain,
    table_label,
    table_named,
    table_spellings,
)
from guantong.screening.sources.values import TOGETHER, clean, read_together, read_value

if TYPE_CHECKING:
    from guantong.cases import CaseError
    from guantong.catalogue.parsing import Places

FILE_NAME: Final = "mapping.yaml"
"""The mapping that is found by itself beside the files of a source."""

Encoding: TypeAlias = Literal["auto", "utf-8", "gb18030"]

_ENCODINGS: Final[Mapping[str, Encoding]] = {
    "auto": "auto",
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
}
_TOP: Final = ("encoding", "tables")
_TABLE: Final = ("file", "table", "columns", "complete", "encoding")
_COLUMN: Final = ("column", "values", "constant", "kind")
_LISTLESS: Final = ("person", "finding")
"""Tables that stand for no list of a case: there is nothing to be complete."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where the values of one column come from, and what some of them mean."""

    column: str | None = None
    """The name in the source; None where the column is a constant or is to be found by its name."""
    constant: str | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    """What a value of the source, normalised, means; None where it means that nothing is known."""
    identity: bool | None = None
    """Whether the values are identity numbers, which the store does not keep; None where their name tells."""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Where the rows of one table come from."""

    table: str
    files: tuple[str, ...] = ()
    relation: str | None = None
    columns: Mapping[str, ColumnMapping] = field(default_factory=dict)
    complete: bool = False
    """Whether a person without rows has none, instead of being one of whom nothing is known."""
    encoding: Encoding = "auto"


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """A whole mapping; `name` stands in messages."""

    name: str
    tables: Mapping[str, TableMapping]


NO_MAPPING: Final = SourceMapping("", {})


def load_mapping(path: Path) -> SourceMapping:
    """Read a mapping file. Raises SourceError with every mistake in it, each with its line."""
    try:
        data = parse_yaml(path.read_bytes(), path.name)
    except UnreadableYaml as error:
        place = f"{path.name}:{error.line}" if error.line else path.name
        raise refusal(
            place, "mapping_syntax", f"不是正确的 YAML：{error.problem}", f"not correct YAML: {error.problem}"
        ) from error
    except OSError as error:
        raise refusal(
            str(path),
            "unreadable",
            f"打不开映射文件：{error.strerror}",
            f"the mapping cannot be opened: {error.strerror}",
        ) from error
    reader = _Reader(path)
    found = reader.mapping(data)
    if reader.errors:
        raise SourceError(reader.errors)
    return found


class _Reader:
    """Reads the plain data of a mapping and gathers what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.errors: list[CaseError] = []
        self._path = path
        self._places: Places | None = None

    def mapping(self, data: Any) -> SourceMapping:
        if not isinstance(data, Mapping):
            self._wrong((), "mapping", "映射应当是一组键和值", "a mapping is a map of keys")
            return NO_MAPPING
        self._known(data, _TOP, ())
        encoding = self._encoding(data.get("encoding"), ("encoding",))
        tables: dict[str, TableMapping] = {}
        for name, content in self._map(data.get("tables"), ("tables",)).items():
            place = ("tables", name)
            table = table_named(name)
            if table is None:
                near = did_you_mean(nearest_names(name, table_spellings().values()))
                self._wrong(
                    place,
                    "unknown_table",
                    f"没有 {shown(name)} 这个表",
                    f"there is no table {shown(name)}",
                    near,
                )
            elif table in tables:
                self._wrong(
                    place, "twice", f"{table_label(table)}写了两次", f"the table {table} stands twice"
                )
            else:
                tables[table] = self._table(table, content, place, encoding)
        return SourceMapping(self._path.name, tables)

    def _table(self, table: str, content: Any, place: tuple[str, ...], encoding: Encoding) -> TableMapping:
        data = {"file": content} if isinstance(content, str | list) else self._map(content, place)
        self._known(data, _TABLE, place)
        columns: dict[str, ColumnMapping] = {}
        for name, value in self._map(data.get("columns"), (*place, "columns")).items():
            at = (*place, "columns", name)
            column = column_spellings(table).get(plain(name))
            if column is None:
                near = did_you_mean(nearest_names(name, TABLES[table].names))
                self._wrong(
                    at,
                    "unknown_column",
                    f"{table_label(table)}没有 {shown(name)} 这一列；左边写本系统的列名，右边写来源的列名",
                    f"{table} has no column {shown(name)}; the name of the normal form stands on the left, that of the source on the right",
                    near,
                )
            elif column in columns:
                self._wrong(at, "twice", f"{column} 写了两次", f"{column} stands twice")
            else:
                columns[column] = self._column(table, column, value, at)
        complete = data.get("complete")
        if complete is not None and (not isinstance(complete, bool) or table in _LISTLESS):
            zh = "只能写 true 或 false，并且不用于人员和人工认定"
            self._wrong((*place, "complete"), "complete", zh, "true or false, and not for person and finding")
        relation = data.get("table")
        if relation is not None and not isinstance(relation, str):
            self._wrong(
                (*place, "table"), "wrong_type", "应当是表或视图的名称", "the name of a table or view"
            )
        return TableMapping(
            table,
            self._files(data.get("file"), (*place, "file")),
            relation if isinstance(relation, str) else None,
            columns,
            complete is True,
            self._encoding(data["encoding"], (*place, "encoding")) if "encoding" in data else encoding,
        )

    def _column(self, table: str, column: str, value: Any, place: tuple[str, ...]) -> ColumnMapping:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return ColumnMapping(str(value))
        data = self._map(value, place)
        self._known(data, _COLUMN, place)
        source, constant, kind = data.get("column"), data.get("constant"), data.get("kind")
        if source is not None and constant is not None:
            self._wrong(
                place, "twice", "column 和 constant 只能写一个", "either column or constant, not both"
            )
        if kind not in (None, "identity", "plain") or (kind == "identity" and column != "person_id"):
            self._wrong(
                (*place, "kind"),
                "kind",
                "kind 只用于 person_id，可写 identity（身份证号）或 plain",
                "kind is for person_id only: identity or plain",
            )
        values: dict[str, str | None] = {}
        for key, meaning in self._map(data.get("values"), (*place, "values")).items():
            text = clean(meaning)
            values[clean(key) or ""] = text
            self._meant(table, column, text, (*place, "values", key))
        fixed = clean(constant)
        self._meant(table, column, fixed, (*place, "constant"))
        return ColumnMapping(
            None if source is None else str(source),
            fixed,
            values,
            None if kind is None else kind == "identity",
        )

    def _meant(self, table: str, column: str, text: str | None, place: tuple[str, ...]) -> None:
        """Refuse a meaning that the reader of the column would not understand."""
        if text is None:
            return
        if column in TOGETHER.get(table, ()):
            errors = [error for error in read_together(table, {column: text}).errors if error.path == column]
        else:
            errors = [] if column == "number" else list(read_value(table, column, text).errors)
        for error in errors:
            self._wrong(place, error.code, error.zh, error.en, (error.hint_zh, error.hint_en))

    def _files(self, value: Any, place: tuple[str, ...]) -> tuple[str, ...]:
        items = value if isinstance(value, list) else [] if value is None else [value]
        if not all(isinstance(item, str) and item.strip() for item in items):
            self._wrong(
                place, "wrong_type", "应当是文件名或文件名的列表", "a name of a file, or a list of them"
            )
            return ()
        for item in items:
            if Path(item).is_absolute() or ".." in Path(item).parts:
                self._wrong(
                    place,
                    "outside",
                    f"{shown(item)} 不在来源目录内",
                    f"{shown(item)} is outside of the folder of the source",
                )
        return tuple(items)

    def _encoding(self, value: Any, place: tuple[str, ...]) -> Encoding:
        found = _ENCODINGS.get(str(value or "auto").casefold())
        if found is None:
            self._wrong(
                place,
                "encoding",
                f"不认识编码 {shown(value)}",
                f"the encoding {shown(value)} is not known",
                ("可写 auto、utf-8、gb18030", "one of auto, utf-8, gb18030"),
            )
        return found or "auto"

    def _map(self, value: Any, place: tuple[str, ...]) -> Mapping[str, Any]:
        if value is None:
            return {}
        if isinstance(value, Mapping):
            return value
        self._wrong(place, "wrong_type", "应当是一组键和值", "this should be a map of keys")
        return {}

    def _known(self, data: Mapping[str, Any], known: Iterable[str], place: tuple[str, ...]) -> None:
        for key in data:
            if key not in known:
                near = did_you_mean(nearest_names(key, known))
                self._wrong(
                    (*place, key),
                    "unknown_key",
                    f"没有 {shown(key)} 这个键",
                    f"there is no key {shown(key)}",
                    near,
                )

    def _wrong(
        self, keys: tuple[str, ...], code: str, zh: str, en: str, hint: tuple[str, str] = ("", "")
    ) -> None:
        if self._places is None:
            self._places = located(self._path)
        place = f"{self._path.name}:{self._places.line(keys)} {'.'.join(map(shown, keys))}".strip()
        self.errors.append(problem(place, code, zh, en, hint))
