"""Names of files as they may be shown and sent: nothing that hides, leads elsewhere or lies about the type."""

from __future__ import annotations

import unicodedata
from typing import Final

_LONGEST: Final = 255
_ILLEGAL: Final = frozenset('<>:"|?*')
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_EXTENSIONS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


def safe_name(given: str, media_type: str) -> str:
    """The last part of a name without control, direction and other hidden characters, with the ending of its type.

    At most 255 bytes in UTF-8; 文件 where nothing is left.
    """
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(
        char for char in last if unicodedata.category(char) not in _HIDDEN and char not in _ILLEGAL
    )
    stem = seen.rsplit(".", 1)[0] if "." in seen[1:] else seen
    stem = " ".join(stem.split()).strip(". ") or "文件"
    ending = _EXTENSIONS[media_type]
    return stem.encode()[: _LONGEST - len(ending)].decode(errors="ignore") + ending
