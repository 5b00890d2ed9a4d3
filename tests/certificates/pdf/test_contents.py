"""What is in a PDF is told without a judgement."""

import pytest

from guantong.certificates.pdf.contents import contents
from guantong.certificates.pdf.typeset import Attachment, typeset
from tests.certificates.faces import FACE


def test_a_signed_certificate_tells_its_signature(signed: bytes) -> None:
    told = contents(signed)

    assert (told["keywords"], told["pages"], told["revisions"]) == (FACE.number, 1, 2)
    assert told["attachments"] == []
    (signature,) = told["signatures"]
    assert signature["algorithm"] == "ecdsa-p256-sha256"
    assert signature["covers"] == "entire_file"
    assert signature["at"] == "2026-10-20T02:30:00+00:00"
    assert "测试 TEST" in signature["signer"]


def test_attachments_are_named() -> None:
    attached = Attachment(
        name="credential.json", text="{}", media_type="application/json", description="可验证凭证"
    )
    pdf = typeset(FACE, code="ABCD", qr="HTTPS://EXAMPLE.INVALID/V/", attachments=[attached])

    assert contents(pdf)["attachments"] == ["credential.json"]
    assert contents(pdf)["signatures"] == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"no pdf"])
def test_what_cannot_be_read_is_told(content: bytes) -> None:
    with pytest.raises(ValueError, match="PDF 无法读取"):
        contents(content)
