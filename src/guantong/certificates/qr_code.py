"""The QR codes of a certificate, as modules and as a picture; one encoder for all its forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import zxingcpp

if TYPE_CHECKING:
    from collections.abc import Iterator

QUIET: Final = 4
"""Modules left white on every side (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code without its quiet zone. `rows` has one byte a module, zero where it is dark."""

    rows: tuple[bytes, ...]

    @property
    def side(self) -> int:
        """Modules on a side, the quiet zone included."""
        return len(self.rows) + 2 * QUIET

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Every run of dark modules in a row: how far down and how far right it begins, quiet zone included, and its length."""
        for down, row in enumerate(self.rows, start=QUIET):
            at = row.find(0)
            while at >= 0:
                end = next((place for place in range(at, len(row)) if row[place]), len(row))
                yield down, at + QUIET, end - at
                at = row.find(0, end)

    def svg(self) -> str:
        """The code with its quiet zone, as a picture without a size of its own."""
        drawn = "".join(f"M{right} {down}h{length}v1h-{length}z" for down, right, length in self.runs())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.side} {self.side}">'
            f'<path fill="#fff" d="M0 0h{self.side}v{self.side}h-{self.side}z"/><path d="{drawn}"/></svg>'
        )


@lru_cache(maxsize=2)
def qr_code(text: str) -> QrCode:
    """Return the code of a text, of level M. It is kept for the next form of the certificate."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    # an Image is a buffer; its stub does not say so
    modules = memoryview(made.to_image(add_quiet_zones=False))  # type: ignore[arg-type]
    return QrCode(tuple(bytes(row) for row in modules.tolist()))
