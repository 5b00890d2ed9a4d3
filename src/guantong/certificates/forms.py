"""In which form a certificate comes, by what its content begins with. The name of a file says nothing."""

from __future__ import annotations

from typing import Literal

Form = Literal["pdf", "ofd", "credential", "offline"]
"""A PDF, an OFD package, a verifiable credential (JSON or JWT), the text of an offline code."""


def form_of(content: bytes) -> Form | None:
    """The form of a content; None for one that is no form of certificate. That it is sound is another question."""
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return "ofd"
    if start.startswith((b"{", b"eyJ")):
        return "credential"
    if start[:4].upper() == b"GT1:":
        return "offline"
    return None
