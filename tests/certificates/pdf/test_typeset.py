"""The PDF as a file: archivable, accessible, the same each time, and with what it was given."""

import struct
import zlib
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from guantong.certificates.pdf.typeset import Attachment, PhotoError, TooLongError, photo_as_printed, typeset
from tests.certificates.faces import FACE
from tests.certificates.pdf.photos import photo
from tests.certificates.pdf.reading import colours_of, fonts_of, picture_of, text_of

CODE = "7K3M-Q9XW-2B4C-DH6P"
QR = f"HTTPS://EXAMPLE.INVALID/V/#{FACE.number}.7K3MQ9XW2B4CDH6P"
SKILL = replace(
    FACE,
    kind="skill",
    name="阿卜杜热合曼·买买提图尔逊",
    series="",
    specialty="",
    level="一级",
    title="汽车维修工高级技师",
    occupation="汽车维修工",
    way="职业技能等级认定",
)


def made(**changes: Any) -> bytes:
    return typeset(replace(FACE, **changes), code=CODE, qr=QR, photo=photo())


def tags(node: Any) -> list[Any]:
    """The elements of the structure below a node, in reading order."""
    children = node.get("/K", [])
    found = [child.get_object() for child in (children if isinstance(children, list) else [children])]
    elements = [child for child in found if isinstance(child, dict) and "/S" in child]
    return [tag for element in elements for tag in (element, *tags(element))]


def catalog(reader: PdfReader) -> Any:
    """The root of the file, of whose parts pypdf does not tell the types."""
    return reader.root_object


def test_the_words_are_copied_in_their_order() -> None:
    lines = text_of(made()).splitlines()

    assert lines[:14] == [
        "职称证书",
        "CERTIFICATE OF PROFESSIONAL TITLE",
        "姓名 韦䶮𬭎𠮷",
        "性别 男",
        "出生年月 1988年5月",
        "证件号码 450***********123X",
        "工作单位 广西示例机械有限公司",
        "职称名称 高级工程师",
        "职称系列 工程系列",
        "专业名称 机械工程",
        "职称级别 副高级",
        "取得方式 评审",
        "取得时间 2026年9月18日",
        "评审机构 广西壮族自治区工程系列示例高级职称评审委员会",
    ]
    assert f"证书编号 {FACE.number}" in lines
    assert f"验证码 {CODE}" in lines
    assert lines.index("2026年10月20日") == lines.index(FACE.authority) + 1


def test_a_skill_certificate_speaks_of_the_occupation() -> None:
    lines = text_of(typeset(SKILL, code=CODE, qr=QR)).splitlines()

    assert lines[0] == "职业技能等级证书"
    assert "等级名称 汽车维修工高级技师" in lines
    assert "职业工种 汽车维修工" in lines
    assert "技能等级 一级" in lines
    assert not [line for line in lines if line.startswith(("职称", "专业"))]


def test_words_are_words_and_no_commands() -> None:
    odd = '#panic("a")*乙*_丙_$x$@丁\\<戊>//己'

    assert f"工作单位{odd}职称名称" in "".join(text_of(made(employer=odd)).split())


def test_the_same_certificate_gives_the_same_bytes() -> None:
    assert made() == made()
    assert made() != made(issued_on=date(2026, 10, 21))


def test_it_says_that_it_is_archivable_and_accessible() -> None:
    reader = PdfReader(BytesIO(made()))
    root = catalog(reader)
    metadata = reader.xmp_metadata
    assert metadata
    said = metadata.stream.get_data().decode()

    assert "<pdfaid:part>3</pdfaid:part>" in said
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in said
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata
    assert reader.metadata.title == f"职称证书：{FACE.name}　高级工程师"
    assert reader.metadata.author == FACE.authority
    assert FACE.number in str(reader.metadata["/Keywords"])
    assert str(reader.metadata["/CreationDate"]).startswith("D:20261019160000")


def test_pictures_have_words_for_who_cannot_see_them() -> None:
    found = tags(catalog(PdfReader(BytesIO(made())))["/StructTreeRoot"])
    figures = [tag["/Alt"] for tag in found if tag["/S"] == "/Figure"]

    assert figures == ["持证人照片", "二维码：打开查验网页"]
    assert next(tag["/S"] for tag in found if tag["/S"] != "/Document") in {"/H1", "/Part", "/Div"}
    assert [tag["/S"] for tag in found].count("/H1") == 1


def test_fonts_are_in_the_file_and_only_two() -> None:
    rows = fonts_of(made())

    assert sorted(row[0].split("+")[1] for row in rows) == ["HanaMinB", "NotoSerifSC-Regular-Identity-H"]
    assert [row[-5:-2] for row in rows] == [["yes", "yes", "yes"]] * 2


def test_what_is_attached_comes_out_again() -> None:
    credential = '{"credentialSubject": {"name": "韦𠮷"}}'
    attached = Attachment(
        name="credential.json", text=credential, media_type="application/vc", description="可验证凭证"
    )
    reader = PdfReader(BytesIO(typeset(FACE, code=CODE, qr=QR, attachments=[attached])))

    assert {name: content[0].decode() for name, content in reader.attachments.items()} == {
        "credential.json": credential
    }
    (file,) = catalog(reader)["/AF"]
    assert file.get_object()["/AFRelationship"] == "/Data"


def test_only_a_certificate_with_an_offline_code_has_a_leaf_behind_it() -> None:
    alone = PdfReader(BytesIO(made()))
    backed = typeset(FACE, code=CODE, qr=QR, offline_qr="HTTPS://EXAMPLE.INVALID/O/ABC")

    assert len(alone.pages) == 1
    assert len(PdfReader(BytesIO(backed)).pages) == 2
    leaf = text_of(backed, "-f", "2")
    assert FACE.digest() in leaf
    assert "离线核验不能得知证书此后是否被撤销" in "".join(leaf.split())


def test_a_demonstration_says_so_in_words_and_across_the_sheet() -> None:
    def pale_red(pdf: bytes) -> int:
        return sum(
            count
            for count, (r, g, b) in colours_of(picture_of(pdf, dpi=50))
            if r - g > 18 and r > 240 and g > 200 and abs(g - b) < 8
        )

    shown, real = made(), made(demonstration=False)

    assert "演示证书" in text_of(shown)
    assert "Demonstration only" in text_of(shown)
    assert "演示证书" not in text_of(real)
    assert pale_red(shown) > 5 * pale_red(real) + 1000


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_photo_is_shown(form: str) -> None:
    shown = picture_of(typeset(FACE, code=CODE, qr=QR, photo=photo(form)), dpi=50)
    bare = picture_of(typeset(FACE, code=CODE, qr=QR), dpi=50)
    corner = (round(34 / 25.4 * 50), round(59 / 25.4 * 50))

    assert shown.getpixel(corner) == pytest.approx((70, 120, 190), abs=12)
    assert bare.getpixel(corner) != pytest.approx((70, 120, 190), abs=12)


def test_a_photo_lying_on_its_side_is_turned_and_what_the_camera_wrote_is_left_out() -> None:
    lying = photo(turned=True)
    assert b"Maker of the camera" in lying

    pdf = typeset(FACE, code=CODE, qr=QR, photo=lying)
    (image,) = PdfReader(BytesIO(pdf)).pages[0].images

    assert image.image
    assert image.image.size == (295, 413)
    assert b"Maker of the camera" not in pdf
    assert b"Exif" not in image.data


def test_a_photo_that_can_be_seen_through_stands_before_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (295, 413), (0, 0, 0, 0)).save(written, "PNG")

    shown = picture_of(typeset(FACE, code=CODE, qr=QR, photo=written.getvalue()), dpi=50)

    assert shown.getpixel((round(50 / 25.4 * 50), round(80 / 25.4 * 50))) == (255, 255, 255)


def test_a_photo_of_other_proportions_is_cropped_and_not_stretched() -> None:
    content, size = photo_as_printed(photo(width=400, height=500))

    assert size == (357, 500)
    assert Image.open(BytesIO(content)).size == size


def huge() -> bytes:
    """A PNG of a few bytes that says of itself to be 30,000 pixels wide and high."""
    chunks = (b"IHDR" + struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0), b"IDAT" + zlib.compress(b""))
    written = (struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def test_a_large_photo_is_made_as_small_as_it_is_printed() -> None:
    small, large = (
        typeset(FACE, code=CODE, qr=QR, photo=photo(width=w, height=w * 7 // 5)) for w in (590, 2400)
    )

    assert len(large) < 1.2 * len(small)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "JPEG"),
        (b"%PDF-1.7", "JPEG"),
        (photo("GIF"), "JPEG"),
        (photo()[:4000], "JPEG"),
        (photo(width=60, height=84), "60×84"),
        (photo(width=8000, height=5001), "8000×5001"),
        (huge(), "像素太多"),
        (photo(width=600, height=400), "600×400"),
    ],
    ids=["empty", "another form", "GIF", "cut off", "too small", "too large", "a bomb", "lying"],
)
def test_what_is_no_photo_is_refused_with_a_reason(given: bytes, said: str) -> None:
    with pytest.raises(PhotoError, match=said):
        typeset(FACE, code=CODE, qr=QR, photo=given)


def test_words_that_do_not_fit_are_refused() -> None:
    long = "广西壮族自治区水利电力勘测设计研究院" * 10

    with pytest.raises(TooLongError, match=r"employer（180 字）") as refused:
        made(employer=long, committee=long, specialty=long)

    assert set(refused.value.fields) == {"employer", "committee", "specialty"}
