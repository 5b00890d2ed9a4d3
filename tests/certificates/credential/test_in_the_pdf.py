"""The credential travels in the PDF, and comes out as it went in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pypdf import PdfReader

from guantong.certificates.credential.examine import examine
from guantong.certificates.credential.issue import with_proof
from guantong.certificates.credential.issuer import Issuer, Issuers
from guantong.certificates.credential.status_list import place_of
from guantong.certificates.pdf.typeset import Attachment, typeset
from tests.certificates.conftest import NOW
from tests.certificates.faces import FACE

if TYPE_CHECKING:
    from guantong.certificates.signing.keys import KeyRing


def test_a_credential_signed_with_a_key_of_the_ring_is_read_out_of_the_pdf(ring: KeyRing) -> None:
    issuer = Issuer.of_ring(ring, "https://cert.example.invalid", "示例发证机关（测试）")
    signer = ring.signer("credential", at=NOW, environment={})
    issued = with_proof(FACE, issuer, place_of(41, issuer), signer, NOW)
    attachment = Attachment(
        name="credential.json",
        text=issued.decode(),
        media_type="application/vc",
        description="可验证凭证 / verifiable credential",
    )

    pdf = typeset(FACE, code="ABCD-EFGH-JKMN-PQRS", qr="HTTPS://EXAMPLE.INVALID/V/", attachments=[attachment])
    [embedded] = PdfReader(io.BytesIO(pdf)).attachments["credential.json"]
    found = examine(embedded, Issuers([issuer]))

    assert embedded == issued
    assert found.finding.intact
    assert found.number == FACE.number
