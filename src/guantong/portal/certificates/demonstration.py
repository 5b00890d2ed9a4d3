"""Authorities of the demonstration with test keys; a list that was issued, one certificate of it revoked, and one that waits for its
holders. None of it exists.
"""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from PIL import Image, ImageDraw

from guantong.cases.identity import check_digit
from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.test_keys import add_test_keys

from ..accounts.models import User
from ..organisations.models import EvaluationBody, Office
from ..people.models import Person
from .batches import batch_confirm, batch_propose, batch_take_in
from .changes import change_decide, change_propose
from .issuing import issue_all
from .lists import Row
from .mandates import mandate_decide, mandate_propose
from .models import Certificate, IssuingAuthority, Kind, Remit, Step
from .numbering import certificates_folder

if TYPE_CHECKING:
    from datetime import datetime

RINGS: Final = {Kind.TITLE: "demonstration-title", Kind.SKILL: "demonstration-skill"}
DOCUMENT: Final = "演示职改办〔2026〕1号"
_OFFICE: Final = "自治区职改办（演示）"
_PEOPLE: Final = (
    ("韦示例", "450202198803024713", "工程", "机械制造", "中级"),
    ("陆䶮示", "", "工程", "电气", "副高级"),
    ("覃𬭎示", "", "工程", "机械制造", "助理级"),
)


_SERIES: Final = ("engineering", "agriculture", "arts_and_crafts", "laboratory")


def load(*, now: datetime) -> None:
    """Create what is missing; where nobody is there who could issue, nothing is issued."""
    if IssuingAuthority.objects.exists():
        return
    office = Office.objects.filter(name=_OFFICE).first()
    body = EvaluationBody.objects.filter(name__endswith="（演示）").order_by("name").first()
    if office is None:
        return
    _keys(now)
    since = timezone.localdate(now) - timedelta(days=365)
    titles = IssuingAuthority.objects.create(
        name=_OFFICE, code="11450000DEMX000058", unit="0001", kind=Kind.TITLE, office=office, ring=RINGS[Kind.TITLE],
        source="演示数据，没有真实授权",
    )  # fmt: skip
    titles.full_clean()
    for series in _SERIES:
        _remit(titles, series, "junior", "full_senior", since)
    if body is not None and body.uscc:
        skills = IssuingAuthority.objects.create(
            name=body.name, code=body.uscc, unit="0002", kind=Kind.SKILL, office=office, body=body,
            ring=RINGS[Kind.SKILL],
            source="演示数据，没有真实授权",
        )  # fmt: skip
        for scope in body.scopes.all():
            _remit(skills, scope.occupation, scope.lowest, scope.highest, since)
    _issue(titles, now)
    _ask(titles, now)
    _mandates(titles, now)


def _keys(now: datetime) -> None:
    for name in RINGS.values():
        ring = KeyRing.open(certificates_folder() / "keys" / name, demonstration=True)
        if not ring.keys:
            add_test_keys(ring, at=now)


def _remit(authority: IssuingAuthority, subject: str, lowest: str, highest: str, since: date) -> None:
    Remit.objects.create(
        authority=authority,
        subject=subject,
        lowest=lowest,
        highest=highest,
        valid_from=since,
        source="演示数据",
    )


def _mandates(titles: IssuingAuthority, now: datetime) -> None:
    """A remit that two persons gave, and one that waits for the second."""
    officer, leader = (User.objects.filter(username=name).first() for name in ("policy", "leader"))
    if officer is None or leader is None:
        return
    for subject in ("economics", "health"):
        content = {
            "subject": subject, "lowest": "assistant", "highest": "intermediate",
            "valid_from": timezone.localdate(now).isoformat(), "confidence": "P",
        }  # fmt: skip
        mandate = mandate_propose(
            actor=officer, step=Step.REMIT, authority=titles, content=content, document="演示职改办〔2026〕3号",
            clause="第一条", now=now,
        )  # fmt: skip
        if subject == "economics":
            mandate_decide(actor=leader, mandate=mandate, agree=True, note="演示", now=now)


def _issue(titles: IssuingAuthority, now: datetime) -> None:
    people = {
        name: User.objects.filter(username=name).first()
        for name in ("issuer", "checker", "leader", "authority")
    }
    if not all(people.values()):
        return
    issuer, checker, leader, authority = people.values()
    assert issuer and checker and leader and authority  # noqa: S101, PT018 - all of them are there
    approved = timezone.localdate(now) - timedelta(days=7)
    rows = [_row(place, *person, acquired=approved) for place, person in enumerate(_PEOPLE, 2)]
    batch = batch_take_in(
        actor=issuer, authority=titles, approval_document=DOCUMENT, approved_on=approved, rows=rows,
        origin="workbook", now=now,
    )  # fmt: skip
    batch_propose(actor=issuer, batch=batch, now=now)
    batch_confirm(actor=checker, batch=batch, now=now)
    issue_all(now=now)
    _bind_worker(batch.entries.get(row=2).certificate)
    revoked = batch.entries.get(row=4).certificate
    if revoked is None or revoked.issued_at is None:
        return
    change = change_propose(
        actor=leader, certificate=revoked, transition="revoke", reason_code="false_material",
        reason="演示：业绩材料不实", document="演示职改办〔2026〕2号", clause="2.3.2", effective_on=None, now=now,
    )  # fmt: skip
    change_decide(actor=authority, change=change, agree=True, note="演示", now=now)


def _ask(titles: IssuingAuthority, now: datetime) -> None:
    """A list that waits for its holders: the worker, whose employer is written wrongly, and two without an account."""
    issuer = User.objects.filter(username="issuer").first()
    if issuer is None:
        return
    approved = timezone.localdate(now) - timedelta(days=1)
    people = [("韦示例", _PEOPLE[0][1], "工程", "电气", "中级"), *_PEOPLE[1:]]
    rows = [_row(place, *person, acquired=approved) for place, person in enumerate(people, 2)]
    rows[0] = Row(2, {**rows[0].values, "employer": "桂江机诫（演示）"}, rows[0].photo)
    batch = batch_take_in(
        actor=issuer, authority=titles, approval_document="演示职改办〔2026〕4号", approved_on=approved, rows=rows,
        origin="workbook", now=now, asks_holders=True,
    )  # fmt: skip
    batch_propose(actor=issuer, batch=batch, now=now)


def _bind_worker(certificate: Certificate | None) -> None:
    person = Person.objects.filter(user__username="worker").first()
    if certificate is not None and person is not None:
        Certificate.objects.filter(pk=certificate.pk).update(person=person)


def _row(
    place: int, name: str, number: str, series: str, specialty: str, level: str, *, acquired: date
) -> Row:
    body = f"45020219900101{place:03d}"
    values: dict[str, Any] = {
        "name": name,
        "sex": "男",
        "identity": number or body + check_digit(body),
        "employer": "桂江机械（演示）",
        "series": series,
        "specialty": specialty,
        "level": level,
        "way": "评审",
        "acquired_on": acquired.isoformat(),
        "committee": "自治区工程系列高级评审委员会（演示）",
        "clauses": "2.2.1.1c",
        "photo": f"{place}.jpg",
    }
    return Row(place, values, _photo())


def _photo() -> bytes:
    """A drawn head in place of a photo: nobody's."""
    picture = Image.new("RGB", (590, 826), "#d7e3f4")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((185, 170, 405, 450), fill="#8aa0bd")
    draw.pieslice((60, 470, 530, 1180), 180, 360, fill="#5f7797")
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=88)
    return written.getvalue()
