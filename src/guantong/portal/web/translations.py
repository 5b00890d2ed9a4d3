"""The English texts of the portal: which texts there are, which lack English, and the form that Django reads.

Every area keeps ``locale/en/LC_MESSAGES/django.po``; the Chinese text is the key, with its context where it has one.
Django makes one catalogue of all: a key that has two English texts would be told in one of them everywhere.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PORTAL: Final = Path(__file__).parents[1]
KEYWORDS: Final = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "_": None,
}


class Key(NamedTuple):
    """A text with what tells it from the same text elsewhere; `context` is mostly empty."""

    text: str
    context: str = ""

    def __str__(self) -> str:
        return f"{self.text} [{self.context}]" if self.context else self.text


def used() -> dict[Key, str]:
    """Every text that code and templates mark for translation, with the first place where it stands."""
    found: dict[Key, str] = {}
    for text, place in (*_in_code(), *_in_templates()):
        found.setdefault(text, place)
    return found


def translated() -> dict[Key, dict[str, list[str]]]:
    """Every text that has English: each of its English texts, mostly one, with the places that give it."""
    found: dict[Key, dict[str, list[str]]] = {}
    for file in catalogues():
        place = str(file.relative_to(PORTAL).parents[3])
        with file.open("rb") as opened:
            for message in read_po(opened, locale="en"):
                if message.id and message.string:
                    key = Key(_first(message.id), message.context or "")
                    english = (
                        message.string if isinstance(message.string, str) else " / ".join(message.string)
                    )
                    found.setdefault(key, {}).setdefault(english, []).append(place)
    return found


def catalogues() -> list[Path]:
    """The files of English texts."""
    return sorted(PORTAL.glob("**/locale/en/LC_MESSAGES/django.po"))


def compile_all() -> int:
    """Write the form that Django reads beside every file that is newer than it; how many were written."""
    written = 0
    for file in catalogues():
        compiled = file.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= file.stat().st_mtime:
            continue
        with file.open("rb") as opened:
            catalogue = read_po(opened, locale="en")
        buffer = BytesIO()
        write_mo(buffer, catalogue)
        compiled.write_bytes(buffer.getvalue())
        written += 1
    return written


def _in_code() -> Iterator[tuple[Key, str]]:
    for file in sorted(PORTAL.glob("**/*.py")):
        if "migrations" not in file.parts:
            yield from _marked(file, file.read_text(encoding="utf-8"))


def _in_templates() -> Iterator[tuple[Key, str]]:
    for file in sorted(PORTAL.glob("**/templates/**/*.*")):
        if file.suffix in {".html", ".txt", ".svg"}:
            code = templatize(file.read_text(encoding="utf-8"), origin=str(file))
            # what stands around the texts is blanked out but keeps its indentation, which means something in Python
            yield from _marked(file, "\n".join(line.strip() for line in code.splitlines()))


def _marked(file: Path, code: str) -> Iterator[tuple[Key, str]]:
    place = file.relative_to(PORTAL)
    for line, texts, _comments, context in extract("python", BytesIO(code.encode()), keywords=KEYWORDS):
        if text := _first(texts):
            yield Key(text, context or ""), f"{place}:{line}"


def _first(texts: str | Sequence[str]) -> str:
    return texts if isinstance(texts, str) else next(iter(texts), "")
