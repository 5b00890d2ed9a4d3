"""Keeps personal data out of entries, as far as a machine can tell.

Details are codes: ASCII without blanks, so that no Chinese name or sentence gets in. Keys that name personal data, and
values that look like an identity number or a telephone number, are refused everywhere. What it cannot tell: a name
written in Latin letters under a key of another name.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import gettext as _

from ..refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_REASON: Final = 1000
_MOST_DETAIL: Final = 100
_CODE: Final = re.compile(r"[A-Za-z0-9_.:,;/#+=()\[\]*-]{0,200}")
_PERSONAL_KEYS: Final = frozenset(
    {
        "name",
        "full_name",
        "display_name",
        "username",
        "id_number",
        "identity",
        "identity_number",
        "phone",
        "telephone",
        "mobile",
        "email",
        "mail",
        "address",
        "birth",
        "birth_date",
        "born",
        "sex",
        "gender",
        "nation",
        "photo",
        "password",
    }
)
_IDENTITY: Final = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
)
_OLD_IDENTITY: Final = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{7}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}(?![0-9A-Za-z])"
)
_TELEPHONE: Final = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")
_MAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


class PersonalDataError(ValueError):
    """A detail that may say something about a person; a mistake of the program that recorded it."""


def looks_personal(text: str) -> bool:
    """Whether a text carries something in the form of an identity number, a telephone number or an address of mail."""
    return any(form.search(text) for form in (_IDENTITY, _OLD_IDENTITY, _TELEPHONE, _MAIL))


def is_code(text: str) -> bool:
    """Whether a text is a code, as details are: ASCII without blanks that looks like nobody's number or address."""
    return _CODE.fullmatch(text) is not None and not looks_personal(text)


def checked_reason(reason: str) -> str:
    """The reason that somebody typed, as it is kept. Raises RefusedError, for them to read."""
    kept = reason.strip()
    if looks_personal(kept):
        raise RefusedError(
            "E-AUD-001",
            _("理由里不要写证件号码、电话或邮箱：审计记录长期保存。请去掉后再提交。"),
            field="reason",
        )
    if len(kept) > LONGEST_REASON or "\0" in kept or _has_surrogate(kept):
        raise RefusedError(
            "E-AUD-002", _("理由应为不超过 1000 字的普通文字。请改短后再提交。"), field="reason"
        )
    return kept


def checked_detail(detail: Mapping[str, object]) -> dict[str, object]:
    """The detail in the form in which it is kept: codes, numbers, days and ids. Raises PersonalDataError, TypeError."""
    if len(detail) > _MOST_DETAIL:
        raise ValueError(f"a detail has at most {_MOST_DETAIL} entries")
    return {_checked_key(key): _checked(value, key) for key, value in detail.items()}


def _checked_key(key: str) -> str:
    if key.lower() in _PERSONAL_KEYS or not _CODE.fullmatch(key) or not key:
        raise PersonalDataError(f"the key {key!r} names personal data or is no code")
    return key


def _checked(value: object, key: str) -> object:
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int):
        if isinstance(value, int) and looks_personal(str(value)):
            raise PersonalDataError(f"{key}: the number looks like one that belongs to a person")
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str):
        if not is_code(value):
            raise PersonalDataError(f"{key}: details are codes; the text given is none, or looks personal")
        return value
    if isinstance(value, list | tuple | set | frozenset):
        members = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        if len(members) > _MOST_DETAIL:
            raise ValueError(f"{key}: at most {_MOST_DETAIL} members")
        return [_checked(member, key) for member in members]
    if isinstance(value, dict):
        return checked_detail(value)
    raise TypeError(f"{key}: {type(value).__name__} has no form of its own in an entry")


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
