"""Single values: text, dates, truth values, codes and names, each read by its shape."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from guantong.cases.days import NotADay, read_day
from guantong.cases.errors import shown
from guantong.cases.occupations import read_occupation
from guantong.cases.shapes import (
    LONGEST_TEXT,
    Code,
    Codes,
    DayOf,
    Field,
    Flag,
    HonourName,
    HonourText,
    OccupationText,
    Only,
    Shape,
    SpecialtyText,
    Statement,
    Text,
    TitleLevel,
)
from guantong.catalogue import catalogue, terms

if TYPE_CHECKING:
    from guantong.cases.errors import Report

_FEW: Final = 8
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_STATEMENTS: Final[Mapping[str | None, bool | str]] = {"true": True, "false": False, "declared": "declared"}


def read_scalar(shape: Shape, value: object, path: str, report: Report) -> Any:
    """Return what a value means, or None after reporting why it means nothing."""
    match shape:
        case DayOf(holds):
            day = _day(value, path, report)
            if holds and day is not None:
                report.days.append((path, day))
            return day
        case Flag() | Statement():
            return _statement(value, path, report, declared=isinstance(shape, Statement))
        case Codes(kind):
            return _codes(kind, value, path, report)
    text = _text(value, path, report, shape.longest if isinstance(shape, Text) else LONGEST_TEXT)
    if text is None:
        return None
    match shape:
        case Code(kind):
            return _code(kind, text, path, report)
        case Only(kind, code):
            return _only(kind, code, text, path, report)
        case TitleLevel():
            return _title_level(text, path, report)
        case OccupationText():
            return read_occupation(text, path, report)
        case HonourText():
            found = catalogue().find_honour(text)
            return found.code if found else _code("honour", text, path, report)
        case HonourName():
            return terms.term("honour", text) or _compared(text)
        case SpecialtyText():
            return _specialty(text)
        case Text(compared=False):
            return text
        case _:
            return _compared(text)


def kind_of(value: object) -> tuple[str, str]:
    """Return what a value is, in Chinese and English."""
    match value:
        case None:
            return "空值", "empty"
        case bool():
            return "是或否", "true or false"
        case int() | float():
            return "数字", "a number"
        case str():
            return "文字", "text"
        case date():
            return "日期", "a date"
        case Mapping():
            return "一组键和值", "a map"
        case list() | tuple():
            return "列表", "a list"
        case _:
            return "其他数据", "something else"


def unknown_key(
    key: object, known: Mapping[str, Field], path: str, report: Report, *, elsewhere: bool = False
) -> None:
    """Report a key that does not belong to this map, with the nearest that does.

    `elsewhere` where the key is known for another direction or question.
    """
    name = shown(key)
    place = f"{path}.{name}" if path else name
    if elsewhere:
        keys = "、".join(known)
        report.error(
            place,
            "key_not_for_this",
            f"这里不用 {name}",
            f"{name} does not belong here",
            (f"可用的键：{keys}", f"keys that do: {', '.join(known)}"),
        )
        return
    near = known.get(_near_key(str(key)[:40], tuple((field.key, field.zh) for field in known.values())))
    hint = (f"是否指 {near.key}（{near.zh}）", f"did you mean {near.key}?") if near else ("", "")
    report.error(place, "unknown_key", f"没有 {name} 这个键", f"there is no key {name}", hint)


@lru_cache(maxsize=4096)
def _near_key(key: str, known: tuple[tuple[str, str], ...]) -> str:
    """Return the key that was meant, by its letters or by its Chinese name; empty where none is near."""
    spellings = {spelling: name for name, zh in known for spelling in (zh, name)}
    close = difflib.get_close_matches(key.casefold(), spellings, n=1, cutoff=0.6)
    return spellings[close[0]] if close else ""


def _compared(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _text(value: object, path: str, report: Report, longest: int) -> str | None:
    if not isinstance(value, str):
        zh, en = kind_of(value)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        hint = ("号码和代码要加引号", "put it in quotation marks") if number else ("", "")
        report.error(path, "wrong_type", f"应当是文字，这里是{zh}", f"this should be text, it is {en}", hint)
        return None
    text = value.strip()
    if not text:
        report.error(
            path,
            "empty_text",
            "不能是空的",
            "it should not be empty",
            ("不知道就不写这个键", "leave the key out if it is unknown"),
        )
    elif len(text) > longest:
        report.error(path, "text_too_long", f"超过 {longest} 个字", f"longer than {longest} characters")
    elif _CONTROL.search(text):
        report.error(path, "control_character", "有控制字符", "it contains a control character")
    else:
        return text
    return None


def _day(value: object, path: str, report: Report) -> date | None:
    try:
        day, month_only = read_day(value)
    except NotADay as error:
        text = f"“{shown(value)}”" if isinstance(value, str) else ""
        report.error(path, "date", f"{text}{error.zh}", f"{text} {error.en}".strip(), error.hint)
        return None
    if month_only:
        report.note(
            path,
            "month_precision",
            f"只写了月份，按当月最后一天 {day} 读取",
            f"only the month is given; read as its last day, {day}",
        )
    return day


def _statement(value: object, path: str, report: Report, *, declared: bool) -> bool | str | None:
    if isinstance(value, bool):
        return value
    meaning = _STATEMENTS.get(terms.term("statement", value)) if isinstance(value, str) else None
    if meaning is not None and (declared or meaning != "declared"):
        return meaning
    given = f"“{shown(value)}”" if isinstance(value, str) else kind_of(value)[0]
    report.error(
        path,
        "truth_value",
        f"应当是 true 或 false，这里是{given}",
        f"this should be true or false, it is {given if isinstance(value, str) else kind_of(value)[1]}",
        ("也可写 declared（本人声明）", "or declared") if declared else ("", ""),
    )
    return None


def _codes(kind: str, value: object, path: str, report: Report) -> tuple[str, ...] | None:
    if not isinstance(value, list | tuple):
        zh, en = kind_of(value)
        report.error(path, "wrong_type", f"应当是列表，这里是{zh}", f"this should be a list, it is {en}")
        return None
    read = [read_scalar(Code(kind), item, f"{path}[{place}]", report) for place, item in enumerate(value)]
    return tuple(sorted({code for code in read if code is not None}))


def _code(kind: str, text: str, path: str, report: Report) -> str | None:
    code = terms.term(kind, text)
    if code is None:
        report.error(
            path,
            "unknown_code",
            f"不认识“{shown(text)}”",
            f"“{shown(text)}” is not known here",
            _nearest(kind, text[:40]),
        )
    return code


def _only(kind: str, code: str, text: str, path: str, report: Report) -> str | None:
    if terms.term(kind, text) == code:
        return code
    name = terms.name(kind, code)
    report.error(
        path,
        "unknown_code",
        f"不认识“{shown(text)}”",
        f"“{shown(text)}” is not known here",
        (f"只能写 {name}（{code}）", f"only {code} is possible"),
    )
    return None


@lru_cache(maxsize=4096)
def _nearest(kind: str, text: str) -> tuple[str, str]:
    """Return a hint with the nearest words, or with all of them where they are few."""
    codes = [terms.term(kind, spelling) or "" for spelling in terms.suggest(kind, text)]
    question = bool(codes)
    if not codes and len(terms.codes(kind)) <= _FEW:
        codes = list(terms.codes(kind))
    if not codes:
        return "", ""
    zh = "、".join(f"{terms.name(kind, code)}（{code}）" for code in codes)
    en = ", ".join(codes)
    return (f"是否指 {zh}", f"did you mean {en}?") if question else (f"可写 {zh}", f"one of {en}")


def _title_level(text: str, path: str, report: Report) -> str | None:
    title = None if terms.term("title_level", text) else catalogue().find_title(text)
    if title is None:
        return _code("title_level", text, path, report)
    zh, en = (terms.name("title_level", title.level, language) for language in ("zh", "en"))
    report.note(path, "title_name", f"“{shown(text)}”按{zh}读取", f"“{shown(text)}” is read as {en}")
    return title.level


def _specialty(text: str) -> str:
    """Return the official name where every series that lists the word has the same one for it."""
    known = catalogue()
    names = {name for series in known.series if (name := known.find_specialty(series, text))}
    return names.pop() if len(names) == 1 else _compared(text)
