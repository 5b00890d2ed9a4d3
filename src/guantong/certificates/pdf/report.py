"""Typesets the report on a verification, as PDF/A-3a with the tags of PDF/UA-1, and signs it.

It says what was told on the page, and no more. It is signed by a key of its own purpose, so that nothing that answers
anybody at any time has a hand on the keys of certificates, and a report is known as one when it is uploaded.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from guantong.certificates.pdf import characters, fonts, outlines
from guantong.certificates.pdf.typesetter import Typesetter

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.certificates.lines import Line
    from guantong.certificates.pdf.signature import PdfSealer
    from guantong.wording.language import Language

FIELD: Final = "ReportSignature"
REASON: Final = "证书验证报告"
_BANNER: Final = "演示　不具效力"
_PALE_RED: Final = "#fbeae8"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of the report under a heading."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The words of a report, in one language; `other_heading` is the heading in the other.

    `demonstration` is what is said where the certificate has no effect, empty for a real one.
    """

    lang: Language
    number: str
    author: str
    heading: str
    other_heading: str
    tone: Literal["good", "bad", "waiting"]
    verdict: str
    sentence: str
    demonstration: str
    blocks: tuple[Block, ...]
    notes_heading: str
    notes: tuple[str, ...]
    foot: str


def made(report: Report, sealer: PdfSealer, *, at: datetime) -> bytes:
    """The report as a signed PDF, dated `at`.

    Raises MissingCharactersError for characters that no font has, and SigningError when the key fails.
    """
    drawn = _typesetter().pdf(_data(report), at=int(at.timestamp()))
    return sealer.sign(drawn, field=FIELD, reason=REASON, at=at)


def _data(report: Report) -> dict[str, Any]:
    data = asdict(report)
    characters.require(dict(_texts(data)))
    regions = {"zh": "cn", "en": None}
    other: Language = "en" if report.lang == "zh" else "zh"
    demonstration = (
        {"said": report.demonstration, "drawn": outlines.banner(_BANNER, _PALE_RED)}
        if report.demonstration
        else None
    )
    return {key.replace("_", "-"): value for key, value in data.items()} | {
        "fonts": [typeface.family for typeface in fonts.typefaces()],
        "title": f"{report.heading} {report.number}",
        "keywords": [],
        "region": regions[report.lang],
        "other-lang": other,
        "other-region": regions[other],
        "demonstration": demonstration,
    }


def _texts(value: Any, place: str = "") -> list[tuple[str, str]]:
    """Every text in the data, by where it stands."""
    if isinstance(value, str):
        return [(place, value)]
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in _texts(inner, f"{place}.{key}")]
    if isinstance(value, (list, tuple)):
        return [found for n, inner in enumerate(value) for found in _texts(inner, f"{place}.{n}")]
    return []


@cache
def _typesetter() -> Typesetter:
    return Typesetter(Path(__file__).with_name("report.typ"))
