"""An OFD as it is written: its parts, its words, and the characters that a reader would show as boxes."""

import hashlib
import re
from dataclasses import replace
from io import BytesIO
from xml.sax.saxutils import unescape

import gmssl_pyx
import pytest
import uharfbuzz
from PIL import Image

from guantong.certificates.ofd import package, ses
from guantong.certificates.ofd.examine import examine, name_in
from guantong.certificates.ofd.sheet import Sheet, is_rare
from guantong.certificates.pdf.characters import MissingCharactersError
from guantong.certificates.pdf.typeset import PhotoError, TooLongError
from guantong.certificates.signing.checking import public_key
from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.signer import SigningError
from tests.certificates.conftest import NOW
from tests.certificates.faces import FACE
from tests.certificates.ofd.sealing import CODE, QR, seal_of, sealed, signer
from tests.certificates.pdf.test_characters import RARE, STANDARD


def words(ofd: bytes) -> list[str]:
    page = package.unpack(ofd)[package.PAGE].decode()
    return [unescape(text) for text in re.findall(r"<ofd:TextCode [^>]*>([^<]*)</ofd:TextCode>", page)]


def test_the_words_are_in_the_file_in_their_order(ring: KeyRing) -> None:
    said = words(sealed(ring))

    assert said[:6] == ["职称证书", "CERTIFICATE OF PROFESSIONAL TITLE", "姓名", "韦䶮", "性别", "男"]
    assert [said[said.index(label) + 1] for label in ("职称名称", "评审机构", "证书编号", "验证码")] == [
        "高级工程师",
        FACE.committee,
        FACE.number,
        CODE,
    ]
    assert said[-2:] == ["2026年10月20日", "演示证书　不具效力　Demonstration only, not a valid certificate"]


def test_a_real_certificate_does_not_say_that_it_is_a_demonstration(ring: KeyRing) -> None:
    shown, real = sealed(ring), sealed(ring, replace(FACE, demonstration=False))

    assert not any("Demonstration" in text for text in words(real))
    assert b"251 225 222" in package.unpack(shown)[package.GROUND]
    assert b"251 225 222" not in package.unpack(real)[package.GROUND]


def test_every_character_survives() -> None:
    """Set in the embedded font or drawn as an outline, and none of them as a box."""
    sheet = Sheet()
    for start in range(0, len(STANDARD + RARE), 200):
        sheet.text(0, 10, (STANDARD + RARE)[start : start + 200], 4, "0 0 0")
    drawn = [character for character in STANDARD + RARE if is_rare(character)]

    assert sheet.content.count("<ofd:PathObject") == len(drawn) == 196 + 500
    assert all(ord(character) > 0xFFFF for character in drawn)
    assert sheet.characters == set(STANDARD) - set(drawn)
    assert not re.search(r"<ofd:AbbreviatedData></", sheet.content)


@pytest.mark.parametrize("name", ["韦䶮𬭎𠮷", "𠮷𪚥", "阿卜杜热合曼·买买提图尔逊", f"{RARE[0]}{RARE[499]}"])
def test_names_are_read_back_by_programs(name: str, ring: KeyRing) -> None:
    ofd = sealed(ring, replace(FACE, name=name))

    assert name_in(ofd) == name
    assert examine(ofd, ring=ring, registered=None).intact


def test_the_embedded_font_has_what_is_set_in_it_and_little_more(ring: KeyRing) -> None:
    ofd = sealed(ring)
    font = package.unpack(ofd)[package.FONT]
    held = set(map(chr, uharfbuzz.Face(font).unicodes))

    assert held == set("".join(words(ofd)))
    assert len(font) < 60_000


def test_a_certificate_is_small_and_its_parts_are_deterministic(ring: KeyRing) -> None:
    first, second = (package.unpack(sealed(ring, seal=seal)) for seal in [seal_of(ring)] * 2)

    assert {name for name in first if first[name] != second[name]} == {package.SIGNED_VALUE}
    assert len(sealed(ring)) < 150_000


def test_the_seal_is_a_small_picture_that_can_be_seen_through(ring: KeyRing) -> None:
    seal = ses.read_seal(seal_of(ring))
    picture = Image.open(BytesIO(seal.picture)).convert("RGBA")

    assert seal.name == FACE.authority
    assert seal.holders == (signer(ring).certificate,)
    assert picture.size == (331, 331)
    assert picture.getchannel("A").getpixel((3, 3)) == 0
    assert len(seal.picture) < 16_000


def test_another_implementation_accepts_both_signatures(ring: KeyRing) -> None:
    files = package.unpack(sealed(ring))
    signed = ses.read_signature(files[package.SIGNED_VALUE])
    seal = signed.seal

    for certificate, said, signature in (
        (signed.certificate, signed.signed, signed.signature),
        (seal.maker, seal.signed, seal.signature),
    ):
        point = public_key(certificate)[-64:]
        assert gmssl_pyx.sm2_verify(point, message=said, signature=signature)
        assert not gmssl_pyx.sm2_verify(point, message=said + b"\0", signature=signature)
    assert hashlib.new("sm3", files[package.DESCRIPTION]).digest() == signed.hash
    assert signed.number == FACE.number


def test_without_a_photo_there_is_none_in_the_package(ring: KeyRing) -> None:
    assert package.PHOTO not in package.unpack(sealed(ring, pictured=False))
    assert package.PHOTO in package.unpack(sealed(ring))


def test_nothing_reaches_below_where_the_code_begins(ring: KeyRing) -> None:
    long = "广西壮族自治区水利电力勘测设计研究院有限责任公司"
    address = "https://example.invalid/professional-titles/certificates/verification/index.html?channel=paper&lang=zh"
    face = replace(FACE, employer=long * 3, committee=long * 3, specialty=long * 2, verify_url=address)
    ofd = sealed(ring, face)
    page = package.unpack(ofd)[package.PAGE].decode()
    rows = re.findall(
        r'<ofd:TextObject ID="\d+" Boundary="(\S+) (\S+) (\S+) (\S+)"[^>]*>.*?TextCode[^>]*>([^<]*)', page
    )
    feet = {text: float(y) + float(down) for _, y, _, down, text in rows}

    assert feet["2026年10月9日"] < 156
    assert all(float(x) + float(across) < 278.6 for x, _, across, _, _ in rows)


def test_words_that_do_not_fit_are_refused(ring: KeyRing) -> None:
    long = "广西壮族自治区水利电力勘测设计研究院" * 10

    with pytest.raises(TooLongError, match=r"employer（180 字）"):
        sealed(ring, replace(FACE, employer=long, committee=long, specialty=long))


def test_what_no_font_has_is_refused(ring: KeyRing) -> None:
    with pytest.raises(MissingCharactersError, match="U\\+3106C"):
        sealed(ring, replace(FACE, name="韦\U0003106c"))


def test_what_is_no_photo_is_refused(ring: KeyRing) -> None:
    from guantong.certificates.ofd.writing import write

    with pytest.raises(PhotoError, match="JPEG"):
        write(FACE, code=CODE, qr=QR, seal=seal_of(ring), signer=signer(ring), at=NOW, photo=b"GIF89a")


def test_a_key_that_is_not_sm2_makes_no_seal(ring: KeyRing) -> None:
    with pytest.raises(SigningError, match="SM2"):
        seal_of(ring, maker=ring.signer("pdf", at=NOW, environment={}))
