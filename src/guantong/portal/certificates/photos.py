"""The photo on a certificate: what is taken, and in which form it is kept."""

from __future__ import annotations

import io
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image

from ..files.checking import check
from ..files.models import MediaType
from ..refusals import RefusedError

WIDTH, HEIGHT = 295, 413
"""Pixels of a photo of one inch at 300 dots, the least that is taken. Our choice; no document says so."""
_WIDEST: Final = 600
_RATIOS: Final = (0.62, 0.82)
_QUALITY: Final = 90


def checked_photo(content: bytes) -> bytes:
    """The photo as JPEG without anything hidden in it. Raises RefusedError, for the person who handed it in."""
    checked = check(content)
    if checked.media_type == MediaType.PDF:
        raise RefusedError("E-CER-020", _("照片须为 JPG 或 PNG 图片，这是 PDF。"), field="photo")
    picture = Image.open(io.BytesIO(checked.content)).convert("RGB")
    if picture.width < WIDTH or picture.height < HEIGHT:
        text = _("照片只有 {w}×{h} 像素，至少要 {w0}×{h0}（一寸照）。").format(
            w=picture.width, h=picture.height, w0=WIDTH, h0=HEIGHT
        )
        raise RefusedError("E-CER-021", text, field="photo")
    if not _RATIOS[0] <= picture.width / picture.height <= _RATIOS[1]:
        raise RefusedError(
            "E-CER-022", _("照片不是竖幅证件照的比例（宽比高约 5 比 7），请裁剪后再传。"), field="photo"
        )
    if picture.width > _WIDEST:
        picture = picture.resize((_WIDEST, round(picture.height * _WIDEST / picture.width)))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()
