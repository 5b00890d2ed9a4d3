"""What an uploaded file is, as the library for its form finds. The one place that knows which form is examined how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from guantong.certificates.findings import finding

if TYPE_CHECKING:
    from guantong.certificates.findings import Finding

    from .models import CertificateFile

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of a file that is examined; ours have a hundredth of it."""


def examine(content: bytes, file: CertificateFile | None) -> Finding:
    """The finding for a content; `file` is the issued one with the same digest, if there is one."""
    if not content:
        return finding("empty_file")
    if len(content) > LARGEST:
        return finding("too_large", size=len(content), limit=LARGEST)
    return finding("unknown_form")
