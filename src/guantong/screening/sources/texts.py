# ruff: noqa: S608 - every name and value in a statement went through `quoted` or `literal`
"""CSV files as they come: their encoding, their header, their digest, and their way into Parquet."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from guantong.cases.errors import shown
from guantong.screening.sources.errors import SourceError, explained, problem, refusal
from guantong.screening.sources.parts import literal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import duckdb

    from guantong.cases import CaseError
    from guantong.screening.sources.mapping import Encoding

_CHUNK: Final = 1 << 20
_MARKS: Final = (
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_DELIMITERS: Final = ",\t;|"
_MOST_FAULTS: Final = 10
_LONGEST_HEADER: Final = 200_000


@dataclass(frozen=True, slots=True)
class TextFile:
    """A CSV file that was looked through once; `path` is the file in UTF-8, which may be a copy."""

    path: Path
    label: str
    columns: tuple[str, ...]
    delimiter: str
    digest: str


def open_text(path: Path, label: str, encoding: Encoding, folder: Path) -> TextFile:
    """Look through a CSV file: its digest, its encoding, its header. A copy in UTF-8 goes to `folder` if needed."""
    if path.stat().st_size == 0:
        raise refusal(label, "empty", "文件是空的", "the file is empty")
    found, digest = _encoding_of(path, label, encoding)
    if found not in ("utf-8", "utf-8-sig"):
        copy = folder / f"{digest[:16]}.csv"
        with copy.open("w", encoding="utf-8", newline="") as file:
            for text in _decoded(path, found):
                file.write(text)
        path = copy
    columns, delimiter = _header(path, label)
    return TextFile(path, label, columns, delimiter, digest)


def to_parquet(
    connection: duckdb.DuckDBPyConnection, text: TextFile, wanted: Iterable[str], target: Path
) -> None:
    """Write the wanted columns of a CSV file as Parquet, as text. Raises SourceError naming the lines at fault."""
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in text.columns)
    selected = ", ".join(quoted(name) for name in wanted)
    with explained(text.label):
        connection.execute("DROP TABLE IF EXISTS reject_errors")
        connection.execute("DROP TABLE IF EXISTS reject_scans")
        connection.execute(
            f"COPY (SELECT {selected} FROM read_csv({literal(text.path)}, header=true, auto_detect=false, "
            f"delim={literal(text.delimiter)}, quote='\"', escape='\"', columns={{{columns}}}, "
            f"store_rejects=true, rejects_limit={_MOST_FAULTS})) TO {literal(target)} (FORMAT parquet)"
        )
        faults = connection.execute(
            "SELECT line, error_type, csv_line FROM reject_errors ORDER BY line LIMIT ?", [_MOST_FAULTS]
        ).fetchall()
    if faults:
        raise SourceError([_fault(text, *fault) for fault in faults])


def _fault(text: TextFile, line: int, kind: str, content: str | None) -> CaseError:
    width = len(text.columns)
    zh, en = {
        "MISSING COLUMNS": (f"列数不足，表头有 {width} 列", f"fewer columns than the {width} of the header"),
        "TOO MANY COLUMNS": (f"列数超过表头的 {width} 列", f"more columns than the {width} of the header"),
        "UNQUOTED VALUE": ("引号没有成对", "a quotation mark is not closed"),
        "INVALID ENCODING": ("有不能识别的字符", "a character that cannot be read"),
    }.get(kind, (f"这一行读不出来：{kind}", f"this line cannot be read: {kind.lower()}"))
    return problem(
        f"{text.label}:{line}",
        "csv_line",
        f"{zh}：{shown(content or '')}",
        f"{en}: {shown(content or '')}",
        ("检查这一行的分隔符和引号", "look at the separators and quotation marks of this line"),
    )


def _encoding_of(path: Path, label: str, wanted: Encoding) -> tuple[str, str]:
    """The encoding and the SHA-256 of a file, read through once, twice where it is not UTF-8."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    tried = [marked] if marked else ["utf-8", "gb18030"] if wanted == "auto" else [wanted]
    lines: dict[str, int] = {}
    for name in tried:
        digest = hashlib.sha256()
        bad = _first_bad_line(path, name, digest)
        if bad is None:
            return name, digest.hexdigest()
        lines[name] = bad
    where = "；".join(f"按 {name} 读到第 {line} 行出错" for name, line in lines.items())
    raise refusal(
        label,
        "encoding",
        f"文件的编码读不出来：{where}",
        "the encoding cannot be read: "
        + "; ".join(f"as {name} it fails in line {line}" for name, line in lines.items()),
        ("另存为 UTF-8，或在映射文件里写 encoding", "save it as UTF-8, or write its encoding in the mapping"),
    )


def _first_bad_line(path: Path, encoding: str, digest: hashlib._Hash) -> int | None:
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            digest.update(chunk)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return line + chunk.count(b"\n", 0, error.start)
            if not chunk:
                return None
            line += chunk.count(b"\n")


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)


def _header(path: Path, label: str) -> tuple[tuple[str, ...], str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        start = file.read(_LONGEST_HEADER)
    first = start.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    names = next(csv.reader(io.StringIO(start), delimiter=delimiter), [])
    if not any(name.strip() for name in names):
        raise refusal(
            label, "no_header", "第一行应当是列名", "the first line should hold the names of the columns"
        )
    cleaned = [name.strip() or f"({place})" for place, name in enumerate(names, 1)]
    if twice := _repeated(cleaned):
        raise refusal(
            label,
            "column_twice",
            f"列名“{shown(twice)}”出现了两次",
            f"the column “{shown(twice)}” stands twice",
        )
    return tuple(cleaned), delimiter


def _repeated(names: Sequence[str]) -> str | None:
    return next((name for place, name in enumerate(names) if name in names[:place]), None)
