"""The seal of the approving authority: drawn by us with 测试 in its middle, or the picture that the authority handed in.

A drawn seal has no star and says what it is, so that nobody takes it for the seal of an office. On the PDF the seal is the
appearance of the signature: a certificate that nobody signed has none.
"""

from __future__ import annotations

import base64
from functools import cache, lru_cache
from io import BytesIO
from math import radians
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image, UnidentifiedImageError

from guantong.certificates.pdf import characters, outlines
from guantong.certificates.pdf.typesetter import DRAWING, Typesetter

if TYPE_CHECKING:
    from guantong.certificates.face import Face

DIAMETER: Final = 42.0
"""Millimetres. Source: the size of seals of offices of prefectures and departments, 国发〔1999〕25号 (unconfirmed)."""

CENTRE: Final = (218.0, 48.0)
"""Where the middle of the seal is on the sheet: millimetres from its left and lower edges."""

_POINTS: Final = 72 / 25.4

BOX: Final = (
    round((CENTRE[0] - DIAMETER / 2) * _POINTS),
    round((CENTRE[1] - DIAMETER / 2) * _POINTS),
    round((CENTRE[0] + DIAMETER / 2) * _POINTS),
    round((CENTRE[1] + DIAMETER / 2) * _POINTS),
)
"""The same place as PDF names it: left, lower, right and upper edge in points."""

RED: Final = "#c8161d"
_LEAST_PICTURE: Final = 300

_RING: Final = 20.2


@lru_cache(maxsize=64)
def drawn(authority: str) -> str:
    """The test seal of an authority as an SVG picture; every character is an outline.

    Raises MissingCharactersError for a name with a character that no font has.
    """
    characters.require({"authority": authority})
    # The name and the day on the sheet show through the lower part, which therefore holds no words.
    paths = [
        *outlines.around(authority, 5.0, 18.3, step=radians(23), span=radians(262)),
        *outlines.across("测试", 6.8, 4.4),
        *outlines.across("演示专用", 3.3, -0.7),
        *outlines.across("不具效力", 3.3, -4.9),
    ]
    half = DIAMETER / 2 * outlines.UNITS
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-half:g} {-half:g} {2 * half:g} {2 * half:g}">'
        f'<circle r="{_RING * outlines.UNITS:g}" fill="none" stroke="{RED}" stroke-width="{1.1 * outlines.UNITS:g}"/>'
        f'<path fill="{RED}" stroke="{RED}" stroke-width="{0.16 * outlines.UNITS:g}" stroke-linejoin="round" d="{"".join(paths)}"/>'
        "</svg>"
    )


class SealError(ValueError):
    """A picture that cannot serve as a seal; the text says why and what to do."""


@lru_cache(maxsize=64)
def pictured(picture: bytes) -> str:
    """The seal that an authority handed in, as an SVG picture. Raises SealError unless it is a square PNG, seen through."""
    try:
        with Image.open(BytesIO(picture), formats=("PNG",)) as opened:
            across, down, mode = *opened.size, opened.mode
            opened.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise SealError(
            "印章图像须为完整的 PNG 图片 / the picture of a seal must be a whole PNG picture"
        ) from error
    if across != down or across < _LEAST_PICTURE or mode not in {"RGBA", "LA", "P"}:
        raise SealError(
            f"印章图像须为正方形、背景透明、边长不少于 {_LEAST_PICTURE} 像素，现为 {across}×{down}"
            f" / the picture of a seal is a square with a transparent ground, {_LEAST_PICTURE} pixels or more a side"
        )
    content = base64.b64encode(picture).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' viewBox="0 0 {across} {down}">'
        f'<image width="{across}" height="{down}" xlink:href="data:image/png;base64,{content}"/></svg>'
    )


def of(face: Face, picture: bytes | None = None) -> str:
    """The seal of a certificate as an SVG picture: that which its authority handed in, or the drawn one.

    The drawn one says 测试, so it is for demonstrations alone. Raises SealError for a certificate that is none and has no
    picture, and as `pictured` does; MissingCharactersError as `drawn` does.
    """
    if picture is not None:
        return pictured(picture)
    if not face.demonstration:
        raise SealError(
            f"{face.authority}：没有印章图像，正式证书不能盖测试印章；请先登记该机关的印章图像"
            " / no picture of the seal was handed in, and a real certificate does not bear the test seal"
        )
    return drawn(face.authority)


@lru_cache(maxsize=64)
def appearance(svg: str) -> bytes:
    """A seal as a PDF of one page of its size, with a ground to see through, for the appearance of a signature."""
    return _typesetter().pdf({"seal": svg, "diameter": DIAMETER}, at=0, standards=DRAWING)


def raster(svg: str, *, dpi: int) -> bytes:
    """A seal as a PNG with a ground to see through."""
    return _typesetter().png({"seal": svg, "diameter": DIAMETER}, dpi=dpi)


@cache
def _typesetter() -> Typesetter:
    return Typesetter(Path(__file__).with_name("seal.typ"))
