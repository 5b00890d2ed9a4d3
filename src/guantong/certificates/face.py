"""What stands on one certificate: the words that every form of it (PDF, OFD, credential) carries alike."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import rfc8785

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Kind = Literal["title", "skill"]
"""A title certificate (职称证书) or a certificate of a skill level (职业技能等级证书)."""

KINDS: Final[tuple[Kind, ...]] = ("title", "skill")

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_CREDIT_CODE: Final = re.compile(r"[0-9A-Z]{18}")
_WHOLE_IDENTITY: Final = re.compile(r"[0-9]{15}|[0-9]{17}[0-9Xx]")
_ALWAYS: Final = ("number", "name", "identity_masked", "level", "title", "way", "committee", "authority")
_BY_KIND: Final[Mapping[Kind, tuple[str, ...]]] = {"title": ("series",), "skill": ("occupation",)}
_LONGEST: Final = 200


class FaceError(ValueError):
    """Words that cannot stand on a certificate. `problems` gives each field with its fault, Chinese and English."""

    def __init__(self, problems: tuple[tuple[str, str, str], ...]) -> None:
        self.problems = problems
        super().__init__("；".join(f"{field}：{zh} / {en}" for field, zh, en in problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The words of one certificate. Texts that do not apply are empty, never missing.

    `title` is its own name (高级工程师); of a skill certificate the occupation with the word of the level. `committee` is
    the committee, or the body that evaluated. `acquired_on` is the day of the title, `approved_on` that of the approval.
    The photo stands beside it as bytes. The identity number is here only with its middle masked.

    Raises FaceError, with all faults at once, for an empty field that must be filled, a number that is not masked, days
    that cannot follow each other, and characters that are not written (control characters, direction marks).
    Source: the fields that the national query and the regional certificates show; the form itself is unconfirmed.
    """

    kind: Kind
    number: str
    name: str
    sex: str
    birth: str
    identity_masked: str
    employer: str
    series: str
    specialty: str
    level: str
    title: str
    occupation: str
    way: str
    acquired_on: date
    committee: str
    authority: str
    authority_code: str
    approval_document: str
    approved_on: date
    issued_on: date
    verify_url: str
    demonstration: bool

    def __post_init__(self) -> None:
        if faults := tuple(self._faults()):
            raise FaceError(faults)

    def as_mapping(self) -> dict[str, str | bool]:
        """The face as plain data, days as ISO texts."""
        return {key: v.isoformat() if isinstance(v, date) else v for key, v in asdict(self).items()}

    @classmethod
    def from_mapping(cls, given: Mapping[str, object]) -> Face:
        """The face of plain data. Raises FaceError for keys that are missing or unknown, and values of another type."""
        faults: list[tuple[str, str, str]] = []
        read: dict[str, object] = {}
        for field in fields(cls):
            if field.name not in given:
                faults.append((field.name, "缺少这一项", "is missing"))
                continue
            try:
                read[field.name] = _read(field.name, given[field.name])
            except ValueError:
                faults.append((field.name, "类型或写法不对", "has the wrong type or form"))
        faults += [(key, "没有这一项", "is no field") for key in given if key not in cls.__dataclass_fields__]
        if faults:
            raise FaceError(tuple(faults))
        return cls(**read)  # type: ignore[arg-type]  # each was read as its field wants it

    def digest(self) -> str:
        """The SHA-256 of the canonical JSON (RFC 8785) of the face: 64 hexadecimal digits."""
        return hashlib.sha256(rfc8785.dumps(self.as_mapping())).hexdigest()

    def _faults(self) -> Iterator[tuple[str, str, str]]:
        if self.kind not in KINDS:
            yield "kind", "应为 title 或 skill", "is title or skill"
        for name in (*_ALWAYS, *_BY_KIND.get(self.kind, ())):
            if not getattr(self, name).strip():
                yield name, "不能为空", "must not be empty"
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                yield from _text_faults(field.name, value)
        if self.birth and not _MONTH.fullmatch(self.birth):
            yield "birth", "应为 YYYY-MM", "is written YYYY-MM"
        if self.authority_code and not _CREDIT_CODE.fullmatch(self.authority_code):
            yield "authority_code", "应为 18 位统一社会信用代码", "has 18 digits and capital letters"
        if not self.verify_url.startswith(("https://", "http://")):
            yield "verify_url", "应为网址", "is a web address"
        if self.approved_on > self.issued_on:
            yield "approved_on", "批准日期晚于发证日期", "is after the day of issue"
        if self.acquired_on > self.issued_on:
            yield "acquired_on", "取得日期晚于发证日期", "is after the day of issue"
        if self.birth and self.birth > self.acquired_on.isoformat()[:7]:
            yield "birth", "出生年月晚于取得日期", "is after the day of the title"


def _text_faults(name: str, text: str) -> Iterator[tuple[str, str, str]]:
    if text != text.strip():
        yield name, "首尾有空白", "begins or ends with a blank"
    if len(text) > _LONGEST:
        yield name, f"超过 {_LONGEST} 个字", f"has more than {_LONGEST} characters"
    if odd := next((c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")), None):
        yield name, f"含有不可见字符 U+{ord(odd):04X}", f"holds the invisible character U+{ord(odd):04X}"
    # digits of other scripts count as digits too: what a person would read as an identity number is one
    if name != "number" and _WHOLE_IDENTITY.search(unicodedata.normalize("NFKC", text)):
        if name in ("authority_code", "verify_url"):
            return
        yield name, "含有未遮盖的证件号码", "holds an identity number that is not masked"


def _read(name: str, value: object) -> object:
    match Face.__dataclass_fields__[name].type:
        case "date":
            if type(value) is date:  # a moment is a date too, and compares with none
                return value
            if not isinstance(value, str) or (day := date.fromisoformat(value)).isoformat() != value:
                raise ValueError(name)
            return day
        case "bool":
            wanted: type = bool
        case _:
            wanted = str
    if not isinstance(value, wanted):
        raise ValueError(name)
    return value
