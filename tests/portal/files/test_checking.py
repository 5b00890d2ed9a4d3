"""What a file is, is found in its content; what could do harm is refused with a way out."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image

from guantong.portal.files.checking import check
from guantong.portal.files.models import MediaType
from guantong.portal.files.names import safe_name
from guantong.portal.refusals import RefusedError

from . import samples

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def refused(content: bytes) -> str:
    with pytest.raises(RefusedError) as told:
        check(content)
    assert told.value.field == "files"
    return told.value.code


@pytest.mark.parametrize(("kind", "media"), [("JPEG", MediaType.JPEG), ("PNG", MediaType.PNG)])
def test_a_picture_is_kept_as_its_pixels(kind: str, media: MediaType) -> None:
    found = check(samples.picture(kind))

    assert (found.media_type, found.pages) == (media, 1)
    assert Image.open(io.BytesIO(found.content)).size == (40, 20)


def test_a_picture_taken_sideways_is_turned_and_forgets_where() -> None:
    found = check(samples.turned_picture())
    picture = Image.open(io.BytesIO(found.content))

    assert picture.size == (20, 40)
    assert not picture.getexif()
    assert b"PHONE-MAKER" in samples.turned_picture()
    assert b"PHONE-MAKER" not in found.content


def test_what_follows_a_picture_is_not_kept() -> None:
    assert b"<script>" not in check(samples.picture() + b"<script>alert(1)</script>").content


def test_a_document_is_kept_as_it_came() -> None:
    content = samples.document(3)

    found = check(content)

    assert (found.media_type, found.pages, found.content) == (MediaType.PDF, 3, content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E-FIL-001"),
        (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "E-FIL-002"),
        (HEIC, "E-FIL-003"),
        (SVG, "E-FIL-004"),
        (b"MZ" + bytes(200), "E-FIL-004"),
        (b"<!doctype html><script>1</script>", "E-FIL-004"),
        (b"GIF89a" + bytes(20), "E-FIL-004"),
        (b"PK\x03\x04" + bytes(40), "E-FIL-004"),
        (samples.picture()[:200], "E-FIL-005"),
        (samples.locked(), "E-FIL-007"),
        (b"%PDF-1.7\nnothing more", "E-FIL-008"),
        (samples.document()[:300], "E-FIL-008"),
        (samples.document(61), "E-FIL-009"),
        (samples.scripted(), "E-FIL-010"),
        (samples.scripted_in_an_annotation(), "E-FIL-010"),
        (samples.launching(), "E-FIL-010"),
        (samples.carrying(), "E-FIL-010"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_says_why(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused() -> None:
    header = b"IHDR" + (40_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    bomb = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + header + zlib.crc32(header).to_bytes(4, "big")
    data = b"IDAT" + zlib.compress(bytes(1000))
    bomb += (len(data) - 4).to_bytes(4, "big") + data + zlib.crc32(data).to_bytes(4, "big")

    assert refused(bomb) == "E-FIL-006"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("证书.jpeg", "证书.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\wei\\照片 1.JPG", "照片 1.jpg"),
        ("a\x00b\u202egpj.exe", "abgpj.jpg"),
        ("<img src=x>.png", "img src=x.jpg"),
        ("", "文件.jpg"),
        ("...", "文件.jpg"),
        ("䶮𬭎.jpg", "䶮𬭎.jpg"),
        ("\ud800x.jpg", "x.jpg"),
    ],
)
def test_a_name_keeps_what_can_be_seen(given: str, kept: str) -> None:
    assert safe_name(given, "image/jpeg") == kept


def test_a_long_name_is_cut_between_characters() -> None:
    kept = safe_name("证" * 300 + ".pdf", "application/pdf")

    assert len(kept.encode()) <= 255
    assert kept.endswith("证.pdf")
