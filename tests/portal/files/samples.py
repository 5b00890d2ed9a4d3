"""Files as people hand them in, good and bad."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

if TYPE_CHECKING:
    from collections.abc import Callable


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    """A picture, half red and half white."""
    image = Image.new("RGB", size, "white")
    image.paste((200, 30, 30), (0, 0, size[0] // 2, size[1]))
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def turned_picture() -> bytes:
    """A picture that a phone took sideways, with the place in it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "PHONE-MAKER"
    exif.get_ifd(0x8825)[2] = (24.0, 19.0, 0.0)
    return picture(exif=exif)


def document(pages: int = 1, change: Callable[[PdfWriter], object] | None = None) -> bytes:
    """A PDF of empty pages, changed before it is written."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=300)
    if change:
        change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _opening(writer: PdfWriter, action: DictionaryObject) -> None:
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)


def launching() -> bytes:
    """A PDF that starts a program."""
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")}
    )
    return document(change=lambda writer: _opening(writer, action))


def scripted() -> bytes:
    """A PDF with JavaScript."""
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    return document(change=lambda writer: _opening(writer, action))


def scripted_in_an_annotation() -> bytes:
    """A PDF whose script hides in an annotation of a page."""

    def change(writer: PdfWriter) -> None:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        )
        note = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return document(change=change)


def carrying() -> bytes:
    """A PDF with another file inside."""
    return document(change=lambda writer: writer.add_attachment("a.exe", b"MZ"))


def locked() -> bytes:
    """A PDF with a password."""
    return document(change=lambda writer: writer.encrypt("secret", algorithm="RC4-128"))


def upload(content: bytes, name: str = "证书.jpg") -> SimpleUploadedFile:
    """A file of a form."""
    return SimpleUploadedFile(name, content)
