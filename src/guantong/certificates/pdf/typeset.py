"""Typesets a certificate as PDF/A-3a with the tags of PDF/UA-1: its words, the photo, the codes and what is attached.

The same certificate gives the same bytes. One typesetter is kept a process, because opening the fonts takes longer than a
certificate; use processes, not threads, for many at once.
"""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from datetime import datetime, time
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo

import typst
from PIL import Image, ImageOps, UnidentifiedImageError

from guantong.certificates import lines
from guantong.certificates.pdf import characters, fonts, outlines
from guantong.certificates.pdf.typesetter import Typesetter
from guantong.certificates.qr_code import qr_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guantong.certificates.face import Face

PHOTO_SIZE: Final = (590, 826)
"""Pixels: 34 mm across at 440 dpi, and the proportions of a photo of two inches less its edge."""

PALE_RED: Final = "#fbe1de"

_PHOTO_FORMATS: Final = ("JPEG", "PNG")
_LEAST_PHOTO: Final = 100
_NARROWEST, _WIDEST = 0.6, 0.85
_PHOTO_PIXELS: Final = 40_000_000
_TOO_LONG: Final = "the words do not fit"
_CHINA: Final = ZoneInfo("Asia/Shanghai")


class TooLongError(ValueError):
    """A certificate whose words do not fit on the sheet in a size that can be read."""

    def __init__(self, face: Face) -> None:
        texts = {name: text for name, text in face.as_mapping().items() if isinstance(text, str)}
        longest = sorted(texts, key=lambda name: len(texts[name]), reverse=True)[:3]
        self.fields = tuple(longest)
        said = "、".join(f"{name}（{len(texts[name])} 字）" for name in longest)
        super().__init__(
            f"证书内容过长，一页排不下，请缩短：{said} / the words do not fit on the sheet; shorten {', '.join(longest)}"
        )


class PhotoError(ValueError):
    """A photo that cannot stand on a certificate; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A text file that travels inside the PDF."""

    name: str
    text: str
    media_type: str
    description: str
    relationship: Literal["source", "data", "alternative", "supplement"] = "data"


def typeset(
    face: Face,
    *,
    code: str,
    qr: str,
    photo: bytes | None = None,
    offline_qr: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Return the certificate as PDF, dated the day of its issue, without a signature and without a seal.

    `code` is the verification code, `qr` the text of the code on the face. `offline_qr` is the text of a signed code that
    can be verified without network: with it, a leaf that tells how to verify stands behind the certificate.

    Raises MissingCharactersError, with all characters at once, for those that no font has, PhotoError for bytes that are
    no photo, and TooLongError for words that do not fit on the sheet.
    """
    characters.require({name: text for name, text in face.as_mapping().items() if isinstance(text, str)})
    said = lines.of(face)
    zh, en = lines.DEMONSTRATION
    data = {
        "fonts": [typeface.family for typeface in fonts.typefaces()],
        "title": f"{said.heading}：{face.name}　{face.title}",
        "description": f"{zh} / {en}" if face.demonstration else said.heading,
        "keywords": [face.number],
        "heading": said.heading,
        "heading-en": said.heading_en.upper(),
        "authority": said.authority,
        "signers": said.signers,
        "issued": said.issued,
        "person": [asdict(line) for line in said.person],
        "award": [asdict(line) for line in said.award],
        "decision": [asdict(line) for line in said.decision],
        "verification": [
            {"label": "证书编号", "value": face.number},
            {"label": "验证码", "value": code},
            {"label": "查验网址", "value": face.verify_url},
        ],
        "address": face.verify_url,
        "how": lines.HOW_TO_VERIFY,
        "demonstration": {"zh": zh, "en": en, "drawn": outlines.banner(zh, PALE_RED)}
        if face.demonstration
        else None,
        "too-long": _TOO_LONG,
        "photo": _photo(photo) if photo is not None else None,
        "qr": qr_code(qr).svg(),
        "offline": {"qr": qr_code(offline_qr).svg(), "digest": face.digest()}
        if offline_qr is not None
        else None,
        "attachments": [asdict(attachment) for attachment in attachments],
    }
    issued = datetime.combine(face.issued_on, time(), _CHINA)
    try:
        return _typesetter().pdf(data, at=int(issued.timestamp()))
    except typst.TypstError as error:
        if _TOO_LONG in str(error):
            raise TooLongError(face) from error
        raise


def _photo(given: bytes) -> str:
    """The photo as an SVG picture."""
    content, (across, down) = photo_as_printed(given)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' viewBox="0 0 {across} {down}"><image width="{across}" height="{down}"'
        f' xlink:href="data:image/jpeg;base64,{base64.b64encode(content).decode()}"/></svg>'
    )


@lru_cache(maxsize=1)
def photo_as_printed(given: bytes) -> tuple[bytes, tuple[int, int]]:
    """Return a photo as JPEG, and its size: upright, 5 by 7, as large as it is printed, without what a camera writes.

    It is kept for the next form of the certificate.
    Raises PhotoError for what is no JPEG or PNG, is cut off, too small, too large, or of other proportions.
    """
    upright = _opened(given)
    across, down = upright.size
    if min(across, down) < _LEAST_PHOTO:
        raise PhotoError(
            f"照片只有 {across}×{down} 像素，印出来看不清；请提供 295×413 像素以上的照片"
            " / the photo is too small to be printed; 295×413 pixels or more are wanted"
        )
    if not _NARROWEST <= across / down <= _WIDEST:
        raise PhotoError(
            f"照片为 {across}×{down} 像素，不是竖幅证件照；请按宽 5 高 7 的比例裁剪"
            " / the photo does not have the proportions of a portrait; crop it to 5 by 7"
        )
    width = min(PHOTO_SIZE[0], across, down * 5 // 7)
    written = BytesIO()
    ImageOps.fit(upright, (width, round(width * 7 / 5))).save(written, "JPEG", quality=90)
    return written.getvalue(), (width, round(width * 7 / 5))


def _opened(given: bytes) -> Image.Image:
    """The picture as the camera was held, before white where it can be seen through."""
    try:
        with Image.open(BytesIO(given), formats=_PHOTO_FORMATS) as opened:
            if opened.width * opened.height > _PHOTO_PIXELS:
                raise Image.DecompressionBombError(f"{opened.width}×{opened.height}")
            upright = ImageOps.exif_transpose(opened)
            if upright.has_transparency_data:
                seen = upright.convert("RGBA")
                upright = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
            return upright.convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoError(
            f"照片像素太多；请缩小到 {PHOTO_SIZE[0]}×{PHOTO_SIZE[1]} 左右（{error}）"
            f" / the photo has too many pixels; scale it to about {PHOTO_SIZE[0]}×{PHOTO_SIZE[1]}"
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise PhotoError(
            "照片须为完整的 JPEG 或 PNG 图片，请重新导出后上传 / the photo must be a whole JPEG or PNG picture"
        ) from error


@cache
def _typesetter() -> Typesetter:
    return Typesetter(Path(__file__).with_name("template.typ"))
