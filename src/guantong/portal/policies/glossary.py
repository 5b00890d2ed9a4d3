"""The words of the work and of the rules, and the closed vocabularies, found by Chinese, pinyin or its initials, English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pypinyin import Style, lazy_pinyin

from guantong.catalogue import terms
from guantong.catalogue.reading import read_yaml

_WORDS: Final = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in both languages, its codes, other ways to write it, and words not used in its place."""

    zh: str
    en: str
    codes: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()

    def matches(self, wanted: str) -> bool:
        """Whether a text, compared without case and width, is part of it, or begins it in pinyin or initials."""
        chinese = [terms.normalise(text) for text in (self.zh, *self.aliases, *self.instead_of)]
        if any(wanted in text for text in (*chinese, self.en.casefold(), *self.codes)):
            return True
        letters = wanted.replace(" ", "")
        return letters.isascii() and any(
            sound.startswith(letters) for text in (self.zh, *self.aliases) for sound in _sounds(text)
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Words that belong together; `name` is None for a vocabulary of the engine, which pages name."""

    id: str
    words: tuple[Word, ...]
    zh: str = ""
    en: str = ""


@cache
def groups() -> tuple[Group, ...]:
    """The words of the work, those of the rules, then every closed vocabulary of cases and answers."""
    content: Any = read_yaml(_WORDS)
    written = tuple(
        Group(
            row["id"],
            tuple(
                Word(
                    term["zh"],
                    term["en"],
                    tuple(term["codes"]),
                    instead_of=tuple(term.get("instead_of", ())),
                )
                for term in row["terms"]
            ),
            row["name"]["zh"],
            row["name"]["en"],
        )
        for row in content["groups"]
    )
    closed = tuple(
        Group(kind, tuple(Word(t.zh, t.en, (t.code,), tuple(t.aliases)) for t in found.terms))
        for kind, found in terms.vocabularies().items()
    )
    return written + closed


def search(text: str) -> tuple[Group, ...]:
    """The groups with the words that are meant; all of them for an empty text, none where nothing is like it."""
    wanted = terms.normalise(text)
    if not wanted:
        return groups()
    found = (
        Group(group.id, tuple(word for word in group.words if word.matches(wanted)), group.zh, group.en)
        for group in groups()
    )
    return tuple(group for group in found if group.words)


@cache
def _sounds(text: str) -> tuple[str, str]:
    syllables = lazy_pinyin(terms.normalise(text), style=Style.NORMAL, errors="ignore")
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)
