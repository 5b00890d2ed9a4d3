"""One cell as the value that a case document would hold there: what Excel and habit did to it, undone.

Only the spelling is undone; what a value means is read by the case format, so that a workbook and a document of
a case are judged alike.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from guantong.cases.identity import check_digit
from guantong.cases.shapes import Codes, DayOf, Flag, Shape, Statement

if TYPE_CHECKING:
    from .opening import Cell

_EPOCH: Final = date(1899, 12, 30)
_EPOCH_1904: Final = date(1904, 1, 1)
_FIRST_SERIAL: Final = 7_306
"""1 January 1920; a smaller number is a year or a slip, not a day."""
_LAST_SERIAL: Final = 73_050
_EXACT_DIGITS: Final = 15
"""Excel keeps no more digits of a number."""
_CARD_LENGTH: Final = 18
_SPLIT: Final = re.compile(r"[、，,；;/\s]+")
_SCIENTIFIC: Final = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{2}")
_MIDNIGHT: Final = re.compile(r"[ T]+0{1,2}:00(?::00(?:\.0+)?)?$")
_YEAR_AND_MONTH: Final = re.compile(r"((?:19|20)[0-9]{2})\.([0-9]{1,2})")
_HAN: Final = r"㐀-鿿豈-﫿𠀀-𱍊〇·"
_GAP: Final = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")


@dataclass(frozen=True, slots=True)
class Damaged:
    """A value that Excel changed so that it cannot be told any more."""

    zh: str
    en: str
    hint_zh: str
    hint_en: str
    kind: str = "damaged"


_LOST_DIGITS: Final = Damaged(
    "号码被 Excel 当成数字，第 15 位以后的数字已经丢失",
    "Excel took the number for a quantity; the digits after the 15th are lost",
    "请先把这一列设为“文本”格式，再对照证件重新输入",
    "format the column as text, then enter the number anew from the document",
)
_ZEROS: Final = Damaged(
    "号码以 000 结尾，可能被 Excel 当成数字后改坏了末三位",
    "the number ends in 000: Excel has probably taken it for a quantity and lost the last three digits",
    "请先把这一列设为“文本”格式，再对照证件重新输入",
    "format the column as text, then enter the number anew from the document",
)
_TENTH: Final = Damaged(
    "Excel 把它当成了小数，分不清是 1 月还是 10 月",
    "Excel took it for a decimal; January and October cannot be told apart",
    "写成 2024-01 或 2024-10",
    "write 2024-01 or 2024-10",
    kind="date",
)


def text_of(cell: Cell | None) -> str:
    """A cell as the text that a person would read in it; empty for an empty one."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 10**_EXACT_DIGITS:
            return str(int(cell))
        case float():
            return repr(cell)
        case datetime():
            return str(cell.date()) if cell.time() == time() else str(cell)
        case _:
            return str(cell)


def is_blank(cell: Cell | None) -> bool:
    """Whether nothing can be read in a cell."""
    if isinstance(cell, str):
        return not cell or not _trimmed(cell)
    return cell is None


def value_of(cell: Cell, shape: Shape, *, number: bool = False, since_1904: bool = False) -> Any:
    """The value for a place of the case, or Damaged. `number` for what has digits that are no quantity."""
    match shape:
        case DayOf():
            return _day(cell, since_1904=since_1904)
        case Flag() | Statement() if isinstance(cell, bool):
            return cell
        case Codes():
            return [part for part in _SPLIT.split(_trimmed(text_of(cell))) if part]
    if number:
        return _digits(cell)
    return _trimmed(text_of(cell))


def name_of(cell: Cell) -> str:
    """A name without the blanks that stretch it: 张　三 is 张三; the blanks of a foreign name stay."""
    text = _GAP.sub("", _trimmed(text_of(cell)))
    return re.sub(r"\s+", " ", text)


def key_of(text: str) -> str:
    """A staff or identity number as it is compared: half-width, without blanks, in capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def damaged_card(text: str) -> Damaged | None:
    """The explanation of an 18-digit number whose last three digits Excel has lost; None for another number."""
    number = key_of(text)
    if len(number) != _CARD_LENGTH or not number.isdigit() or not number.endswith("000"):
        return None
    return None if number[-1] == check_digit(number[:-1]) else _ZEROS


def _trimmed(text: str) -> str:
    return text.replace("\u200b", "").replace("\ufeff", "").strip()


def _digits(cell: Cell) -> str | Damaged:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _LOST_DIGITS if abs(cell) >= 10**_EXACT_DIGITS else text_of(cell)
    text = _trimmed(text_of(cell))
    if _SCIENTIFIC.fullmatch(text):
        return _LOST_DIGITS
    return text.removeprefix("'").removeprefix("\u2018")


def _day(cell: Cell, *, since_1904: bool) -> Any:
    match cell:
        case datetime():
            return cell.date() if cell.time() == time() else cell
        case date():
            return cell
        case bool() | time() | timedelta():
            return text_of(cell)
        case float() | int():
            return _day_of_number(float(cell), since_1904=since_1904)
    text = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", _trimmed(cell)))
    if re.fullmatch(r"[0-9]{5}(?:\.0+)?", text):
        return _day_of_number(float(text), since_1904=since_1904)
    return re.sub(r"\s*([-./年月日])\s*", r"\1", text)


def _day_of_number(number: float, *, since_1904: bool) -> Any:
    """A serial of Excel, 20240501, or 2024.5, which is how Excel keeps a month typed with a dot."""
    epoch = _EPOCH_1904 if since_1904 else _EPOCH
    if number.is_integer():
        if _FIRST_SERIAL <= number <= _LAST_SERIAL:
            return epoch + timedelta(days=int(number))
        return int(number) if number >= 10**7 else str(int(number))
    text = repr(number)
    if found := _YEAR_AND_MONTH.fullmatch(text):
        return _TENTH if found[2] == "1" else f"{found[1]}-{int(found[2]):02}"
    return text
