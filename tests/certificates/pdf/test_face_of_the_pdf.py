"""What a certificate looks like when it is printed: it scans, nothing stands on anything else, and the seal is where it belongs."""

from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pyzbar import pyzbar

from guantong.certificates.face import Face
from guantong.certificates.pdf import guilloche, seal
from guantong.certificates.pdf.characters import MissingCharactersError
from guantong.certificates.pdf.typeset import typeset
from tests.certificates.faces import FACE
from tests.certificates.pdf.photos import photo
from tests.certificates.pdf.reading import Word, colours_of, picture_of, text_of, words_of

CODE = "7K3M-Q9XW-2B4C-DH6P"
QR = f"https://example.invalid/v/#{FACE.number}.7K3MQ9XW2B4CDH6P"
OFFLINE = "HTTPS://EXAMPLE.INVALID/O/" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 8
FRAME = (18.5, 18.5, 278.5, 191.5)
"""Left, upper, right and lower inner edge of the border, in millimetres."""

LONG = replace(
    FACE,
    name="艾斯卡尔江·阿布都克里木·吐尔地",
    employer="广西壮族自治区水利电力勘测设计研究院有限责任公司南宁市郁江干流综合治理项目部",
    specialty="水利水电工程建设与运行管理（含小型水库除险加固与地质灾害防治）",
    title="正高级工程师（水利水电工程建设与运行管理、地质灾害防治）",
    committee="广西壮族自治区水利厅工程系列水利电力行业（含水文、水土保持、移民、防汛抗旱）正高级工程师职称评审委员会",
    authority="广西壮族自治区人力资源和社会保障厅、广西壮族自治区水利厅",
)
LONGER = replace(
    LONG,
    verify_url="https://example.invalid/professional-titles/certificates/verification/index.html?channel=paper&lang=zh",
    employer=LONG.employer * 2 + "第二分公司",
    committee=LONG.committee * 2,
)


@pytest.mark.parametrize("dpi", [100, 200, 300])
def test_both_codes_are_read_from_the_printed_page(dpi: int) -> None:
    pdf = typeset(FACE, code=CODE, qr=QR, offline_qr=OFFLINE, photo=photo())

    for page, text in ((1, QR), (2, OFFLINE)):
        shown = picture_of(pdf, dpi=dpi, page=page)
        assert [found.text for found in zxingcpp.read_barcodes(shown)] == [text]
        assert [found.data.decode() for found in pyzbar.decode(shown)] == [text]


@pytest.mark.parametrize("face", [FACE, LONG, LONGER], ids=["usual", "long", "longer"])
@pytest.mark.parametrize("picture", [photo(), None], ids=["photo", "no photo"])
def test_no_word_stands_on_another_or_on_the_border(face: Face, picture: bytes | None) -> None:
    pdf = typeset(face, code=CODE, qr=QR, photo=picture)
    words = words_of(pdf)
    left, upper, right, lower = FRAME

    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert [w for w in words if w.left < left or w.top < upper or w.right > right or w.bottom > lower] == []
    assert [(a.text, b.text) for i, a in enumerate(words) for b in words[i + 1 :] if overlap(a, b)] == []
    assert all(word in "".join(text_of(pdf).split()) for word in (face.employer, face.title, face.committee))


def overlap(a: Word, b: Word) -> bool:
    """Whether two words share more than the blank that a font keeps above and below its characters."""
    across = min(a.right, b.right) - max(a.left, b.left)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    return across > 0.1 and down > 0.4 * min(a.bottom - a.top, b.bottom - b.top)


def test_the_drawn_ground_is_what_is_computed() -> None:
    assert guilloche.FILE.read_text(encoding="utf-8") == guilloche.drawing()


def test_a_drawn_seal_is_red_round_and_has_no_words_in_its_lower_part() -> None:
    shown = picture_of(seal.appearance(seal.drawn("广西壮族自治区人力资源和社会保障厅")), dpi=150)
    side = shown.width

    def red(x: float, y: float, width: float, height: float) -> float:
        part = shown.crop((int(x * side), int(y * side), int((x + width) * side), int((y + height) * side)))
        return sum(n for n, (r, g, b) in colours_of(part) if r > 150 and g < 100 and b < 100) / (
            part.width * part.height
        )

    assert shown.size == (side, side)
    assert side == pytest.approx(seal.DIAMETER / 25.4 * 150, abs=1)
    assert red(0, 0, 0.1, 0.1) == 0
    assert red(0.3, 0.25, 0.4, 0.15) > 0.1
    assert red(0.3, 0.64, 0.4, 0.2) == 0


def test_a_seal_carries_no_words_to_copy_and_lies_over_the_name_of_the_authority() -> None:
    appearance = seal.appearance(seal.drawn(FACE.authority))
    (name,) = (w for w in words_of(typeset(FACE, code=CODE, qr=QR)) if w.text == FACE.authority)
    left, lower, right, upper = (edge * 25.4 / 72 for edge in seal.BOX)

    assert text_of(appearance).strip() == ""
    assert name.left < left < right < name.right
    assert 210 - upper < name.top < name.bottom < 210 - lower


def test_a_seal_for_a_name_without_glyphs_is_refused() -> None:
    with pytest.raises(MissingCharactersError, match="U\\+3106C"):
        seal.drawn("\U0003106c厅")


def picture(mode: str, size: tuple[int, int], form: str = "PNG") -> bytes:
    written = BytesIO()
    Image.new(mode, size, "#c8161d").save(written, form)
    return written.getvalue()


def test_the_picture_that_an_authority_hands_in_is_shown() -> None:
    shown = picture_of(seal.appearance(seal.pictured(picture("RGBA", (600, 600)))), dpi=50)

    assert shown.getpixel((40, 40)) == pytest.approx((0xC8, 0x16, 0x1D), abs=3)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"no picture", "PNG"),
        (picture("RGB", (600, 600), "JPEG"), "PNG"),
        (picture("RGB", (600, 600)), "背景透明"),
        (picture("RGBA", (600, 500)), "600×500"),
        (picture("RGBA", (200, 200)), "200×200"),
    ],
    ids=["no picture", "JPEG", "opaque", "not square", "too small"],
)
def test_a_picture_that_is_no_seal_is_refused(given: bytes, said: str) -> None:
    with pytest.raises(seal.SealError, match=said):
        seal.pictured(given)


def test_the_test_seal_is_for_demonstrations_alone() -> None:
    real = replace(FACE, demonstration=False)
    written = BytesIO()
    Image.new("RGBA", (300, 300), "#c8161d").save(written, "PNG")

    assert seal.of(FACE) == seal.drawn(FACE.authority)
    assert seal.of(real, written.getvalue()) == seal.pictured(written.getvalue())
    with pytest.raises(seal.SealError, match="正式证书不能盖测试印章"):
        seal.of(real)
