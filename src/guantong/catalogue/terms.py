"""Words and codes: every closed vocabulary of the case and of the answer.

A code is English and stays; people write the Chinese term or an everyday form of it. The same look-up
serves every reader, so that a word accepted in one place is accepted everywhere.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from guantong.catalogue.reading import PACKS, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Language = Literal["zh", "en"]

_FOLDER: Final = PACKS / "catalogue"
_CATALOGUED: Final = {"series": "series", "honour": "honours", "exam_field": "exam_fields"}
"""Kinds whose words stand in a file of their own, with more facts beside them."""


@dataclass(frozen=True, slots=True)
class Term:
    """One code with its Chinese and English names and the other spellings that are accepted for it."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.zh, self.code, *self.aliases)


@dataclass(frozen=True)
class Vocabulary:
    """The terms of one kind, in their official order; `ordered` where that order ranks them, lowest first."""

    kind: str
    ordered: bool
    terms: tuple[Term, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Term]:
        return {term.code: term for term in self.terms}

    @cached_property
    def by_spelling(self) -> Mapping[str, str]:
        """Return normalised spelling -> code. Raises ValueError for a spelling of two codes."""
        found: dict[str, str] = {}
        for term in self.terms:
            for spelling in map(normalise, term.spellings):
                if found.setdefault(spelling, term.code) != term.code:
                    raise ValueError(f"{self.kind}: {spelling} means {found[spelling]} and {term.code}")
        return found

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        return {term.code: rank for rank, term in enumerate(self.terms)}


def normalise(text: str) -> str:
    """Return the form in which texts are compared: NFKC, trimmed, without case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """Return every vocabulary by its kind."""
    listed = read_yaml(_FOLDER / "terms.yaml")["terms"]
    found = {
        kind: _vocabulary(kind, content["terms"], ordered=content.get("ordered", False))
        for kind, content in listed.items()
    }
    for kind, file in _CATALOGUED.items():
        found[kind] = _vocabulary(kind, read_yaml(_FOLDER / f"{file}.yaml")[file], ordered=False)
    places = found["jurisdiction"]
    found["jurisdiction"] = Vocabulary("jurisdiction", False, (*places.terms, *_provinces(places)))
    return found


def vocabulary(kind: str) -> Vocabulary:
    """Return one vocabulary. Raises KeyError for an unknown kind: kinds are written in code, not by users."""
    return vocabularies()[kind]


def codes(kind: str) -> tuple[str, ...]:
    """Return the codes of a kind in their official order."""
    return tuple(vocabulary(kind).by_code)


def term(kind: str, text: str) -> str | None:
    """Return the code that a code, a Chinese term or an alias stands for; None when nothing does."""
    return vocabulary(kind).by_spelling.get(normalise(text))


def name(kind: str, code: str, language: Language = "zh") -> str:
    """Return the name of a code. Raises KeyError for an unknown code."""
    found = vocabulary(kind).by_code[code]
    return found.zh if language == "zh" else found.en


def order(kind: str, code: str) -> int:
    """Return the rank of a code, 0 the lowest. Raises ValueError where the kind has no ranks, KeyError for a code unknown."""
    words = vocabulary(kind)
    if not words.ordered:
        raise ValueError(f"{kind} has no order")
    return words.ranks[code]


def suggest(kind: str, text: str, most: int = 3) -> tuple[str, ...]:
    """Return the accepted spellings nearest to `text`, best first, at most one per code."""
    return nearest(text, vocabulary(kind).by_spelling, most)


def nearest(text: str, spellings: Mapping[str, str], most: int) -> tuple[str, ...]:
    """Return the keys of `spellings` (normalised spelling -> meaning) most like `text`, one for each meaning."""
    close = difflib.get_close_matches(normalise(text), spellings, n=4 * most, cutoff=0.4)
    best: dict[str, str] = {}
    for spelling in close:
        best.setdefault(spellings[spelling], spelling)
    return tuple(best.values())[:most]


def _vocabulary(kind: str, rows: Iterable[Mapping[str, Any]], *, ordered: bool) -> Vocabulary:
    return Vocabulary(
        kind,
        ordered,
        tuple(
            Term(row["code"], row["name"]["zh"], row["name"]["en"], tuple(row.get("aliases", ())))
            for row in rows
        ),
    )


def _provinces(places: Vocabulary) -> Iterable[Term]:
    """Yield a jurisdiction for every province that has none of its own in the list."""
    for row in read_yaml(_FOLDER / "provinces.yaml")["provinces"]:
        code = f"cn-{row['code']}"
        if code not in places.by_spelling:
            yield Term(code, row["name"]["zh"], row["name"]["en"], (row["short"],))
