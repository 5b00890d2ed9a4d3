"""One person's facts: read, checked with located errors, kept as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from guantong.cases.errors import CaseError, CaseErrors
from guantong.cases.model import Case, Note
from guantong.cases.projection import project
from guantong.cases.reading import read_document
from guantong.cases.schema import case_schema
from guantong.cases.validation import parse_case
from guantong.cases.writing import dump_case

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

__all__ = [
    "Case",
    "CaseError",
    "CaseErrors",
    "Note",
    "case_schema",
    "dump_case",
    "load_case",
    "parse_case",
    "project",
]


def load_case(
    source: str | Path | bytes | Mapping[str, Any], *, today: date | None = None, as_of: date | None = None
) -> Case:
    """Read a case.

    Args:
        source: a file, `-` for standard input, a document in YAML or JSON, or its plain data. A text
            of one line is the name of a file unless it looks like a document (`key: value` or a brace).
        today: the day on which the document is read: the default of `as_of`. Today when absent.
        as_of: the date of submission, instead of the document's.

    Raises CaseErrors with every mistake of the document, each at its place.

    """
    data = source if isinstance(source, Mapping) else read_document(source)
    return parse_case(data, today=today, as_of=as_of)
