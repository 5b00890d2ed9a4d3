"""The English texts of the portal: which texts there are, which lack English, and the form that Django reads.

Every area keeps ``locale/en/LC_MESSAGES/django.po``; the Chinese text is the key.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator

PORTAL: Final = Path(__file__).parents[1]
KEYWORDS: Final = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "_": None,
}


def used() -> dict[str, str]:
    """Every text that code and templates mark for translation, with the first place where it stands."""
    found: dict[str, str] = {}
    for text, place in (*_in_code(), *_in_templates()):
        found.setdefault(text, place)
    return found


def translated() -> dict[str, str]:
    """Every text that has English."""
    found: dict[str, str] = {}
    for file in catalogues():
        with file.open("rb") as opened:
            for message in read_po(opened, locale="en"):
                if message.id and message.string:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    found[key] = message.string if isinstance(message.string, str) else message.string[0]
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


def _in_code() -> Iterator[tuple[str, str]]:
    for file in sorted(PORTAL.glob("**/*.py")):
        if "migrations" not in file.parts:
            yield from _marked(file, file.read_text(encoding="utf-8"))


def _in_templates() -> Iterator[tuple[str, str]]:
    for file in sorted(PORTAL.glob("**/templates/**/*.*")):
        if file.suffix in {".html", ".txt", ".svg"}:
            code = templatize(file.read_text(encoding="utf-8"), origin=str(file))
            # what stands around the texts is blanked out but keeps its indentation, which means something in Python
            yield from _marked(file, "\n".join(line.strip() for line in code.splitlines()))


def _marked(file: Path, code: str) -> Iterator[tuple[str, str]]:
    place = file.relative_to(PORTAL)
    for line, texts, _comments, _context in extract("python", BytesIO(code.encode()), keywords=KEYWORDS):
        text = texts if isinstance(texts, str) else next(iter(texts), None)
        if text:
            yield text, f"{place}:{line}"
