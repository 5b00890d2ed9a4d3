"""A document as text, YAML 1.2 or JSON, to plain data: text, whole numbers, truth values, lists and maps.

The document may come from anybody, so it is bounded before it is parsed and holds nothing but data:
no aliases, no tags, one document, every key once. Dates, and numbers that a zero begins, stay text.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from guantong.cases.errors import CaseErrors, refusal, shown
from guantong.cases.yaml_events import read_yaml

MOST_BYTES: Final = 1_000_000
DEEPEST: Final = 20
MOST_VALUES: Final = 5_000
"""A case has about a hundred values and four levels; these bounds keep a hostile one cheap."""

_OF_YAML_ONLY: Final = ("syntax", "tab", "long_line", "too_large", "too_many")
"""What YAML has against a text that may well be meant as JSON."""

_LONGEST_NUMBER: Final = 20
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_JSON_PIECE: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_LOOKS_LIKE_TEXT: Final = re.compile(r"[\r\n{]|:\s|:\Z")


def read_document(source: str | Path | bytes) -> Any:
    """Return the plain data of a document.

    Args:
        source: bytes are a document. A path is a file, and so is a text of one line without a colon
            and a blank after it; any other text is a document. `-` is standard input.

    Raises CaseErrors with one error, for a source that cannot be read or is no plain data.

    """
    match source:
        case bytes():
            return parse_document(source)
        case str() if source != "-" and (not source.strip() or _LOOKS_LIKE_TEXT.search(source)):
            return parse_document(source)
    if str(source) == "-":
        return parse_document(_take(sys.stdin.buffer))
    path = Path(source)
    try:
        with path.open("rb") as file:
            content = _take(file)
    except (
        OSError,
        ValueError,
    ) as error:  # ValueError: a path that no system has, as one with a null character
        reason = getattr(error, "strerror", None) or str(error)
        raise refusal(
            "unreadable", f"打不开文件 {shown(path)}", f"cannot open {shown(path)}: {shown(reason)}"
        ) from error
    return parse_document(content, json_only=path.suffix.lower() == ".json")


def parse_document(content: str | bytes, *, json_only: bool = False) -> Any:
    """Return the plain data of a text in YAML or JSON. Raises CaseErrors with one error."""
    text = _checked(content)
    if text.lstrip().startswith(("{", "[")) or json_only:
        try:
            return bounded(_parse_json(text))
        except json.JSONDecodeError as error:
            place = f"第 {error.lineno} 行第 {error.colno} 列"
            wrong = refusal(
                "syntax",
                f"{place}：不是正确的 JSON",
                f"line {error.lineno}, column {error.colno}: not correct JSON, {error.msg}",
            )
            if json_only:
                raise wrong from error
        try:
            return _parse_yaml(text)  # braces without quotation marks are YAML
        except CaseErrors as error:
            raise (wrong if error.errors[0].code in _OF_YAML_ONLY else error) from None
    return _parse_yaml(text)


def bounded(data: Any) -> Any:
    """Return the data unchanged. Raises CaseErrors when it is nested too deeply or holds too many values."""
    level, values = [data], 0
    for _ in range(DEEPEST):
        values += len(level)
        if values > MOST_VALUES:
            raise _too_many()
        level = [child for item in level for child in _children(item)]
        if not level:
            return data
    raise _too_deep()


def _children(item: Any) -> list[Any]:
    match item:
        case Mapping():
            return list(item.values())
        case list() | tuple():
            return list(item)
    return []


def _take(file: BinaryIO) -> bytes:
    """Read no more than can be accepted and one byte, which shows that there is more."""
    return file.read(MOST_BYTES + 1)


def _checked(content: str | bytes) -> str:
    size = len(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    if size > MOST_BYTES:
        raise refusal(
            "too_large",
            f"文件超过 {MOST_BYTES // 1_000_000} MB",
            f"the document is larger than {MOST_BYTES // 1_000_000} MB",
            ("一份案例只写一个人", "a case is about one person"),
        )
    text = _decoded(content) if isinstance(content, bytes) else content.removeprefix("\ufeff")
    if found := _FORBIDDEN.search(text):
        line, sign = _line(text, found.start()), f"U+{ord(found.group()):04X}"
        raise refusal(
            "control_character",
            f"第 {line} 行有控制字符 {sign}",
            f"line {line}: control character {sign}",
            ("删去这个字符", "remove it"),
        )
    if not text.strip():
        raise refusal("empty", "文件是空的", "the document is empty")
    return text


def _decoded(content: bytes) -> str:
    hint = ("请另存为 UTF-8", "save it as UTF-8")
    if content.startswith(_WIDE_MARKS):
        raise refusal("encoding", "文件是 UTF-16 或 UTF-32 编码", "the document is UTF-16 or UTF-32", hint)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refusal("encoding", f"第 {line} 行不是 UTF-8 编码", f"line {line}: not UTF-8", hint) from error


def _parse_yaml(text: str) -> Any:
    return read_yaml(text, deepest=DEEPEST, most_values=MOST_VALUES)


def _parse_json(text: str) -> Any:
    depth = 0
    for piece in _JSON_PIECE.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(piece.group(), 0)
        if depth > DEEPEST:
            raise _too_deep()
    return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number, parse_int=_integer)


def _unique(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = shown(next(key for place, key in enumerate(keys) if key in keys[:place]))
        raise refusal("duplicate_key", f"键 {twice} 出现了两次", f"the key {twice} stands twice")
    return found


def _no_number(text: str) -> Any:
    raise refusal("not_a_number", f"{text} 不是数", f"{text} is no number")


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise refusal(
            "number_too_long",
            "有一个数太长",
            "a number is too long",
            ("号码要加引号", "put codes in quotation marks"),
        )
    return int(digits)


def _too_deep() -> CaseErrors:
    return refusal("too_deep", f"嵌套超过 {DEEPEST} 层", f"nested more than {DEEPEST} levels deep")


def _too_many() -> CaseErrors:
    return refusal(
        "too_many",
        f"内容超过 {MOST_VALUES} 项",
        f"more than {MOST_VALUES} values",
        ("一份案例只写一个人", "a case is about one person"),
    )


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
