"""JSON from outside, read so that two readers cannot see two things in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from guantong.certificates.credential.canonical import Document

LARGEST: Final = 256 * 1024
"""Bytes of a file that is looked at; a credential has two thousand."""


def read_object(data: bytes | str) -> Document:
    """Return a JSON object. Raises ValueError for anything else: a term given twice, NaN, depth without end, not UTF-8."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("嵌套过深 / nested too deep") from None
    if not isinstance(found, dict):
        raise ValueError("不是 JSON 对象 / not a JSON object")  # one error for all that is unreadable
    return found


def _once(pairs: list[tuple[str, object]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("同一项出现两次 / a term is given twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
