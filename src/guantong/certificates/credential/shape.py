"""What a document may hold, term by term. Anything else is refused before it is signed, and before it is believed.

JSON-LD leaves out, without a word, every term that its contexts do not define and every identifier that is not absolute;
what is left out is not signed. So each document that we sign has a fixed shape here, and every leaf of a shape is known
to reach the signed bytes (a test changes each and looks).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LONGEST_TEXT: Final = 1000

_IRI: Final = re.compile(r"(?:https?://|did:|urn:)[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value for which a question is answered with yes; `zh` and `en` say what it should be."""

    fits: Callable[[Any], bool]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Each:
    """A list of at least one and at most `most` things of a shape."""

    of: Shape
    most: int = 16


@dataclass(frozen=True, slots=True)
class Node:
    """An object: the terms that it must hold and those that it may."""

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape] = field(default_factory=dict)


Shape: TypeAlias = "Leaf | Each | Node"


@dataclass(frozen=True, slots=True)
class ShapeProblem:
    """A place in a document (`credentialSubject.achievement.name`) and what is wrong there."""

    path: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.path}：{self.zh} / {self.en}"


def only(value: object) -> Leaf:
    """Exactly this value, and of this type: true is not 1."""
    return Leaf(
        lambda given: type(given) is type(value) and given == value, f"应为 {value}", f"is to be {value}"
    )


def matching(pattern: str, zh: str, en: str) -> Leaf:
    """A text that a pattern fits as a whole."""
    fits = re.compile(pattern)
    return Leaf(lambda given: isinstance(given, str) and bool(fits.fullmatch(given)), zh, en)


TEXT: Final = Leaf(
    lambda given: _is_text(given), "应为文字，不含控制字符", "is text without control characters"
)
IRI: Final = Leaf(
    lambda given: isinstance(given, str) and bool(_IRI.fullmatch(given)),
    "应为完整的网址或标识",
    "is a full address",
)
INSTANT: Final = Leaf(
    lambda given: _is_instant(given), "应为带时区的时刻", "is an instant with its time zone"
)


def problems(given: object, shape: Shape, path: str = "") -> Iterator[ShapeProblem]:
    """Yield every place where a document differs from its shape: missing and unknown terms, values of another kind."""
    match shape:
        case Leaf():
            if not shape.fits(given):
                yield ShapeProblem(path, shape.zh, shape.en)
        case Each():
            if not isinstance(given, list) or not 1 <= len(given) <= shape.most:
                yield ShapeProblem(
                    path, f"应为 1 至 {shape.most} 项的列表", f"is a list of 1 to {shape.most}"
                )
            else:
                for i, item in enumerate(given):
                    yield from problems(item, shape.of, f"{path}[{i}]")
        case Node():
            if not isinstance(given, dict):
                yield ShapeProblem(path, "应为对象", "is an object")
            else:
                yield from _of_node(given, shape, path)


def _of_node(given: dict[str, object], shape: Node, path: str) -> Iterator[ShapeProblem]:
    start = f"{path}." if path else ""
    for term in shape.required:
        if term not in given:
            yield ShapeProblem(start + term, "缺少这一项", "is missing")
    for term, value in given.items():
        known = shape.required.get(term) or shape.optional.get(term)
        if known is None:
            yield ShapeProblem(start + term[:60], "不应有这一项", "is not a term of this document")
        else:
            yield from problems(value, known, start + term)


def _is_text(given: object) -> bool:
    return (
        isinstance(given, str)
        and 0 < len(given) <= LONGEST_TEXT
        and not any(unicodedata.category(c) in ("Cc", "Cs") for c in given)
    )


def _is_instant(given: object) -> bool:
    if not isinstance(given, str) or not _INSTANT.fullmatch(given):
        return False
    try:
        datetime.fromisoformat(given)
    except ValueError:
        return False
    return True
