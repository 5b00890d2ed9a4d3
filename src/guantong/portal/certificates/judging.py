"""Whether the rows of a list can become certificates: every row is held to the rules, and all its faults are told."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from guantong.cases import identity
from guantong.cases.days import NotADay, read_day
from guantong.catalogue import catalogue, terms
from guantong.certificates.face import Face, FaceError
from guantong.certificates.pdf.characters import missing
from guantong.wording.language import Language  # noqa: TC001 - a plain literal

from ..people.identities import search_hashes
from ..refusals import RefusedError
from .holders import Holder, decision_key, holder_of
from .lists import columns, storable, subject_of
from .models import Certificate, EntryState, Kind, Origin
from .photos import checked_photo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from .lists import Row
    from .models import Batch, BatchEntry, IssuingAuthority, Remit

PATH: Final = "/verify/"
_SPECIMEN: Final = "GX00C00000000001"
_SEPARATORS: Final = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True)
class Approval:
    """What a whole list says: who approved it, by which document, on which day."""

    document: str
    approved_on: date


@dataclass
class Judged:
    """A row with what it becomes, and its faults: each names its column.

    `hashes` and `decisions` are those under every known key, so that what was issued under an older one is found.
    """

    row: Row
    face: dict[str, Any] = field(default_factory=dict)
    holder: Holder | None = None
    decision: str = ""
    hashes: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    photo: bytes | None = None
    faults: list[str] = field(default_factory=list)


def verify_url() -> str:
    """The address that stands on certificates."""
    return f"{settings.ENVIRONMENT.address}{PATH}"


def judge(
    rows: Sequence[Row], *, authority: IssuingAuthority, approval: Approval, today: date, lang: Language
) -> list[Judged]:
    """Every row with what it becomes and everything that is wrong with it. Writes nothing."""
    remits = list(authority.remits.all())
    found = [_judged(row, authority, remits, approval, today, lang) for row in rows]
    _mark_twice(found)
    _mark_issued(found)
    return found


def _judged(
    row: Row,
    authority: IssuingAuthority,
    remits: Sequence[Remit],
    approval: Approval,
    today: date,
    lang: Language,
) -> Judged:
    made = Judged(row, faults=[storable(text) for text in row.faults])
    values = {key: unicodedata.normalize("NFC", storable(text)).strip() for key, text in row.values.items()}
    names = {column.key: column.zh for column in columns(authority.kind)}
    for key, text in row.values.items():
        if storable(text) != text:
            made.faults.append(_("{column}：含有不能保存的字符。").format(column=names[key]))
    for column in columns(authority.kind):
        value = values.get(column.key, "")
        if column.required and not value and not (column.key == "identity" and row.faults):
            made.faults.append(_("{column}：没有填写。").format(column=column.zh))
        elif value and column.choices and value not in column.choices:
            made.faults.append(
                _("{column}：应为{choices}。").format(column=column.zh, choices=_("或").join(column.choices))
            )
    acquired = _day(values.get("acquired_on", ""), names["acquired_on"], made)
    if acquired is not None and acquired > today:
        made.faults.append(_("{column}：晚于今天。").format(column=names["acquired_on"]))
    born = _identity(values, today, made, lang)
    subject, level = _award(values, authority, made, lang)
    _check_remit(
        authority, remits, (subject, specialty_of(subject, values), level), approval.approved_on, today, made
    )
    face = _face(values, authority, approval, subject, level, acquired, born, made.holder, today)
    made.faults += _faults_of_face(face, names, lang, bool(made.faults))
    made.face = face
    made.clauses = [part for part in _SEPARATORS.split(values.get("clauses", "")) if part]
    if made.holder and subject and level:
        made.decision = decision_key(made.holder.hash, subject, level, approval.document)
        made.decisions = [decision_key(one, subject, level, approval.document) for one in made.hashes]
    if row.photo is not None:
        try:
            made.photo = checked_photo(row.photo)
        except RefusedError as refused:
            made.faults.append(_("照片：{text}").format(text=refused.text))
    elif values.get("photo") and not row.faults:
        made.faults.append(_("照片：没有交来照片压缩包。"))
    return made


def _day(text: str, column: str, made: Judged) -> date | None:
    if not text:
        return None
    try:
        return read_day(text).date
    except NotADay as error:
        made.faults.append(f"{column}：{error.zh}（{error.hint[0]}）。")
        return None


def _identity(values: Mapping[str, str], today: date, made: Judged, lang: Language) -> date | None:
    number = identity.normalise(values.get("identity", ""))
    if not number:
        return None
    typed = values.get("identity_type", "")
    kind = terms.term("identity_type", typed) if typed else identity.RESIDENT
    if kind is None:
        told = _("证件类型：没有“{text}”这种证件，应为：{known}。")
        made.faults.append(told.format(text=typed[:20], known=_known("identity_type", lang)))
        return None
    try:
        born = identity.check_number(kind, number, today)
    except identity.WrongNumber as wrong:
        said, hint = (wrong.zh, wrong.hint[0]) if lang == "zh" else (wrong.en, wrong.hint[1])
        made.faults.append(_("证件号码：{said}（{hint}）。").format(said=said, hint=hint))
        return None
    made.holder, made.hashes = holder_of(values.get("name", ""), number), search_hashes(number)
    return born


def _known(kind: str, lang: Language) -> str:
    """The words of a kind, in their order."""
    return ("、" if lang == "zh" else ", ").join(terms.name(kind, code, lang) for code in terms.codes(kind))


def _award(
    values: Mapping[str, str], authority: IssuingAuthority, made: Judged, lang: Language
) -> tuple[str, str]:
    """The codes of what is awarded; empty where the words name nothing."""
    key = "series" if authority.kind == Kind.TITLE else "occupation"
    column = next(c.zh for c in columns(authority.kind) if c.key == key)
    subject = subject_of(authority.kind, values.get(key, ""))
    if values.get(key) and not subject:
        made.faults.append(_("{column}：目录里没有“{text}”。").format(column=column, text=values[key][:30]))
    level = terms.term(f"{authority.kind}_level", values.get("level", "")) or ""
    if values.get("level") and not level:
        told = _("级别：没有“{text}”这个级别，应为：{known}。")
        made.faults.append(
            told.format(text=values["level"][:30], known=_known(f"{authority.kind}_level", lang))
        )
    if authority.kind == Kind.TITLE and subject and values.get("specialty"):
        known = catalogue().find_specialty(subject, values["specialty"])
        if known is None:
            made.faults.append(
                _("专业名称：这个系列没有专业“{text}”。").format(text=values["specialty"][:30])
            )
    return subject, level


def _check_remit(
    authority: IssuingAuthority,
    remits: Sequence[Remit],
    award: tuple[str, str, str],
    approved: date,
    today: date,
    made: Judged,
) -> None:
    subject, _specialty, level = award
    if not subject or not level:
        return
    if not within_remit(remits, award, approved):
        made.faults.append(
            _("不在“{authority}”的发证权限内：没有这个系列或职业、这个级别在批准之日的授权。").format(
                authority=authority.name
            )
        )
    elif not within_remit(remits, award, today):
        made.faults.append(
            _("不在“{authority}”的发证权限内：这个系列或职业、这个级别的授权今天已不在期限内。").format(
                authority=authority.name
            )
        )


def within_remit(remits: Sequence[Remit], award: tuple[str, str, str], day: date) -> bool:
    """Whether one of the remits covers a subject, specialty and level on a day."""
    subject, specialty, level = award
    return any(
        remit.subject == subject and remit.specialty in ("", specialty) and remit.covers(level, day)
        for remit in remits
    )


def specialty_of(subject: str, values: Mapping[str, str]) -> str:
    """The specialty of a row as the catalogue names it; empty where there is none, or none that is known."""
    text = values.get("specialty", "")
    return (catalogue().find_specialty(subject, text) if subject and text else "") or ""


def award_of(kind: str, face: Mapping[str, Any]) -> tuple[str, str, str]:
    """The codes of what a face says: subject, specialty, level."""
    subject = subject_of(kind, face["series" if kind == Kind.TITLE else "occupation"])
    return subject, specialty_of(subject, face), terms.term(f"{kind}_level", face["level"]) or ""


def rows_outside_remit(batch: Batch, *days: date) -> list[int]:
    """The rows that the authority may not issue: each has to be within a remit on the day of approval and on these days."""
    authority = batch.authority
    remits = list(authority.remits.all())
    waiting = batch.entries.filter(state=EntryState.WAITING).values_list("row", "face")
    return [row for row, face in waiting if not _held(remits, award_of(authority.kind, face), batch, *days)]


def outside_remit(entry: BatchEntry) -> bool:
    """Whether a row of a confirmed list may not be issued any more: a remit was ended, or the authority, before its turn.

    What corrects a certificate decides nothing anew and needs no remit.
    """
    batch = entry.batch
    if batch.origin == Origin.REPLACEMENT or batch.issued_on is None:
        return False
    authority = batch.authority
    remits = list(authority.remits.all())
    return not authority.active or not _held(
        remits, award_of(authority.kind, entry.face), batch, batch.issued_on
    )


def _held(remits: Sequence[Remit], award: tuple[str, str, str], batch: Batch, *days: date) -> bool:
    return all(within_remit(remits, award, day) for day in (batch.approved_on, *days))


def names_another_issuer(batch: Batch) -> bool:
    """Whether a row says something else of its issuer than the register does by now: a name, a code, 演示."""
    authority = batch.authority
    stands = {
        "authority": authority.name,
        "authority_code": authority.code,
        "demonstration": authority.demonstration,
    }
    waiting = batch.entries.filter(state=EntryState.WAITING).values_list("face", flat=True)
    return any(face[key] != value for face in waiting for key, value in stands.items())


def _face(
    values: Mapping[str, str],
    authority: IssuingAuthority,
    approval: Approval,
    subject: str,
    level: str,
    acquired: date | None,
    born: date | None,
    holder: Holder | None,
    today: date,
) -> dict[str, Any]:
    known = catalogue()
    title = authority.kind == Kind.TITLE
    occupation = known.occupation_name(subject) if subject and not title else ""
    word = terms.name(f"{authority.kind}_level", level) if level else ""
    specialty = specialty_of(subject, values)
    if title:
        name = values.get("title") or (
            known.title_name(subject, specialty or None, level) if subject and level else ""
        )
    else:
        name = f"{occupation}{word}"
    return {
        "kind": authority.kind,
        "name": values.get("name", ""),
        "sex": values.get("sex", ""),
        "birth": values.get("birth") or (f"{born:%Y-%m}" if born else ""),
        "identity_masked": holder.masked if holder else "",
        "employer": values.get("employer", ""),
        "series": terms.name("series", subject) if subject and title else "",
        "specialty": specialty,
        "level": word,
        "title": name,
        "occupation": occupation,
        "way": values.get("way", ""),
        "acquired_on": (acquired or approval.approved_on).isoformat(),
        "committee": values.get("committee") or ("" if title else authority.name),
        "authority": authority.name,
        "authority_code": authority.code,
        "approval_document": approval.document,
        "approved_on": approval.approved_on.isoformat(),
        "verify_url": verify_url(),
        "demonstration": authority.demonstration,
    }


def _faults_of_face(
    face: Mapping[str, Any], names: Mapping[str, str], lang: Language, others: bool
) -> Iterator[str]:
    """What cannot stand on a certificate, and characters that no font has. Empty fields were told already."""
    issued = max(face["approved_on"], face["acquired_on"])
    try:
        Face.from_mapping({**face, "number": _SPECIMEN, "issued_on": issued})
    except FaceError as error:
        for key, zh, en in error.problems:
            if face.get(key) or not others:
                yield f"{names.get(key, key)}：{zh if lang == 'zh' else en}。"
    for gone in missing({key: value for key, value in face.items() if isinstance(value, str)}):
        yield f"{names.get(gone.field, gone.field)}：{gone.zh if lang == 'zh' else gone.en}。"


def _mark_twice(found: Sequence[Judged]) -> None:
    first: dict[str, int] = {}
    for made in found:
        if not made.decision:
            continue
        if made.decision in first:
            made.faults.append(_("与第 {row} 行重复：同一人、同一级别。").format(row=first[made.decision]))
        else:
            first[made.decision] = made.row.number


def _mark_issued(found: Sequence[Judged]) -> None:
    keys = [key for made in found for key in made.decisions]
    live = Certificate.objects.filter(decision_key__in=keys, replaces=None).exclude(state="annulled")
    there = set(live.values_list("decision_key", flat=True))
    for made in found:
        if there.intersection(made.decisions):
            made.faults.append(_("已经有证书：此人的这一决定已经发证，不能再发一次。"))
