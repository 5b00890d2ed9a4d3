"""What a later revision of a PDF changed, by the objects that it brings. Only to tell people: any change is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.reader import PdfFileReader

_BY_WEIGHT: Final = (
    "pdf_attachment_changed",
    "pdf_form_changed",
    "pdf_annotation_changed",
    "pdf_page_changed",
    "pdf_metadata_changed",
)


def what_was_changed(reader: PdfFileReader, *, since: int) -> str:
    """The reason code for the heaviest change after a revision; `pdf_updated` for one that fits no name."""
    found = set(_changes(reader, since))
    return next((reason for reason in _BY_WEIGHT if reason in found), "pdf_updated")


def _changes(reader: PdfFileReader, since: int) -> Iterator[str]:
    information = reader.trailer.raw_get("/Info") if "/Info" in reader.trailer else None
    for revision in range(since + 1, reader.xrefs.total_revisions):
        view = reader.get_historical_resolver(revision)
        for reference in reader.xrefs.explicit_refs_in_revision(revision):
            if information is not None and reference == information.reference:
                yield "pdf_metadata_changed"
            elif reason := _kind(view.get_object(reference)):
                yield reason


def _kind(found: generic.PdfObject) -> str | None:
    if not isinstance(found, generic.DictionaryObject):
        return None
    kind = found.get("/Type")
    if kind in ("/EmbeddedFile", "/Filespec", "/F"):
        return "pdf_attachment_changed"
    if "/FT" in found or found.get("/Subtype") == "/Widget":
        return "pdf_form_changed"
    if kind == "/Annot":
        return "pdf_annotation_changed"
    if kind == "/Metadata":
        return "pdf_metadata_changed"
    if kind in ("/Page", "/XObject") or (isinstance(found, generic.StreamObject) and kind is None):
        return "pdf_page_changed"
    return None
