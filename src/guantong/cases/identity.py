"""Numbers of identity documents: their form, and the check digit of GB 11643 where they have one.

The table of districts plays no part: districts come and go, and a valid card keeps its first six digits.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

RESIDENT: Final = "resident_identity_card"
RESIDENCE_PERMIT: Final = "hk_macao_taiwan_residence"
PERMIT_REGIONS: Final = ("810000", "820000", "830000")
"""What a residence permit carries in place of a district: Hong Kong, Macao, Taiwan."""

_FIRST_BIRTH: Final = date(1900, 1, 1)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"
_CARD: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")
_FORMS: Final = {
    "hk_macao_permit": (
        re.compile(r"[HM](?:[0-9]{8}|[0-9]{10})"),
        ("应为字母 H 或 M 加 8 位或 10 位数字", "it should be H or M and 8 or 10 digits"),
    ),
    "taiwan_permit": (re.compile(r"[0-9]{8}"), ("应为 8 位数字", "it should be 8 digits")),
    "passport": (
        re.compile(r"[A-Z0-9]{5,17}"),
        ("应为 5 到 17 位字母和数字", "it should be 5 to 17 letters and digits"),
    ),
    "foreign_permanent_resident": (
        re.compile(r"[A-Z0-9]{15}|9[0-9]{16}[0-9X]"),
        ("应为 15 位，或者以 9 开头的 18 位", "it should have 15 characters, or 18 beginning with 9"),
    ),
}
_CARD_FORM: Final = ("应为 18 位，末位可为 X", "it should have 18 digits, the last may be X")


class WrongNumber(ValueError):  # noqa: N818 - it says what the number is
    """A number that no document of its kind carries. The text never repeats the number."""

    def __init__(self, zh: str, en: str, hint: tuple[str, str]) -> None:
        super().__init__(zh)
        self.zh, self.en, self.hint = zh, en, hint


def normalise(number: str) -> str:
    """Return a number without blanks, in half-width characters and capitals."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def check_digit(first_seventeen: str) -> str:
    """Return the last character of an 18-digit number (ISO 7064 MOD 11-2, as GB 11643 applies it)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11]


def check_number(kind: str | None, number: str, latest: date) -> date | None:
    """Check a normalised number and return the date of birth that it carries, if it carries one.

    Args:
        kind: the identity type; None where it is unknown, so that any known form will do.
        number: as `normalise` returns it.
        latest: nobody was born after this day.

    Raises WrongNumber for a wrong form, an impossible date of birth or a wrong check digit.
    Source: GB 11643-1999; the forms of the other documents follow the rules of the case format.

    """
    if kind is None:
        if _CARD.fullmatch(number) and number[0] != "9":
            return _check_card(number, latest)
        if any(form.fullmatch(number) for form, _ in _FORMS.values()):
            return None
        raise WrongNumber("证件号码的格式不符", "the number has the form of no identity document", _CARD_FORM)
    if kind not in (RESIDENT, RESIDENCE_PERMIT):
        form, hint = _FORMS[kind]
        if form.fullmatch(number):
            return None
        raise WrongNumber("证件号码的格式不符", "the number has the wrong form", hint)
    if kind == RESIDENT and re.fullmatch(r"[0-9]{15}", number):
        raise WrongNumber(
            "15 位是旧版身份证号",
            "15 digits are the old form of the number",
            ("请写现行的 18 位号码", "write the present one of 18 digits"),
        )
    if not _CARD.fullmatch(number):
        raise WrongNumber("证件号码的格式不符", "the number has the wrong form", _CARD_FORM)
    if (kind == RESIDENCE_PERMIT) != number.startswith(PERMIT_REGIONS):
        raise WrongNumber(
            "证件号码与证件类型不符",
            "the number is not of this identity type",
            (
                "居住证以 810000、820000 或 830000 开头，身份证不是",
                "residence permits begin with 810000, 820000 or 830000, identity cards do not",
            ),
        )
    return _check_card(number, latest)


def _check_card(number: str, latest: date) -> date:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born = date.min
    if not _FIRST_BIRTH <= born <= latest:
        raise WrongNumber(
            "证件号码中的出生日期不成立", "the number carries an impossible date of birth", _CARD_FORM
        )
    if number[-1] != check_digit(number[:17]):
        raise WrongNumber(
            "证件号码校验不符，请核对", "the check digit does not fit, please compare the number", _CARD_FORM
        )
    return born
