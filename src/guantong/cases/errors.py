"""Errors that say where, what and how to mend it, in Chinese and English, gathered in one pass."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from guantong.cases.model import Note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

Language = Literal["zh", "en"]

_LONGEST: Final = 40
_PERSONAL: Final = re.compile(r"(?:[0-9０-９][ 　]?){11,}[0-9０-９XxＸｘ]")
_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)


@dataclass(frozen=True, slots=True)
class CaseError:
    """One mistake. `path` is the place in the document, empty for the document as a whole; `code` is stable."""

    path: str
    code: str
    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""

    def message(self, language: Language = "zh") -> str:
        """Return what is wrong."""
        return self.zh if language == "zh" else self.en

    def hint(self, language: Language = "zh") -> str:
        """Return how to mend it; empty where there is nothing to add."""
        return self.hint_zh if language == "zh" else self.hint_en

    def as_dict(self, language: Language = "zh") -> dict[str, str]:
        """Return the error as the JSON answer carries it."""
        return {"path": self.path, "message": self.message(language), "hint": self.hint(language)}

    def text(self, language: Language = "zh") -> str:
        """Return the error on one line: place, message, hint."""
        place = f"{self.path}: " if self.path else ""
        hint = self.hint(language)
        if not hint:
            return f"{place}{self.message(language)}"
        return f"{place}{self.message(language)}" + (f"（{hint}）" if language == "zh" else f" ({hint})")

    def __str__(self) -> str:
        return self.text()


class CaseErrors(ValueError):  # noqa: N818 - it carries all the errors of a document
    """A document that is no case. `errors` holds every mistake that was found, in the order in which they were found."""

    def __init__(self, errors: Sequence[CaseError]) -> None:
        super().__init__(tuple(errors))
        self.errors: tuple[CaseError, ...] = tuple(errors)

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


class Report:
    """What comes up while a document is read: errors, notes, and the day from which each dated fact holds."""

    def __init__(self) -> None:
        self.errors: list[CaseError] = []
        self.notes: list[Note] = []
        self.days: list[tuple[str, date]] = []

    def error(self, path: str, code: str, zh: str, en: str, hint: tuple[str, str] = ("", "")) -> None:
        self.errors.append(CaseError(path, code, zh, en, *hint))

    def note(self, path: str, code: str, zh: str, en: str) -> None:
        self.notes.append(Note(path, code, zh, en))

    def noted(self, path: str, code: str) -> bool:
        """Return whether this place has a note of this code."""
        return any(note.path == path and note.code == code for note in self.notes)

    def raise_errors(self) -> None:
        """Raise CaseErrors when anything was found."""
        if self.errors:
            raise CaseErrors(self.errors)


def refusal(code: str, zh: str, en: str, hint: tuple[str, str] = ("", "")) -> CaseErrors:
    """Return the exception for a document that cannot be read at all."""
    return CaseErrors((CaseError("", code, zh, en, *hint),))


def shown(value: object) -> str:
    """Return a value for a message: short, printable, and without a number that identifies a person."""
    text = _PERSONAL.sub(_masked, _UNPRINTABLE.sub("�", str(value)[: 10 * _LONGEST]))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _masked(found: re.Match[str]) -> str:
    digits = found.group()
    return digits[:2] + "*" * (len(digits) - 4) + digits[-2:]
