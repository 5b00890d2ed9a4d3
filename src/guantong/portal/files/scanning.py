"""The virus scanner of the house, where there is one."""

from __future__ import annotations

import logging
import shlex
import subprocess
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext as _

from ..refusals import RefusedError
from .models import Scan

if TYPE_CHECKING:
    from collections.abc import Callable

_SECONDS: Final = 60
_log = logging.getLogger(__name__)


def scan(content: bytes) -> Scan:
    """What the scanner says of a content.

    The setting FILE_SCANNER is a command that reads the file on standard input and exits with 0 for a clean one and 1
    for an infected one (as ``clamdscan --no-summary -``), or a callable of the content that answers True for a clean
    one. Without it nothing is scanned, and the file says so.

    Raises RefusedError for an infected file.
    """
    scanner: str | Callable[[bytes], bool] = settings.FILE_SCANNER
    if not scanner:
        return Scan.NOT_SCANNED
    try:
        clean = _ask(scanner, content) if isinstance(scanner, str) else bool(scanner(content))
    except (OSError, ValueError, subprocess.SubprocessError):
        _log.exception("the scanner of files failed")
        return Scan.FAILED
    if not clean:
        raise RefusedError("E-FIL-011", _("查毒软件认为这个文件有问题，没有保存。"), field="files")
    return Scan.CLEAN


def _ask(command: str, content: bytes) -> bool:
    code = subprocess.run(
        shlex.split(command), input=content, capture_output=True, timeout=_SECONDS, check=False
    ).returncode
    if code not in (0, 1):
        raise ValueError(f"the scanner exits with {code}")
    return code == 0
