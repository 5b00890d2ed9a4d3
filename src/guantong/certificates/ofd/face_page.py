"""The page of a certificate in OFD, laid out as the PDF is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from guantong.certificates import lines
from guantong.certificates.ofd.sheet import NAMESPACE, PHOTO_ID, Sheet, broken, width
from guantong.certificates.pdf import guilloche, seal
from guantong.certificates.qr_code import qr_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guantong.certificates.face import Face
    from guantong.certificates.lines import Line

INK: Final = "35 31 28"
RED: Final = "163 40 42"
GOLD: Final = "134 102 44"
RULE: Final = "201 174 124"
BLACK: Final = "0 0 0"
WHITE: Final = "255 255 255"

SEAL_BOX: Final = (
    seal.CENTRE[0] - seal.DIAMETER / 2,
    guilloche.HEIGHT - seal.CENTRE[1] - seal.DIAMETER / 2,
    seal.DIAMETER,
    seal.DIAMETER,
)
"""Where the seal is shown: left and upper edge, width and height."""

LOWEST: Final = 154.0
"""How far down the lines may reach: below stand the code and the authority."""

_POINT: Final = 25.4 / 72
_MARGIN: Final = 31.0
_RIGHT: Final = guilloche.WIDTH - _MARGIN
_LABEL: Final = 21.0
_GUTTER: Final = 9.0
_PHOTO: Final = (32.0, 56.0, 34.0, 47.6)
_SCALES: Final = (1.0, 0.9, 0.8, 0.72)


class TooLongError(ValueError):
    """Words that do not fit on the sheet."""


def page(face: Face, *, code: str, qr: str, photo: bool) -> tuple[bytes, Sheet]:
    """Return the page as XML, and the sheet it was filled on. Raises TooLongError."""
    said = lines.of(face)
    sheet = Sheet()
    _centred(sheet, guilloche.WIDTH / 2, 37.6, said.heading, 39 * _POINT, RED, spread=1.09)
    _centred(sheet, guilloche.WIDTH / 2, 46.0, said.heading_en.upper(), 9 * _POINT, GOLD, spread=1.08)
    if photo:
        _photo(sheet)
    _words(sheet, said, photo=photo)
    _verification(sheet, face, code, qr)
    _signers(sheet, said)
    if face.demonstration:
        _centred(sheet, guilloche.WIDTH / 2, 188.6, "　".join(lines.DEMONSTRATION), 8.5 * _POINT, RED)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page xmlns:ofd="{NAMESPACE}">'
        f'<ofd:Template TemplateID="2" ZOrder="Background"/>'
        f'<ofd:Content><ofd:Layer ID="99">{sheet.content}</ofd:Layer></ofd:Content></ofd:Page>'
    ).encode(), sheet


def _centred(
    sheet: Sheet, middle: float, base: float, text: str, size: float, colour: str, *, spread: float = 1.0
) -> None:
    sheet.text(middle - width(text, size, spread) / 2, base, text, size, colour, spread=spread)


def _photo(sheet: Sheet) -> None:
    x, y, across, down = _PHOTO
    frame = (x - 1, y - 1, across + 2, down + 2)
    data = f"M 0 0 L {frame[2]:g} 0 L {frame[2]:g} {frame[3]:g} L 0 {frame[3]:g} C"
    sheet.path(data, frame, stroke=RULE, width=0.18)
    sheet.picture(_PHOTO, PHOTO_ID)


def _words(sheet: Sheet, said: lines.Lines, *, photo: bool) -> None:
    """The two columns and the decision, smaller where they would reach too far down."""
    left = _PHOTO[0] + _PHOTO[2] + 1 + _GUTTER if photo else _MARGIN
    across = (_RIGHT - left - _GUTTER) / 2
    columns = (
        (left, across, said.person, INK, 11.0),
        (left + across + _GUTTER, across, said.award, RED, 13.5),
    )
    for scale in _SCALES:
        # What is tried is drawn on a sheet of its own, so that nothing of it stays.
        if _drawn(Sheet(), said, columns, scale) <= LOWEST:
            _drawn(sheet, said, columns, scale)
            return
    raise TooLongError("the words do not fit on the sheet")


def _drawn(
    sheet: Sheet,
    said: lines.Lines,
    columns: Sequence[tuple[float, float, Sequence[Line], str, float]],
    scale: float,
) -> float:
    lowest = []
    for x, across, column, colour, least in columns:
        _headline(sheet, x, across, column[0], colour, least)
        sheet.line(x, 68.0, across, RULE, 0.12)
        lowest.append(_rows(sheet, x, across, column[1:], 68.0 + 3.4 * scale, scale))
    below = max(lowest) + 0.6 * scale
    sheet.line(_MARGIN, below, _RIGHT - _MARGIN, RULE, 0.12)
    return _rows(sheet, _MARGIN, _RIGHT - _MARGIN, said.decision, below + 3.4 * scale, scale)


def _headline(sheet: Sheet, x: float, across: float, line: Line, colour: str, least: float) -> None:
    sheet.text(x, 62.8, line.label, 10.5 * _POINT, GOLD)
    size, parts = broken(line.value, 21 * _POINT, least * _POINT, across - _LABEL)
    if len(parts) > 2:
        size, parts = broken(line.value, size * 2 / len(parts), size * 2 / len(parts), across - _LABEL)
    pitch = size * 1.35
    for place, part in enumerate(parts):
        sheet.text(
            x + _LABEL, 61.3 + size * 0.36 + (place - (len(parts) - 1) / 2) * pitch, part, size, colour
        )


def _rows(sheet: Sheet, x: float, across: float, rows: Sequence[Line], y: float, scale: float) -> float:
    """Labels and values from ``y`` downwards; gives where the next would begin."""
    size, rise, fall = 13 * _POINT * scale, 11 * _POINT * scale, 3 * _POINT * scale
    for row in rows:
        sheet.text(x, y + rise, row.label, 10.5 * _POINT * scale, GOLD)
        fit, parts = broken(row.value, size, 0.88 * size, across - _LABEL)
        for part in parts:
            sheet.text(x + _LABEL, y + rise, part, fit, INK)
            y += rise + fall + 1.1 * scale
        y += 2.3 * scale
    return y


def _verification(sheet: Sheet, face: Face, code: str, qr: str) -> None:
    _symbol(sheet, qr, _MARGIN, 156.0, 31.0)
    size = 9 * _POINT
    rows = (("证书编号", face.number), ("验证码", code), ("查验网址", face.verify_url))
    base = 164.8
    for label, value in rows:
        sheet.text(65.0, base, label, size, GOLD)
        fit, parts = broken(value, size, 0.72 * size, 84.0)
        for part in parts:
            sheet.text(81.0, base, part, fit, INK)
            base += 3.3
        base += 1.73
    sheet.text(65.0, base + 0.1, lines.HOW_TO_VERIFY, 8 * _POINT, GOLD)


def _symbol(sheet: Sheet, text: str, x: float, y: float, side: float) -> None:
    """A QR code with its quiet zone, as one figure."""
    code = qr_code(text)
    unit, pieces = side / code.side, []
    for down, right, length in code.runs():
        x1, x2, y1, y2 = (round(v * unit, 3) for v in (right, right + length, down, down + 1))
        pieces.append(f"M {x1:g} {y1:g} L {x2:g} {y1:g} L {x2:g} {y2:g} L {x1:g} {y2:g} C")
    box = (x, y, side, side)
    sheet.path(f"M 0 0 L {side:g} 0 L {side:g} {side:g} L 0 {side:g} C", box, fill=WHITE)
    sheet.path(" ".join(pieces), box, fill=BLACK)


def _signers(sheet: Sheet, said: lines.Lines) -> None:
    base = 171.7
    for signer in said.signers:
        size, parts = broken(signer, 14 * _POINT, 11 * _POINT, 96.0)
        for part in parts:
            _centred(sheet, seal.CENTRE[0], base, part, size, INK)
            base += 5.9
    _centred(sheet, seal.CENTRE[0], base, said.issued, 13 * _POINT, INK)
