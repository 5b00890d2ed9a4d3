"""Names with rare characters are set, copied and, where no font has them, refused."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from guantong.certificates.pdf import characters, fonts, typeset
from guantong.certificates.pdf.characters import RARE_BLOCKS, MissingCharactersError
from guantong.certificates.pdf.typesetter import Typesetter
from tests.certificates.faces import FACE
from tests.certificates.pdf.reading import text_of

STANDARD = "".join(
    line.strip()
    for line in Path(__file__).with_name("standard_characters.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)
RARE = "".join(chr(block[n * len(block) // 100]) for block in RARE_BLOCKS for n in range(100))
WITHOUT_GLYPH = "\U0003106c"
"""An ideograph of extension G."""


@pytest.fixture
def without_hanazono(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    caches = (fonts.rare, typeset._typesetter)
    monkeypatch.setattr(fonts, "RARE_FOLDERS", (tmp_path,))
    monkeypatch.delenv(fonts.SETTING, raising=False)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def test_the_table_is_whole() -> None:
    assert len(STANDARD) == len(set(STANDARD)) == 8105
    assert len(RARE) == len(set(RARE)) == 500


def test_every_standard_and_500_rare_characters_are_set_and_copied(tmp_path: Path) -> None:
    document = tmp_path / "all.typ"
    document.write_text(
        "#let data = json(bytes(sys.inputs.data))\n"
        '#set document(title: "全部用字")\n'
        '#set text(font: data.fonts, fallback: false, lang: "zh", size: 9pt)\n'
        "#data.text",
        encoding="utf-8",
    )
    names = [typeface.family for typeface in fonts.typefaces()]

    pdf = Typesetter(document).pdf({"fonts": names, "text": STANDARD + RARE}, at=0)

    assert characters.missing({"all": STANDARD + RARE}) == ()
    assert "".join(text_of(pdf).split()) == STANDARD + RARE


def test_the_fallback_has_the_blocks_that_are_claimed() -> None:
    rare = fonts.rare()

    assert rare
    assert [chr(c) for c in chain(*RARE_BLOCKS) if rare.glyph(chr(c)) is None] == []
    assert all(fonts.SERIF.glyph(c) is not None for c in STANDARD)


def test_a_name_that_needs_the_fallback_is_copied() -> None:
    pdf = typeset.typeset(replace(FACE, name="韦䶮𬭎𠮷𪚥"), code="A", qr="A")

    assert "韦䶮𬭎𠮷𪚥" in text_of(pdf)


def test_what_no_font_has_is_refused_before_anything_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_typesetter", lambda: pytest.fail("typeset all the same"))
    face = replace(FACE, name=f"韦{WITHOUT_GLYPH}", employer=f"{WITHOUT_GLYPH}厂☃️")

    with pytest.raises(MissingCharactersError) as refused:
        typeset.typeset(face, code="A", qr="A")

    named = [(one.field, one.code_point) for one in refused.value.missing]
    assert named[:2] == [("name", "U+3106C"), ("employer", "U+3106C")]
    assert len(named) > 2
    assert f"“{WITHOUT_GLYPH}”（U+3106C）无法排印" in str(refused.value)
    assert "no font has it" in str(refused.value)


@pytest.mark.usefixtures("without_hanazono")
def test_without_the_fallback_only_its_own_characters_are_refused() -> None:
    assert "韦䶮𬭎" in text_of(typeset.typeset(replace(FACE, name="韦䶮𬭎"), code="A", qr="A"))

    with pytest.raises(MissingCharactersError) as refused:
        typeset.typeset(replace(FACE, name="韦𠮷"), code="A", qr="A")

    (missing,) = refused.value.missing
    assert (missing.field, missing.character, missing.installable) == ("name", "𠮷", True)
    assert "“𠮷”（U+20BB7）无法排印：请安装字体包 fonts-hanazono" in str(refused.value)


@pytest.mark.usefixtures("without_hanazono")
def test_the_setting_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    elsewhere = tmp_path / "fonts"
    elsewhere.mkdir()
    (elsewhere / fonts.RARE_FILE).symlink_to("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
    monkeypatch.setenv(fonts.SETTING, str(elsewhere))

    assert "韦𠮷" in text_of(typeset.typeset(replace(FACE, name="韦𠮷"), code="A", qr="A"))
