"""Authorities, officers and lists for tests; all of it fictional, with test keys."""

from __future__ import annotations

import io
from contextlib import nullcontext
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from PIL import Image

from guantong.cases.identity import check_digit
from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.test_keys import add_test_keys
from guantong.portal import clock
from guantong.portal.accounts.models import Role, User
from guantong.portal.certificates.batches import batch_confirm, batch_propose, batch_take_in
from guantong.portal.certificates.changes import change_propose
from guantong.portal.certificates.issuing import issue_all
from guantong.portal.certificates.life import transitions
from guantong.portal.certificates.lists import Row
from guantong.portal.certificates.models import (
    Batch,
    Certificate,
    Change,
    FileForm,
    IssuingAuthority,
    Kind,
    Remit,
)
from guantong.portal.certificates.numbering import certificates_folder
from guantong.portal.certificates.producing import Produced
from guantong.portal.organisations.models import EvaluationBody, Office
from guantong.portal.organisations.services import regions_load
from guantong.portal.people.models import Person
from guantong.portal.people.services import fill_record, person_create
from tests.portal.accounts.signing import account, granted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

RING: Final = "test"
DOCUMENT: Final = "桂人社职办〔2026〕18号（测试）"
APPROVED: Final = date(2026, 10, 12)
NAMES: Final = ("韦示例", "韦䶮𬭎𠮷", "古丽·阿依")


def identity_number(serial: int) -> str:
    """A number with a check digit that fits, of a person who does not exist."""
    body = f"45020219880302{serial:03d}"
    return body + check_digit(body)


def photo(size: tuple[int, int] = (295, 413), kind: str = "JPEG") -> bytes:
    """A picture in the proportions of a photo."""
    written = io.BytesIO()
    Image.new("RGB", size, "lightblue").save(written, kind)
    return written.getvalue()


def row(serial: int = 1, **changed: str) -> Row:
    """One row of a list of titles."""
    values = {
        "name": NAMES[(serial - 1) % len(NAMES)],
        "sex": "男",
        "identity": identity_number(serial),
        "employer": "桂江机械（测试）",
        "series": "工程",
        "specialty": "机械制造",
        "level": "副高级",
        "way": "评审",
        "acquired_on": "2026-10-10",
        "committee": "自治区工程系列高级评审委员会（测试）",
        "clauses": "2.2.1.1d",
        "photo": f"{serial:03}.jpg",
    }
    return Row(serial + 1, values | changed, photo())


def ring() -> None:
    """Test keys, once for a run of tests."""
    folder = certificates_folder() / "keys" / RING
    if not (folder / "manifest.json").exists():
        add_test_keys(KeyRing.open(folder, demonstration=True), at=datetime(2026, 1, 1, tzinfo=UTC))


def authority(scope_id: UUID | None = None, **more: object) -> IssuingAuthority:
    """An authority that issues titles of engineering up to associate senior."""
    regions_load()
    ring()
    office = Office(name="自治区职改办（测试）", kind="regional", region_id="450000")
    if scope_id is not None:
        office.id = scope_id
    office.save()
    values = {"name": "自治区职改办（测试）", "code": "11450000DEMX00001U", "unit": "0001", "ring": RING}
    made = IssuingAuthority.objects.create(
        kind=Kind.TITLE, office=office, source="测试", **{**values, **more}
    )
    Remit.objects.create(
        authority=made, subject="engineering", lowest="assistant", highest="associate_senior",
        valid_from=date(2026, 1, 1), source="测试",
    )  # fmt: skip
    return made


def body_authority(scope_id: UUID | None = None) -> IssuingAuthority:
    """An evaluation body that certifies turners."""
    regions_load()
    ring()
    office = Office.objects.create(name="自治区职改办（测试）", kind="regional", region_id="450000")
    body = EvaluationBody(name="桂中技能评价中心（测试）", region_id="450202")
    if scope_id is not None:
        body.id = scope_id
    body.save()
    made = IssuingAuthority.objects.create(
        name=body.name, code="52450100DEMX000043", unit="0002", ring=RING,
        kind=Kind.SKILL, office=office, body=body, source="测试",
    )  # fmt: skip
    Remit.objects.create(
        authority=made, subject="6-18-01-01", lowest="intermediate_worker", highest="technician",
        valid_from=date(2026, 1, 1), source="测试",
    )  # fmt: skip
    return made


def officer(role: Role, of: IssuingAuthority) -> User:
    """Somebody who holds a role for the authority."""
    scope = of.body_id if role == Role.EVALUATION_OFFICER else of.office_id
    return granted(role, scope_id=scope, today=clock.today())


def taken_in(
    of: IssuingAuthority, rows: list[Row], *, actor: User | None = None, document: str = DOCUMENT
) -> Batch:
    """A list that was brought."""
    return batch_take_in(
        actor=actor, authority=of, approval_document=document, approved_on=APPROVED,
        rows=rows, origin="workbook", now=clock.now(),
    )  # fmt: skip


def asking(of: IssuingAuthority, rows: list[Row], proposer: User) -> Batch:
    """A list that was proposed, about which holders are asked."""
    batch = batch_take_in(
        actor=proposer, authority=of, approval_document=DOCUMENT, approved_on=APPROVED,
        rows=rows, origin="workbook", now=clock.now(), asks_holders=True,
    )  # fmt: skip
    return batch_propose(actor=proposer, batch=batch, now=clock.now())


def account_of(serial: int, *, user: User | None = None, name: str = "") -> User:
    """An account with a record that has the identity number of a row, and its name unless told otherwise."""
    user, name = user or account(), name or NAMES[(serial - 1) % len(NAMES)]
    person = person_create(actor=user, user=user, name=name, now=clock.now())
    number = {"type": "resident_identity_card", "number": identity_number(serial)}
    case = {"person": {"name": name, "identity": number}}
    fill_record(actor=user, person=person, case=case, now=clock.now())
    return user


def confirmed(of: IssuingAuthority, rows: list[Row], **more: str) -> Batch:
    """A list that one officer proposed and another confirmed; nothing is issued yet."""
    role = Role.EVALUATION_OFFICER if of.body_id else Role.CERTIFICATE_OFFICER
    one, other = officer(role, of), officer(role, of)
    batch = taken_in(of, rows, actor=one, **more)
    batch_propose(actor=one, batch=batch, now=clock.now())
    return batch_confirm(actor=other, batch=batch, now=clock.now())


def issued(
    of: IssuingAuthority, serial: int = 1, changed: Mapping[str, str] | None = None, *, signed: bool = False
) -> Certificate:
    """A certificate, issued; with `signed` as a real file, else with bytes that stand for one, which is quicker."""
    batch = confirmed(of, [row(serial, **(changed or {}))], document=f"{DOCUMENT}{serial}")
    with (
        nullcontext() if signed else patch("guantong.portal.certificates.issuing.produce", stands_for_a_file)
    ):
        issue_all()
    entry = batch.entries.select_related("certificate__authority").get()
    assert entry.certificate is not None, [entry.state, entry.failure, entry.problems, batch.halted]
    return entry.certificate


def stands_for_a_file(certificate: Certificate, **more: object) -> list[Produced]:
    return [Produced(FileForm.PDF, f"%PDF-1.7 {certificate.number}".encode(), "test-pdf-1")]


def proposed(certificate: Certificate, way: str, actor: User, **more: object) -> Change:
    """A change of state that somebody proposed."""
    row = transitions()[way]
    corrected = {"employer": "柳北热电（测试）"} if way == "replace" else None
    values: dict[str, Any] = {
        "reason_code": row.reasons[0], "reason": "测试", "document": "测试1号", "clause": "2.3.2",
        "effective_on": None, "corrected": corrected,
    }  # fmt: skip
    return change_propose(
        actor=actor, certificate=certificate, transition=way, now=clock.now(), **{**values, **more}
    )


def holder(certificate: Certificate) -> User:
    """The account that a certificate is bound to."""
    user = account()
    Certificate.objects.filter(pk=certificate.pk).update(person=Person.objects.create(user=user))
    certificate.refresh_from_db()
    return user


def stranger(role: Role) -> User:
    """Somebody who holds a role elsewhere."""
    return granted(role, today=clock.today())


def issue_quickly() -> None:
    """Issue what is confirmed, with bytes that stand for files."""
    with patch("guantong.portal.certificates.issuing.produce", stands_for_a_file):
        issue_all()
