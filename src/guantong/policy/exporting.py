"""A pack as one text that can be kept, compared and checked again by its digest."""

import json
from typing import Final

from .model import Pack

FORMAT: Final = "guantong-pack/1"


def exported(pack: Pack) -> str:
    """A pack as canonical JSON: sorted keys, no blanks, and the digest of its content."""
    document = {
        "format": FORMAT,
        "id": pack.id,
        "version": pack.document.version,
        "digest": pack.digest,
        "content": pack.plain,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
