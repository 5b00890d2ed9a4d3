"""What somebody has said so far, as a case document that may still lack things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from guantong.cases import parse_case
from guantong.catalogue import catalogue

if TYPE_CHECKING:
    from datetime import date

    from guantong.cases import Case

Document: TypeAlias = Mapping[str, Any]

REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "certificates": ("occupation", "level", "issued_on"),
    "titles": ("series", "level", "obtained_on"),
    "employment": ("from",),
}
"""Without these a row of the list says nothing that can be judged; docs: the case document."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A self-check under way.

    `document` has the keys of a case document. Its rows are filled in one question at a time, so that the last one
    may lack what a row needs. `put` are the names of the questions that were put, in order; those in `skipped` were
    passed over. With `careers` the titles and levels related to the person are asked about, with `exam` that field of
    examination. `region` is where the person works, for whom to ask.
    """

    document: Document = field(default_factory=dict)
    put: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    careers: bool = True
    exam: str | None = None
    region: str = ""

    def plain(self) -> dict[str, Any]:
        """The sheet as JSON can hold it."""
        return {
            "document": dict(self.document),
            "put": list(self.put),
            "skipped": list(self.skipped),
            "careers": self.careers,
            "exam": self.exam,
            "region": self.region,
        }

    def with_document(self, document: Document) -> Sheet:
        """The same sheet with other answers."""
        return replace(self, document=document)


def sheet_from(plain: object) -> Sheet | None:
    """The sheet that `Sheet.plain` gave; None for anything else."""
    if not isinstance(plain, Mapping) or not isinstance(plain.get("document"), Mapping):
        return None
    exam = plain.get("exam")
    return Sheet(
        dict(plain["document"]),
        tuple(map(str, plain.get("put") or ())),
        tuple(map(str, plain.get("skipped") or ())),
        bool(plain.get("careers", True)),
        str(exam) if exam in catalogue().exam_fields else None,
        str(plain.get("region") or ""),
    )


@dataclass(frozen=True, slots=True)
class Complete:
    """The part of a document that can be judged. `places` gives, by list, where each of its rows stands in the whole;
    `left_out` counts the rows that still lack something.
    """

    document: dict[str, Any]
    places: Mapping[str, tuple[int, ...]]
    left_out: Mapping[str, int]


def complete(document: Document) -> Complete:
    """Leave out the rows that lack what a row needs. A list of which nothing is left is unknown, not empty."""
    kept = dict(document)
    places: dict[str, tuple[int, ...]] = {}
    left_out: dict[str, int] = {}
    for name, required in REQUIRED.items():
        rows = document.get(name)
        if not rows:
            continue
        found = tuple(i for i, row in enumerate(rows) if all(key in row for key in required))
        places[name] = found
        if len(found) < len(rows):
            left_out[name] = len(rows) - len(found)
        if found:
            kept[name] = [rows[i] for i in found]
        else:
            del kept[name]
    return Complete(kept, places, left_out)


def asked_document(sheet: Sheet) -> dict[str, Any]:
    """The case document of a sheet: what is known, and what is asked where it is more than the related targets."""
    document = complete(sheet.document).document
    wanted = list(document.pop("targets", None) or ())
    if sheet.exam is not None:
        wanted.append({"direction": "qualification_exam", "field": sheet.exam})
    if wanted and sheet.careers:
        wanted = [{"direction": "title_review"}, {"direction": "skill_evaluation"}, *wanted]
    return {**document, "targets": wanted} if wanted else document


def case_of(sheet: Sheet, today: date) -> Case:
    """The case of a sheet on a day. Raises CaseErrors where the answers contradict each other."""
    return parse_case(asked_document(sheet), today=today)
