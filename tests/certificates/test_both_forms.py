"""The PDF and the OFD of a certificate come one after the other: what takes long to make is made once for both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import zxingcpp
from PIL import ImageOps

from guantong.certificates.ofd import writing
from guantong.certificates.pdf.typeset import typeset
from tests.certificates.conftest import NOW
from tests.certificates.faces import FACE
from tests.certificates.ofd.sealing import CODE, seal_of, signer
from tests.certificates.pdf.photos import photo

if TYPE_CHECKING:
    import pytest

    from guantong.certificates.signing.keys import KeyRing


def test_the_square_and_the_photo_are_made_once_for_both(
    ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    drawn, fitted = zxingcpp.create_barcode, ImageOps.fit

    def draws(text: str, kind: Any, **how: Any) -> object:
        made.append(text)
        return drawn(text, kind, **how)

    def fits(*given: Any) -> object:
        made.append("photo")
        return fitted(*given)

    monkeypatch.setattr(zxingcpp, "create_barcode", draws)
    monkeypatch.setattr(ImageOps, "fit", fits)
    # of no other test, so that nothing of it is kept yet
    qr, offline, portrait = "https://example.invalid/both", "GT1:" + "B" * 300, photo(width=299)

    typeset(FACE, code=CODE, qr=qr, photo=portrait, offline_qr=offline)
    writing.write(FACE, code=CODE, qr=qr, seal=seal_of(ring), signer=signer(ring), at=NOW, photo=portrait)

    assert sorted(made) == [offline, qr, "photo"]
