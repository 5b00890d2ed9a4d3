"""Files that are there whole or not at all, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlsxwriter.exceptions import FileCreateError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEADING: Final = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A temporary file beside `out` that takes its place when all went well and disappears when not."""
    handle, name = tempfile.mkstemp(prefix=f".{out.stem[:40]}-", suffix=out.suffix or ".xlsx", dir=out.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(0o666 & ~_mask())
        part.replace(out)
    except FileCreateError as error:  # what the writer makes of a full disk
        raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from error
    finally:
        part.unlink(missing_ok=True)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula, at the latest when it is saved as CSV and opened again."""
    return text.startswith(_LEADING)
