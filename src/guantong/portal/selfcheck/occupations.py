"""Finding an occupation by what people call it: everyday words, names of today and before, codes, pinyin."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from pypinyin import Style, lazy_pinyin

from guantong.catalogue import catalogue, terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.catalogue.model import Occupation

MOST: Final = 8
_LONGEST: Final = 40
_FAR: Final = 99


@dataclass(frozen=True, slots=True)
class Found:
    """An occupation that may be meant, and the word of it that is like what was typed, where that is not its name."""

    code: str
    name: str
    known_as: str


@dataclass(frozen=True, slots=True)
class Word:
    """One way to call an occupation: as it is compared, in pinyin, in initials. `official` for its own name."""

    text: str
    shown: str
    pinyin: str
    initials: str
    official: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An occupation with everything that it is called."""

    code: str
    name: str
    words: tuple[Word, ...]


def find_occupations(typed: str, most: int = MOST) -> tuple[Found, ...]:
    """The occupations that may be meant, likeliest first; none for an empty text.

    A whole word comes before the beginning of one, that before a part, Chinese before pinyin, and names before
    everyday words; what is only alike comes last.
    """
    wanted = plain(typed)[:_LONGEST]
    if not wanted:
        return ()
    ranked = []
    for place, entry in enumerate(index()):
        distance, word = min(
            ((_distance(wanted, word, entry.code), word) for word in entry.words), key=lambda pair: pair[0]
        )
        if distance < _FAR:
            ranked.append((distance, place, entry, word))
    ranked.sort(key=lambda item: item[:2])
    if ranked:
        return tuple(
            Found(entry.code, entry.name, "" if word.official else word.shown)
            for _, _, entry, word in ranked[:most]
        )
    return tuple(Found(one.code, one.name, "") for one in catalogue().suggest_occupations(wanted, most))


def plain(text: str) -> str:
    """A text as it is compared: one width, one case, no blanks, without what nobody can see."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and not unicodedata.category(c).startswith("C"))


@cache
def index() -> tuple[Entry, ...]:
    """Every occupation of the catalogue, ready to be compared."""
    return tuple(
        Entry(row.code, row.name, tuple(_word(text, text == row.name) for text in _names(row)))
        for row in catalogue().occupations.values()
    )


def meant(typed: str) -> str | None:
    """The code of the one occupation that is called exactly so; None where there is none."""
    found = catalogue().find_occupation(plain(typed)) or catalogue().find_occupation(typed)
    return found.code if found else None


def _names(row: Occupation) -> Iterable[str]:
    earlier = [text for old in row.legacy for text in (old.name, old.code) if text]
    return dict.fromkeys((row.name, *row.aliases, *earlier))


def _word(text: str, official: bool) -> Word:
    compared = terms.normalise(text)
    syllables = lazy_pinyin(compared, style=Style.NORMAL, errors="ignore")
    initials = "".join(syllable[0] for syllable in syllables)
    return Word(plain(compared), text, "".join(syllables), initials, official)


def _distance(wanted: str, word: Word, code: str) -> int:
    """How far a word is from what was typed: 0 the very word, `_FAR` nothing in common."""
    later = 0 if word.official else 1
    if wanted in (word.text, plain(code)):
        return later
    if word.text.startswith(wanted) or plain(code).startswith(wanted):
        return 2 + later
    if wanted in word.text:
        return 4 + later
    if len(word.text) > 1 and word.text in wanted:
        return 6 + later
    if not wanted.isascii():
        return _FAR
    letters = wanted.replace("'", "")
    if letters in (word.initials, word.pinyin):
        return 8 + later
    if word.initials.startswith(letters) or word.pinyin.startswith(letters):
        return 10 + later
    return _FAR
