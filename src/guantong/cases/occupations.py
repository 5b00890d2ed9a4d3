"""An occupation as people write it: a code, a name, an older code or name, an everyday word."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from guantong.cases.errors import shown
from guantong.catalogue import catalogue

if TYPE_CHECKING:
    from guantong.cases.errors import Report

_CODE: Final = re.compile(r"[1-8]-[0-9]{2}-[0-9]{2}-[0-9]{2}")
_MEANT_AS_CODE: Final = re.compile(r"[0-9][-0-9. ]*")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))


def read_occupation(text: str, path: str, report: Report) -> str | None:
    """Return the code of an occupation, or the text itself where the catalogue does not know it, which is noted.

    A text of digits that has not the form of a code is an error with the nearest codes; then None.
    Source: the classification writes a code as d-dd-dd-dd, the first digit 1 to 8.
    """
    spelling = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    if found := catalogue().find_occupation(spelling):
        _note_spelling(
            found.how, text, f"{found.name}（{found.code}）", f"{found.name} ({found.code})", path, report
        )
        return found.code
    if _MEANT_AS_CODE.fullmatch(spelling) and not _CODE.fullmatch(spelling):
        near = _near_codes(spelling)
        report.error(
            path,
            "occupation_code",
            f"“{shown(text)}”不是职业代码，代码的形式是 6-18-01-01",
            f"“{shown(text)}” is no code of an occupation; a code looks like 6-18-01-01",
            (f"最接近的是 {near}", f"the nearest: {near}") if near else ("", ""),
        )
        return None
    near = _near_names(spelling)
    report.note(
        path,
        "unknown_occupation",
        f"目录里没有职业“{shown(text)}”，按原文保留，对应关系由人工认定"
        + (f"；相近的有 {near}" if near else ""),
        f"the catalogue has no occupation “{shown(text)}”; it is kept as it stands and a person decides what is related"
        + (f"; similar: {near}" if near else ""),
    )
    return spelling


def _note_spelling(how: str, text: str, zh: str, en: str, path: str, report: Report) -> None:
    match how:
        case "legacy":
            report.note(
                path,
                "legacy_occupation",
                f"“{shown(text)}”是旧版职业名称或代码，按 {zh} 读取",
                f"“{shown(text)}” is an older name or code, read as {en}",
            )
        case "alias":
            report.note(
                path, "everyday_name", f"“{shown(text)}”按 {zh} 读取", f"“{shown(text)}” is read as {en}"
            )


@lru_cache(maxsize=1024)
def _near_codes(spelling: str) -> str:
    known = {code.replace("-", ""): code for code in catalogue().occupations}
    digits = re.sub(r"[^0-9]", "", spelling)[:14]
    return "、".join(
        f"{known[code]} {catalogue().occupation_name(known[code])}"
        for code in difflib.get_close_matches(digits, known, n=3, cutoff=0.6)
    )


@lru_cache(maxsize=1024)
def _near_names(spelling: str) -> str:
    return "、".join(f"{row.name}（{row.code}）" for row in catalogue().suggest_occupations(spelling[:40]))
