"""A JSON-LD document as the bytes that a Data Integrity proof signs: RDF, canonical (RDFC-1.0).

The meaning of the terms is in contexts. They are read from this package and from nowhere else: what a file names is
never fetched, so that nobody can change by a web server what a signed word means.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyld import jsonld

CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

Document = dict[str, Any]
"""A JSON object."""

_FOLDER: Final = Path(__file__).with_name("contexts")
_FILES: Final = {CREDENTIALS: "credentials-v2.jsonld", OPEN_BADGES: "open-badges-3.0.3.jsonld"}


class UnknownContextError(LookupError):
    """A context that is not kept here."""


def canonical(document: Document) -> bytes:
    """Return the canonical N-Quads of a document whose shape has been held to its schema before.

    Terms that the contexts lack vanish here without a word, which is why `shape.problems` comes first. That the shapes
    allow no control characters is also what makes URDNA2015, which PyLD implements, and RDFC-1.0 give the same bytes.
    Raises UnknownContextError for a context that is not kept here.
    """
    quads: str = jsonld.normalize(
        document, {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _kept}
    )
    return quads.encode()


@cache
def _context(url: str) -> Document:
    read: Document = json.loads((_FOLDER / _FILES[url]).read_text(encoding="utf-8"))
    return read


def _kept(url: str, _options: object) -> Document:
    if url not in _FILES:
        raise UnknownContextError(url)
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _context(url),
    }
