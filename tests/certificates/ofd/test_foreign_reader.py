"""A reader of another maker, ofd.js (npm, Apache-2.0), shows what we write and accepts the signature of its seal.

It runs in Chromium without network. It ignores embedded fonts, and its `verifyRet` speaks of the signature over the seal
alone, not of the files; that is what `examine` is for.
"""

import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import sync_playwright

from guantong.certificates.ofd import package
from guantong.certificates.signing.keys import KeyRing
from tests.certificates.faces import FACE
from tests.certificates.ofd.sealing import QR, sealed
from tests.certificates.pdf.reading import colours_of

READER = Path(__file__).parents[1] / "node/node_modules/ofd.js/lib/ofd.umd.min.js"
CHROMIUM = "/usr/bin/chromium"
WIDTH = 1188
"""Pixels of the page as shown: four a millimetre."""

SHOW = """async (given) => {
  const bytes = Uint8Array.from(atob(given), (c) => c.charCodeAt(0));
  const read = await new Promise((done, failed) =>
    ofd.parseOfdDocument({ofd: new File([bytes], "c.ofd"), success: done, fail: failed}));
  document.body.replaceChildren(...ofd.renderOfd(%d, read[0]));
  return [...document.querySelectorAll("svg text")].map((t) => t.textContent).join("");
}"""


@dataclass(frozen=True)
class Shown:
    """What the reader shows of a file."""

    text: str
    picture: Image.Image
    said: list[str]
    """What it writes to its console, where it tells of the seal."""

    def dark(self, x: float, y: float, across: float, down: float) -> float:
        """The share of dark pixels in a place, millimetres."""
        scale = WIDTH / 297
        part = self.picture.crop(tuple(round(v * scale) for v in (x, y, x + across, y + down)))  # type: ignore[arg-type]
        dark = sum(count for count, colour in colours_of(part) if sum(colour) < 300)
        return dark / (part.width * part.height)


@pytest.fixture(scope="module")
def readings(ring: KeyRing) -> dict[str, Shown]:
    """What the reader shows of an issued file, one with rare characters in the name, and one in which a word was changed.

    Playwright wants a thread of its own, as the journeys of the portal have theirs in that of the tests.
    """
    assert READER.is_file(), "run npm ci in tests/certificates/node"
    files: dict[str, bytes] = package.unpack(sealed(ring))
    files[package.PAGE] = files[package.PAGE].replace("高级工程师".encode(), "特级工程师".encode())
    given = {
        "issued": sealed(ring),
        "rare": sealed(ring, replace(FACE, name="韦𠮷𪚥")),
        "short": sealed(ring, replace(FACE, name="韦")),
        "changed": package.pack(files, day=FACE.issued_on),
    }
    with ThreadPoolExecutor(max_workers=1) as thread:
        return dict(zip(given, thread.submit(_shown, tuple(given.values())).result(), strict=True))


def _shown(files: tuple[bytes, ...]) -> list[Shown]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(viewport={"width": WIDTH, "height": 860}, offline=True)
        page.set_content('<meta charset="utf-8"><body style="margin:0"></body>')
        page.add_script_tag(path=READER)
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        pictures = []
        for file in files:
            told.clear()
            text = page.evaluate(SHOW % WIDTH, base64.b64encode(file).decode())
            picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
            pictures.append(Shown(text, picture, list(told)))
        chromium.close()
        return pictures


def test_another_reader_shows_the_certificate(readings: dict[str, Shown]) -> None:
    found = readings["issued"]

    assert "职称证书" in found.text
    assert "高级工程师" in found.text
    assert FACE.committee in found.text
    assert FACE.number in found.text
    assert [code.text for code in zxingcpp.read_barcodes(found.picture)] == [QR]
    assert found.picture.getpixel((36 * 4, 60 * 4)) == pytest.approx((70, 120, 190), abs=12)
    assert any("verifyRet: true" in line for line in found.said)


def test_it_shows_the_seal_where_it_belongs(readings: dict[str, Shown]) -> None:
    def red(x: int, y: int, across: int, down: int) -> int:
        part = readings["issued"].picture.crop((x * 4, y * 4, (x + across) * 4, (y + down) * 4))
        return sum(n for n, (r, g, b) in colours_of(part) if r > 170 and g < 70 and b < 70)

    assert red(197, 141, 42, 42) > 3000
    assert red(150, 141, 42, 42) == 0


def test_rare_characters_are_not_boxes(readings: dict[str, Shown]) -> None:
    rare, short = readings["rare"], readings["short"]
    second, third = (97 + 7.41, 58, 7.4, 8), (97 + 2 * 7.41, 58, 7.4, 8)

    assert "𠮷" not in rare.text
    assert short.dark(*second) == short.dark(*third) == 0
    assert rare.dark(*second) > 0.04
    assert rare.dark(*third) > rare.dark(*second)


def test_what_it_says_of_the_seal_is_not_enough(readings: dict[str, Shown]) -> None:
    """The reader calls the seal good although a word was changed: whoever relies on it is deceived."""
    assert "特级工程师" in readings["changed"].text
    assert any("verifyRet: true" in line for line in readings["changed"].said)
