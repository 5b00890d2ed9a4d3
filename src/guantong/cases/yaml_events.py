"""YAML 1.2 to plain data, event by event, so that depth and size are bounded while the text is parsed.

Only the parser is the library's. What a scalar means is decided here, by fewer words than the core
schema has: a date is text, a number that a zero begins is text, a fraction is text (`2016.10` is a
month). So nothing that a person wrote is lost before the field that it belongs to reads it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from guantong.cases.errors import refusal, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.cases.errors import CaseErrors

_LONGEST_TEXT: Final = 250_000
_LONGEST_LINE: Final = 10_000
_MOST_LINES: Final = 20_000
_TAB: Final = re.compile(r"^[ ]*\t[ \t]*[^\s]", re.MULTILINE)
_WHOLE_NUMBER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,19})")
_NO_NUMBER: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def read_yaml(text: str, *, deepest: int, most_values: int) -> Any:
    """Return the plain data of one YAML document; keys are text.

    Raises CaseErrors with one error, which names the line, for bad syntax and for what is more than
    plain data: aliases, anchors, tags, directives, a key given twice, a second document, NaN.
    """
    _refuse_costly(text)
    return _Reader(text, deepest, most_values).document()


def _refuse_costly(text: str) -> None:
    """Refuse what would keep the parser busy for seconds and is no case, and tabs, which it explains badly."""
    if len(text) > _LONGEST_TEXT:
        raise refusal(
            "too_large",
            f"YAML 文件超过 {_LONGEST_TEXT} 个字符",
            f"more than {_LONGEST_TEXT} characters of YAML",
            ("一份案例只写一个人", "a case is about one person"),
        )
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise refusal(
            "too_many",
            f"超过 {_MOST_LINES} 行",
            f"more than {_MOST_LINES} lines",
            ("一份案例只写一个人", "a case is about one person"),
        )
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            raise _refused(number, "long_line", "这一行太长", "this line is too long")
    if found := _TAB.search(text):
        number = text.count("\n", 0, found.start()) + 1
        raise _refused(
            number, "tab", "缩进用了制表符", "a tab in the indentation", ("改用空格", "use blanks")
        )


class _Reader:
    def __init__(self, text: str, deepest: int, most_values: int) -> None:
        self._events = _events(text)
        self._deepest = deepest
        self._most_values = most_values
        self._values = 0

    def document(self) -> Any:
        next(self._events)
        start = next(self._events)
        if isinstance(start, StreamEndEvent):
            raise refusal("empty", "文件是空的", "the document is empty")
        if isinstance(start, DocumentStartEvent) and (start.version or start.tags):
            raise _refused(_line(start), "directive", "不接受 % 指令", "no directives, please")
        data = self._node(next(self._events), 1)
        next(self._events)
        end = next(self._events)
        if not isinstance(end, StreamEndEvent):
            raise _refused(
                _line(end),
                "several_documents",
                "又开始了一份文件",
                "a second document begins",
                ("一份文件只写一个人", "write one person to a file"),
            )
        return data

    def _node(self, event: Event, depth: int) -> Any:
        self._values += 1
        if self._values > self._most_values:
            raise _refused(
                _line(event),
                "too_many",
                f"内容超过 {self._most_values} 项",
                f"more than {self._most_values} values",
            )
        if depth > self._deepest:
            raise _refused(
                _line(event),
                "too_deep",
                f"嵌套超过 {self._deepest} 层",
                f"nested more than {self._deepest} levels deep",
            )
        _refuse_names(event)
        match event:
            case SequenceStartEvent():
                return [self._node(item, depth + 1) for item in self._until_end()]
            case MappingStartEvent():
                return self._mapping(depth)
            case ScalarEvent(style=None | "", value=text):
                return _plain(text, event)
            case ScalarEvent(value=text):
                return text
            case _:  # pragma: no cover - the four kinds of node are all above
                raise AssertionError(event)

    def _mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in self._until_end():
            _refuse_names(key)
            if not isinstance(key, ScalarEvent):
                raise _refused(_line(key), "key_not_text", "键应当是文字", "a key should be text")
            name = key.value
            if name in found:
                raise _refused(
                    _line(key),
                    "duplicate_key",
                    f"键 {shown(name)} 出现了两次",
                    f"the key {shown(name)} stands twice",
                )
            found[name] = self._node(next(self._events), depth + 1)
        return found

    def _until_end(self) -> Iterator[Event]:
        """Yield the events of the children of a list or map; each child takes the events inside it."""
        while isinstance(event := next(self._events), NodeEvent):
            yield event


def _events(text: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = shown(error.problem or error.context)
        raise _refused(
            mark.line + 1 if mark else 1,
            "syntax",
            "不是正确的 YAML",
            f"not correct YAML, {problem}",
            (
                "检查缩进、冒号后的空格和引号",
                "look at the indentation, the blank after a colon and the quotation marks",
            ),
        ) from error
    except Exception as error:  # the parser has failed in other ways on texts that are no YAML
        raise refusal("syntax", "不是正确的 YAML", "not correct YAML") from error


def _refuse_names(event: Event) -> None:
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
        raise _refused(
            _line(event),
            "alias",
            "不接受 & 和 * 引用",
            "no anchors and aliases, please",
            ("以 & 或 * 开头的文字要加引号", "a text that begins with & or * needs quotation marks"),
        )
    if getattr(event, "tag", None) is not None or getattr(event, "ctag", None) is not None:
        raise _refused(
            _line(event),
            "tag",
            "不接受 ! 标签",
            "no tags, please",
            ("以 ! 开头的文字要加引号", "a text that begins with ! needs quotation marks"),
        )


def _plain(text: str, event: Event) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    if _NO_NUMBER.fullmatch(text):
        raise _refused(_line(event), "not_a_number", f"{text} 不是数", f"{text} is no number")
    return text


def _line(event: Event) -> int:
    line: int = event.start_mark.line
    return line + 1


def _refused(line: int, code: str, zh: str, en: str, hint: tuple[str, str] = ("", "")) -> CaseErrors:
    return refusal(code, f"第 {line} 行：{zh}", f"line {line}: {en}", hint)
