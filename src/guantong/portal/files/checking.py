"""What a file really is, and whether it may be kept: the content decides, never the name."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import filetype
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from ..refusals import RefusedError
from .models import MediaType

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PIXELS: Final = 60_000_000
_MOST_OBJECTS: Final = 200_000
_QUALITY: Final = 88
_ACTIVE: Final = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"})
"""Kinds of action that reach out of the document."""
_CARRIERS: Final = frozenset({"/JS", "/EmbeddedFiles", "/EmbeddedFile", "/RichMedia", "/XFA"})
"""Keys and names under which a document carries programs or other files."""
_APPLE: Final = frozenset({"image/heic", "image/heif", "image/avif"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What may be kept: pictures encoded anew, documents as they came."""

    media_type: MediaType
    content: bytes
    pages: int


def check_size(size: int) -> None:
    """Refuse an empty file and one that is too big, before it is read. Raises RefusedError."""
    limit = settings.FILE_SIZE_LIMIT
    if not size:
        raise RefusedError("E-FIL-001", _("文件是空的，请重新选择。"), field="files")
    if size > limit:
        text = _("文件超过 {limit} MB，请压缩或者分成几份再传。").format(limit=limit // 1024 // 1024)
        raise RefusedError("E-FIL-002", text, field="files")


def check(content: bytes) -> Checked:
    """Find out what the content is and return what may be kept.

    Raises RefusedError for an empty or too big file, a type that is not taken, a picture that is broken or too large,
    a document that is broken, locked, too long, or carries programs or other files.
    """
    check_size(len(content))
    found = filetype.guess_mime(content)
    if found in _APPLE:
        text = _("暂不支持 HEIC 照片。请在手机“设置—相机—格式”里选“兼容性最佳”后重拍，或者把照片截图后再传。")
        raise RefusedError("E-FIL-003", text, field="files")
    match found:
        case MediaType.PDF:
            return Checked(MediaType.PDF, content, _pages(content))
        case MediaType.JPEG | MediaType.PNG:
            return Checked(MediaType(found), _encoded_anew(content, found), 1)
    raise RefusedError(
        "E-FIL-004",
        _("只收 PDF 文件和 JPG、PNG 照片，这个文件不是（看的是内容，不是扩展名）。"),
        field="files",
    )


def _encoded_anew(content: bytes, media_type: str) -> bytes:
    """The picture upright, and without whatever was hidden in the file: places, dates, previews, programs."""
    kind = "JPEG" if media_type == MediaType.JPEG else "PNG"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=[kind])
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_large()
            upright = ImageOps.exif_transpose(picture)
            upright = upright.convert("RGBA" if kind == "PNG" and upright.has_transparency_data else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise RefusedError(
            "E-FIL-005", _("照片打不开，可能没有传完整，请重新选择。"), field="files"
        ) from error
    written = io.BytesIO()
    # A new image takes the pixels alone: no metadata of the old one comes along.
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    clean.save(written, kind, **({"quality": _QUALITY} if kind == "JPEG" else {}))
    return written.getvalue()


def _too_large() -> RefusedError:
    text = _("照片超过 {limit} 万像素，请缩小后再传。").format(limit=MOST_PIXELS // 10_000)
    return RefusedError("E-FIL-006", text, field="files")


def _pages(content: bytes) -> int:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise RefusedError("E-FIL-007", _("PDF 设了密码，请去掉密码后再传。"), field="files")
        pages = len(reader.pages)
        carries = any(map(_is_active, _objects(reader)))
    except (
        PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError, OverflowError,
        IndexError, AssertionError,
    ) as error:  # fmt: skip
        raise RefusedError(
            "E-FIL-008", _("PDF 打不开，可能已经损坏，请重新导出或者拍照上传。"), field="files"
        ) from error
    if not 0 < pages <= settings.FILE_PAGE_LIMIT:
        text = _("PDF 有 {pages} 页，最多收 {limit} 页，请分成几份再传。")
        raise RefusedError(
            "E-FIL-009", text.format(pages=pages, limit=settings.FILE_PAGE_LIMIT), field="files"
        )
    if carries:
        text = _("PDF 里带有脚本、自动动作或者附件，不能收。请打印成普通 PDF 或者拍照上传。")
        raise RefusedError("E-FIL-010", text, field="files")
    return pages


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object of the document, the ones that nothing refers to included."""
    numbers = {number for generation in reader.xref.values() for number in generation} | set(
        reader.xref_objStm
    )
    if len(numbers) > _MOST_OBJECTS:
        raise ValueError("too many objects")
    generations = {number: generation for generation, table in reader.xref.items() for number in table}
    waiting: list[Any] = [reader.trailer]
    waiting += [
        reader.get_object(IndirectObject(n, generations.get(n, 0), reader)) for n in sorted(numbers) if n
    ]
    while waiting:
        found = waiting.pop()
        yield found
        if isinstance(found, DictionaryObject):
            waiting += [found.raw_get(key) for key in found]
        elif isinstance(found, ArrayObject):
            waiting += list(found)


def _is_active(found: Any) -> bool:
    if not isinstance(found, DictionaryObject | StreamObject):
        return False
    names = {str(found.raw_get(key)) for key in ("/S", "/Subtype", "/Type") if key in found}
    return bool(names & (_ACTIVE | _CARRIERS) or _CARRIERS & set(map(str, found)))
