"""What other programs read from a PDF: its text, where each word stands, and how it looks."""

import html
import re
import shutil
import subprocess
from dataclasses import dataclass
from io import BytesIO
from typing import cast

from PIL import Image

MM = 72 / 25.4

_WORD = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')


def _run(tool: str, *options: str, pdf: bytes) -> bytes:
    program = shutil.which(tool)
    assert program, f"{tool} is not installed (poppler-utils)"
    return subprocess.run([program, *options], input=pdf, capture_output=True, check=True).stdout


def text_of(pdf: bytes, *options: str) -> str:
    """The text as pdftotext copies it, line by line in the order of the file."""
    return _run("pdftotext", "-raw", *options, "-", "-", pdf=pdf).decode()


def fonts_of(pdf: bytes) -> list[list[str]]:
    """A row a font: name, …, emb, sub, uni, object."""
    return [row.split() for row in _run("pdffonts", "-", pdf=pdf).decode().splitlines()[2:]]


def picture_of(pdf: bytes, *, dpi: int, page: int = 1) -> Image.Image:
    """A page as printed at so many dots an inch."""
    png = _run("pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-png", "-", pdf=pdf)
    return Image.open(BytesIO(png)).convert("RGB")


def colours_of(picture: Image.Image) -> list[tuple[int, tuple[int, int, int]]]:
    """How often each colour is in a picture."""
    return cast("list[tuple[int, tuple[int, int, int]]]", picture.getcolors(1 << 24))


@dataclass(frozen=True)
class Word:
    """A word and where it stands: millimetres from the upper left of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def words_of(pdf: bytes) -> list[Word]:
    """Each word of the first page."""
    # Poppler writes rare characters of the title, which is not looked at, as halves that no decoder takes.
    said = _run("pdftotext", "-bbox", "-l", "1", "-", "-", pdf=pdf).decode(errors="replace")
    found = _WORD.findall(said)
    return [Word(html.unescape(text), *(float(edge) / MM for edge in edges)) for *edges, text in found]
