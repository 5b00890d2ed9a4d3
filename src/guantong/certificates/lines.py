"""The lines of a certificate in words: which label stands before which value, in which order, in every form of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from guantong.certificates.face import Face, Kind

DEMONSTRATION: Final = ("演示证书　不具效力", "Demonstration only, not a valid certificate")
HOW_TO_VERIFY: Final = "扫描二维码，或登录查验网址，输入证书编号和验证码。"

_HEADINGS: Final[Mapping[Kind, tuple[str, str]]] = {
    "title": ("职称证书", "Certificate of Professional Title"),
    "skill": ("职业技能等级证书", "Certificate of Vocational Skill Level"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands behind it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The certificate in words: the person, what the person holds, and who decided it."""

    heading: str
    heading_en: str
    person: tuple[Line, ...]
    award: tuple[Line, ...]
    decision: tuple[Line, ...]
    authority: str
    signers: tuple[str, ...]
    """The authority, each office of a joint issue by itself."""
    issued: str


def day(value: date) -> str:
    """A day as Chinese documents write it."""
    return f"{value.year}年{value.month}月{value.day}日"


def month(value: str) -> str:
    """A month (YYYY-MM) as Chinese documents write it."""
    return f"{value[:4]}年{int(value[5:])}月" if value else ""


def of(face: Face) -> Lines:
    """The lines of a face; those without a value are left out."""
    heading, heading_en = _HEADINGS[face.kind]
    if face.kind == "title":
        award = _filled(
            ("职称名称", face.title),
            ("职称系列", face.series),
            ("专业名称", face.specialty),
            ("职称级别", face.level),
            ("取得方式", face.way),
            ("取得时间", day(face.acquired_on)),
        )
        body = "评审机构"
    else:
        award = _filled(
            ("等级名称", face.title),
            ("职业工种", face.occupation),
            ("专业方向", face.specialty),
            ("技能等级", face.level),
            ("取得方式", face.way),
            ("取得时间", day(face.acquired_on)),
        )
        body = "评价机构"
    return Lines(
        heading=heading,
        heading_en=heading_en,
        person=_filled(
            ("姓名", face.name),
            ("性别", face.sex),
            ("出生年月", month(face.birth)),
            ("证件号码", face.identity_masked),
            ("工作单位", face.employer),
        ),
        award=award,
        decision=_filled(
            (body, face.committee),
            ("批准文号", face.approval_document),
            ("批准时间", day(face.approved_on)),
        ),
        authority=face.authority,
        signers=tuple(face.authority.replace("、", "、\n").split("\n")),
        issued=day(face.issued_on),
    )


def _filled(*lines: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(Line(label, value) for label, value in lines if value)
