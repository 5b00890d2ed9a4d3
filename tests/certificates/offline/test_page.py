"""The page that verifies without network, in a browser that has none, opened from a file."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import segno
from PIL import Image, ImageFilter

from guantong.certificates.offline.page import build
from guantong.certificates.offline.payload import MARK, offline_payload
from guantong.certificates.pdf.typeset import typeset
from tests.certificates.faces import FACE
from tests.certificates.offline.browsing import SCREENS, Browsing
from tests.certificates.offline.offline_keys import OWNER, SIGNED, SINCE, UNTIL, signer, trusted
from tests.certificates.pdf.reading import picture_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.certificates.offline.browsing import Reader

MADE = date(2026, 11, 30)
NODE = Path(__file__).parents[1] / "node" / "node_modules"
STOLEN, RETIRED, STRANGER = "测试-失窃", "测试-停用", "测试-别人"
KEYS = [
    trusted(),
    replace(trusted(STOLEN), distrusted=True),
    replace(trusted(RETIRED), until=datetime(2026, 6, 1, tzinfo=UTC)),
]
PAYLOAD = offline_payload(FACE, signer(), SIGNED)
LOOK_ALIKE = replace(FACE, name="<img src=x onerror=alert(1)>", title="高级<b>工程师</b>")
WITHOUT_ED25519 = """
  const subtle = crypto.subtle, imported = subtle.importKey.bind(subtle);
  subtle.importKey = (form, key, how, ...rest) => (how.name || how) === 'Ed25519'
    ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')) : imported(form, key, how, ...rest);
"""


@pytest.fixture(scope="module")
def page() -> str:
    return build(KEYS, MADE)


@pytest.fixture(scope="module")
def browsing(page: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsing]:
    file = tmp_path_factory.mktemp("offline") / "verify.html"
    file.write_text(page, encoding="utf-8")
    with Browsing(file) as browsing:
        yield browsing


def tampered(payload: str) -> str:
    """Another person's certificate: one letter of the words is changed."""
    code = payload.removeprefix(MARK)
    data = bytearray(base64.b32decode(code + "=" * (-len(code) % 8)))
    at = data.index(FACE.number.encode())
    data[at + 8] ^= 1
    return MARK + base64.b32encode(data).decode().rstrip("=")


def picture(text: str, *, scale: int = 6) -> Image.Image:
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=scale, border=4)
    return Image.open(drawn).convert("L")


def accepted(reader: Reader) -> None:
    assert reader.verdict("intact") == f"✓\n签名有效，由{OWNER}签发；未联网：未核验是否撤销"
    assert {FACE.name, FACE.title, FACE.number, FACE.authority, "2026年9月18日", "2026年10月20日"} <= set(
        reader.facts()
    )


@pytest.mark.parametrize("screen", sorted(SCREENS))
@pytest.mark.parametrize("dark", [False, True])
def test_a_sound_code_is_accepted_and_says_that_revocation_was_not_checked(
    browsing: Browsing, screen: str, dark: bool
) -> None:
    def walk(reader: Reader) -> None:
        assert reader.page.title() == "离线核验证书"
        assert "未联网：未核验是否撤销" in reader.page.locator("main > .notice").inner_text()
        reader.accessible()
        reader.paste(PAYLOAD)
        accepted(reader)
        assert "演示证书" in reader.page.locator("#answer").inner_text()
        for summary in reader.page.locator("summary").all():
            summary.click()
        reader.accessible()

    browsing.read(walk, screen=screen, dark=dark)


def test_codes_that_are_not_ours_are_refused(browsing: Browsing) -> None:
    """Each with its own reason, and without a word of what it says."""

    def walk(reader: Reader) -> None:
        for text, state, said in (
            (tampered(PAYLOAD), "changed", "签名与内容不符"),
            (offline_payload(FACE, signer(STRANGER), SIGNED), "not_issued_here", "不在可信密钥之中"),
            (offline_payload(FACE, signer(STOLEN), SIGNED), "not_issued_here", f"密钥 {STOLEN} 已不再可信"),
            (
                offline_payload(FACE, signer(RETIRED), SIGNED),
                "not_issued_here",
                f"签名日期 2026-10-21 不在密钥 {RETIRED}",
            ),
            (PAYLOAD[:-8], "unreadable", "不是完整的离线核验码"),
            ("https://example.invalid/v/", "unreadable", "不是完整的离线核验码"),
        ):
            reader.paste(text)
            reader.page.locator(".verdict", has_text=said).wait_for()
            assert said in reader.verdict(state)
            assert reader.facts() == []

    browsing.read(walk)


def test_the_page_speaks_english(browsing: Browsing) -> None:
    def walk(reader: Reader) -> None:
        reader.paste(PAYLOAD)
        reader.verdict("intact")
        reader.page.click("#language")
        assert "Offline: whether it was revoked was not checked" in reader.verdict("intact")
        assert "18 September 2026" in reader.facts()
        assert reader.page.locator("html").get_attribute("lang") == "en"
        reader.accessible()
        reader.page.click("#language")
        accepted(reader)

    browsing.read(walk, screen="phone")


def test_words_are_never_read_as_html(browsing: Browsing) -> None:
    def walk(reader: Reader) -> None:
        reader.paste(offline_payload(LOOK_ALIKE, signer(), SIGNED))
        reader.verdict("intact")
        assert LOOK_ALIKE.name in reader.facts()
        assert reader.page.locator("#answer img, #answer b").count() == 0

    browsing.read(walk)


def test_a_browser_without_ed25519_verifies_all_the_same(browsing: Browsing) -> None:
    def walk(reader: Reader) -> None:
        reader.paste(PAYLOAD)
        accepted(reader)
        reader.paste(tampered(PAYLOAD))
        assert "签名与内容不符" in reader.verdict("changed")

    browsing.read(walk, before=WITHOUT_ED25519)


def test_a_browser_without_cryptography_says_so(browsing: Browsing) -> None:
    def walk(reader: Reader) -> None:
        reader.paste(PAYLOAD)
        reader.message("此浏览器没有核对签名所需的功能")
        assert reader.page.locator(".verdict").count() == 0

    browsing.read(walk, before="Object.defineProperty(crypto, 'subtle', {value: undefined});")


def test_pictures_are_read(browsing: Browsing, tmp_path: Path) -> None:
    """A screenshot, a photo that is askew and blurred, and one of a whole sheet with another code on it."""
    screenshot = picture(PAYLOAD)
    askew = picture(PAYLOAD, scale=10).rotate(
        11, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC
    )
    askew = askew.filter(ImageFilter.GaussianBlur(2))
    sheet = Image.new("L", (2480, 1754), 255)
    sheet.paste(picture("HTTPS://EXAMPLE.INVALID/V/", scale=9), (150, 150))
    sheet.paste(picture(PAYLOAD, scale=7), (1700, 1000))
    files = []
    for name, image in (("screenshot.png", screenshot), ("askew.jpg", askew), ("sheet.jpg", sheet)):
        image.save(tmp_path / name)
        files.append(tmp_path / name)

    def walk(reader: Reader) -> None:
        for file in files:
            reader.choose(file)
            accepted(reader)
            reader.paste("")
            reader.verdict("unreadable")

    browsing.read(walk)


def test_the_printed_leaf_is_read(browsing: Browsing, tmp_path: Path) -> None:
    """The leaf behind the certificate, as a scanner of 150 dots to the inch sees it."""
    pdf = typeset(FACE, code="ABCD-EFGH-JKMN-PQRS", qr="HTTPS://EXAMPLE.INVALID/V/", offline_qr=PAYLOAD)
    picture_of(pdf, dpi=150, page=2).save(tmp_path / "leaf.jpg", quality=70)

    def walk(reader: Reader) -> None:
        reader.choose(tmp_path / "leaf.jpg")
        accepted(reader)

    browsing.read(walk)


def test_pictures_without_the_code_are_explained(browsing: Browsing, tmp_path: Path) -> None:
    Image.new("L", (400, 300), 200).save(tmp_path / "empty.png")
    picture("HTTPS://EXAMPLE.INVALID/V/").save(tmp_path / "other.png")
    (tmp_path / "note.png").write_text("not a picture")

    def walk(reader: Reader) -> None:
        for name, said in (
            ("empty.png", "没有读到二维码"),
            ("other.png", "不是离线核验码"),
            ("note.png", "打不开这个文件"),
        ):
            reader.choose(tmp_path / name)
            reader.message(said)

    browsing.read(walk)


def test_the_reader_of_the_browser_is_used_where_there_is_one(browsing: Browsing, tmp_path: Path) -> None:
    """The picture shows nothing, so what is read came from the browser."""
    Image.new("L", (400, 300), 200).save(tmp_path / "empty.png")
    native = f"""globalThis.BarcodeDetector = class {{ async detect() {{ return [{{rawValue: '{PAYLOAD}'}}]; }} }};"""
    broken = "globalThis.BarcodeDetector = class { constructor() { throw new TypeError('none'); } };"
    picture(PAYLOAD).save(tmp_path / "code.png")

    def by_native(reader: Reader) -> None:
        reader.choose(tmp_path / "empty.png")
        accepted(reader)

    def by_ours(reader: Reader) -> None:
        reader.choose(tmp_path / "code.png")
        accepted(reader)

    browsing.read(by_native, before=native)
    browsing.read(by_ours, before=broken)


def test_the_camera_reads_the_code(page: str, tmp_path: Path) -> None:
    """The browser is given a film, of a sheet that shows the code, in place of a camera."""
    frame = Image.new("L", (1280, 720), 230)
    frame.paste(picture(PAYLOAD, scale=8), (300, 60))
    still = io.BytesIO()
    frame.convert("RGB").save(still, "JPEG", quality=90)
    (tmp_path / "film.mjpeg").write_bytes(still.getvalue() * 5)
    (tmp_path / "verify.html").write_text(page, encoding="utf-8")
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'film.mjpeg'}",
    ]

    def walk(reader: Reader) -> None:
        reader.page.click("#camera")
        accepted(reader)
        assert reader.page.locator("#viewfinder").is_hidden()

    with Browsing(tmp_path / "verify.html", camera) as browsing:
        browsing.read(walk)


def test_without_a_camera_the_page_says_what_else_to_do(browsing: Browsing) -> None:
    def refused(reader: Reader) -> None:
        reader.page.click("#camera")
        reader.message("摄像头没有打开")

    def absent(reader: Reader) -> None:
        assert reader.page.locator("#camera").is_hidden()
        assert "不能从本页打开摄像头" in reader.page.locator("#no-camera").inner_text()
        reader.accessible()

    browsing.read(
        refused,
        before="navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));",
    )
    browsing.read(
        absent, before="Object.defineProperty(navigator, 'mediaDevices', {value: undefined});", screen="phone"
    )


def test_the_policy_of_the_page_forbids_any_network_and_foreign_script(browsing: Browsing) -> None:
    def walk(reader: Reader) -> None:
        broken = reader.page.evaluate(
            """async () => {
              const broken = [];
              addEventListener('securitypolicyviolation', event => broken.push(event.effectiveDirective));
              await fetch('http://127.0.0.1:9/').catch(() => {});
              const script = document.createElement('script');
              script.textContent = 'globalThis.reached = true';
              document.body.append(script);
              const image = new Image();
              const failed = new Promise(resolve => image.addEventListener('error', resolve));
              image.src = 'http://127.0.0.1:9/x.png';
              await failed;
              return [broken.sort(), globalThis.reached ?? false];
            }"""
        )
        assert broken == [["connect-src", "img-src", "script-src-elem"], False]
        reader.faults.clear()  # the policy tells the console, which is what was wanted

    browsing.read(walk)


def test_the_keys_are_shown_with_their_fingerprints(browsing: Browsing) -> None:
    def walk(reader: Reader) -> None:
        reader.page.locator("summary").first.click()
        rows = reader.page.locator("#key-rows tr").all_inner_texts()
        assert len(rows) == len(KEYS)
        for row, key in zip(rows, KEYS, strict=True):
            assert key.key_id in row
            assert hashlib.sha256(key.public).hexdigest() in row
            assert ("已不可信" in row) == key.distrusted

    browsing.read(walk)


def test_it_is_one_small_file_in_chinese_before_any_script_runs(page: str) -> None:
    assert "未联网：未核验是否撤销。</strong>" in page
    assert "2026年11月30日" in page
    assert not re.search(r"<(?:script|img|iframe|video)[^>]*\ssrc=|<link", page)
    assert page.count("</script") == 1
    assert len(page.encode()) < 256 * 1024


def test_a_test_key_is_called_one(page: str) -> None:
    assert "所核验的证书不具效力" in page
    assert '"test":true' in page
    assert '"test":true' not in build([replace(trusted(), test=False)], MADE)


def test_the_same_keys_give_the_same_page(page: str) -> None:
    assert build(KEYS, MADE) == page


def test_a_page_without_keys_is_not_made() -> None:
    with pytest.raises(ValueError, match="至少需要一把密钥"):
        build([], MADE)


def test_a_key_cannot_break_out_of_the_script() -> None:
    page = build(
        [replace(trusted(), owner="</script><script>alert(1)</script>", since=SINCE, until=UNTIL)], MADE
    )

    assert page.count("</script") == 1


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("noble-ed25519.js", "@noble/ed25519/index.js"),
        ("noble-ed25519.LICENSE", "@noble/ed25519/LICENSE"),
        ("qr-encode.js", "qr/index.js"),
        ("qr-decode.js", "qr/decode.js"),
        ("qr.LICENSE", "qr/LICENSE-MIT"),
    ],
)
def test_the_programs_of_others_are_unchanged(ours: str, theirs: str) -> None:
    folder = Path(build.__code__.co_filename).parent / "vendored"

    assert (folder / ours).read_bytes() == (NODE / theirs).read_bytes()
