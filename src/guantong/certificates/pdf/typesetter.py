"""typst behind one seam: a template with the typefaces of a certificate and no other, opened once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import typst

from guantong.certificates.pdf import fonts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ARCHIVE: Final[list[Any]] = ["a-3a", "ua-1"]
"""PDF/A-3 with its structure, and PDF/UA-1. typst refuses what breaks them."""

DRAWING: Final[list[Any]] = ["a-3b"]
"""A page without words, made to be laid on an archivable one."""


class Typesetter:
    """Sets a template with data. Not for several threads at once."""

    def __init__(self, template: Path) -> None:
        self._compiler = typst.Compiler(
            template, root=template.parent, font_paths=_fonts(), ignore_system_fonts=True
        )

    def pdf(self, data: Mapping[str, object], *, at: int, standards: list[Any] = ARCHIVE) -> bytes:
        """Return the PDF of the template, which finds the data as JSON in `sys.inputs.data`, dated `at` (seconds of Unix).

        Raises typst.TypstError for what the template or the standards refuse.
        """
        made = self._compiler.compile(
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=standards,
            pdf_tags=standards is ARCHIVE,
            timestamp=at,
        )
        if not isinstance(made, bytes):
            raise TypeError(f"typst gave {type(made).__name__}")
        return made

    def png(self, data: Mapping[str, object], *, dpi: int) -> bytes:
        """Return the only page of the template as a picture. Raises typst.TypstError."""
        made = self._compiler.compile(
            format="png", ppi=dpi, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=0
        )
        if not isinstance(made, bytes):
            raise TypeError(f"typst gave {type(made).__name__}")
        return made


def _fonts() -> typst.Fonts:
    folders = sorted({str(typeface.path.parent) for typeface in fonts.typefaces()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
