"""Who may write, what filling keeps, how numbers are sealed and found, and what verifying means."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from guantong.portal.accounts.models import Role, User
from guantong.portal.audit.models import AuditEvent
from guantong.portal.people import identities, models, services
from guantong.portal.people.access import access_person
from guantong.portal.people.kinds import KINDS
from guantong.portal.people.selectors import (
    case_document,
    employed_at,
    identity_number,
    person_with_identity,
    readings,
)
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError, StaleError
from tests.portal.accounts.signing import granted

from .employers import employer

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.portal.people.models import Person

pytestmark = pytest.mark.django_db
CARD = "450202198803024713"
CERTIFICATES, EMPLOYMENT = KINDS["certificates"], KINDS["employment"]
TECHNICIAN = {"level": "technician", "occupation": "6-18-01-01", "issued_on": "2020-06-01"}


def fill(person: Person, actor: User | None, now: datetime, /, **case: Any) -> services.Filled:
    return services.fill_record(actor=actor, person=person, case={"as_of": "2026-11-22", **case}, now=now)


def with_number(person: Person, now: datetime, number: str = CARD) -> None:
    services.person_change(
        actor=person.user,
        person=person,
        values={"name": "韦示例", "identity_type": "resident_identity_card", "identity_number": number},
        row_version=person.row_version,
        now=now,
    )


def employed(person: Person, now: datetime, **more: str) -> models.Entry:
    there = employer()
    values = {"employer": there.name, "from": "2012-07-01", "share": True, **more}
    return services.entry_add(actor=person.user, person=person, kind=EMPLOYMENT, values=values, now=now).entry


# Writing


def test_only_the_person_writes_in_the_record(person: Person, now: datetime) -> None:
    other = User.objects.create_user("other")

    with pytest.raises(NotAllowedError, match="E-PEO-001"):
        services.entry_add(actor=other, person=person, kind=CERTIFICATES, values=TECHNICIAN, now=now)
    with pytest.raises(NotAllowedError):
        fill(person, other, now)


def test_what_is_written_is_recorded_without_personal_data(
    person: Person, worker: User, now: datetime
) -> None:
    entry = services.entry_add(
        actor=worker, person=person, kind=CERTIFICATES, values=TECHNICIAN, now=now
    ).entry

    event = AuditEvent.objects.get(event="people.certificate.added")
    assert event.subject_id == str(person.id)
    assert event.detail == {"kind": "certificates", "entry": str(entry.id)}


def test_an_older_version_is_not_written(person: Person, worker: User, now: datetime) -> None:
    entry = services.entry_add(
        actor=worker, person=person, kind=CERTIFICATES, values=TECHNICIAN, now=now
    ).entry
    services.entry_change(
        actor=worker, entry=entry, values={**TECHNICIAN, "level": "senior_worker"}, row_version=1, now=now
    )

    with pytest.raises(StaleError):
        services.entry_change(actor=worker, entry=entry, values=TECHNICIAN, row_version=1, now=now)
    entry.refresh_from_db()
    assert (entry.level, entry.row_version) == ("senior_worker", 2)  # type: ignore[attr-defined]


def test_a_certificate_from_before_birth_is_told_at_its_field(
    person: Person, worker: User, now: datetime
) -> None:
    services.person_change(
        actor=worker, person=person, values={"birth_date": "2010-01-01"}, row_version=1, now=now
    )

    with pytest.raises(InvalidError) as told:
        services.entry_add(
            actor=worker, person=person, kind=CERTIFICATES, values={**TECHNICIAN, "issued_on": "2009-12-31"}, now=now
        )  # fmt: skip
    assert [refusal.field for refusal in told.value.refusals] == ["issued_on"]


def test_a_date_of_birth_after_a_certificate_is_refused(person: Person, worker: User, now: datetime) -> None:
    services.entry_add(actor=worker, person=person, kind=CERTIFICATES, values=TECHNICIAN, now=now)

    with pytest.raises(InvalidError, match="certificates"):
        services.person_change(
            actor=worker, person=person, values={"birth_date": "2021-01-01"}, row_version=1, now=now
        )


def test_one_appraisal_a_year(person: Person, worker: User, now: datetime) -> None:
    values = {"year": "2025", "grade": "合格"}
    services.entry_add(actor=worker, person=person, kind=KINDS["appraisals"], values=values, now=now)

    with pytest.raises(InvalidError) as told:
        services.entry_add(actor=worker, person=person, kind=KINDS["appraisals"], values=values, now=now)
    assert [refusal.code for refusal in told.value.refusals] == ["E-PEO-008"]


def test_a_pending_appraisal_says_nothing_once_its_year_is_over(
    person: Person, worker: User, now: datetime
) -> None:
    values = {"year": "2025", "grade": "pending"}
    services.entry_add(actor=worker, person=person, kind=KINDS["appraisals"], values=values, now=now)
    today = now.date()

    assert case_document(person, as_of=today)["appraisals"] == {"2025": {"grade": "pending"}}
    assert "appraisals" not in case_document(person, as_of=today.replace(year=2027))


def test_nobody_writes_a_finding_about_themselves(person: Person, worker: User, now: datetime) -> None:
    finding = {"question": "other", "answer": "true"}

    with pytest.raises(RefusedError, match="E-PEO-004"):
        services.entry_add(actor=worker, person=person, kind=KINDS["findings"], values=finding, now=now)
    entry = services.entry_add(
        actor=None, person=person, kind=KINDS["findings"], values=finding, now=now
    ).entry
    for change in (
        lambda: services.entry_change(actor=worker, entry=entry, values=finding, row_version=1, now=now),
        lambda: services.entry_remove(actor=worker, entry=entry, row_version=1, now=now),
    ):
        with pytest.raises(RefusedError, match="E-PEO-004"):
            change()
    assert case_document(person, as_of=now.date())["findings"] == [{"question": "other", "answer": True}]


# Filling


def test_filling_keeps_what_is_there_and_says_so(person: Person, worker: User, now: datetime) -> None:
    services.entry_add(actor=worker, person=person, kind=CERTIFICATES, values=TECHNICIAN, now=now)

    told = fill(
        person,
        worker,
        now,
        person={"name": "别的名字", "status": "employed"},
        certificates=[{**TECHNICIAN, "level": "senior_worker"}],
        titles=[],
    )

    assert told.filled == ["人员状况", "职称"]
    assert told.kept == ["姓名", "技能证书"]
    assert case_document(person, as_of=now.date())["certificates"] == [TECHNICIAN]
    assert person.name == "韦示例"


def test_nobody_vouches_for_themselves_by_filling(person: Person, worker: User, now: datetime) -> None:
    told = fill(
        person,
        worker,
        now,
        certificates=[{**TECHNICIAN, "verified": True}],
        evidence={"results": True},
        findings=[{"question": "other", "answer": True}],
    )

    stated = case_document(person, as_of=now.date())
    assert stated["certificates"][0]["verified"] == "declared"
    assert stated["evidence"] == {"results": "declared"}
    assert "findings" not in stated
    assert len(told.declared) == 3


def test_a_document_with_mistakes_fills_nothing(person: Person, worker: User, now: datetime) -> None:
    with pytest.raises(InvalidError) as told:
        fill(person, worker, now, titles=[], certificates=[{"level": "x"}])

    assert {refusal.field for refusal in told.value.refusals} >= {"certificates[0].level"}
    assert case_document(person, as_of=now.date()) == {"as_of": "2026-11-22", "person": {"name": "韦示例"}}


def test_what_contradicts_the_record_fills_nothing(person: Person, worker: User, now: datetime) -> None:
    services.entry_add(actor=worker, person=person, kind=CERTIFICATES, values=TECHNICIAN, now=now)

    with pytest.raises(InvalidError):
        fill(person, worker, now, person={"birth_date": "2021-01-01"})
    person.refresh_from_db()
    assert person.birth_date is None


# Identity


def test_a_number_is_sealed_and_found_by_its_hash(person: Person, now: datetime) -> None:
    with_number(person, now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        assert CARD not in str(cursor.fetchall())
    assert identity_number(person) == CARD
    assert person_with_identity("resident_identity_card", f" {CARD} ") == person
    assert person_with_identity("passport", CARD) is None


def test_a_cipher_moved_to_another_row_does_not_read(person: Person, now: datetime) -> None:
    with_number(person, now)
    other = services.person_create(actor=None, user=None, now=now)

    with pytest.raises(identities.UnreadableNumberError):
        identities.open_sealed(person.identity_cipher, other.id)


def test_one_document_is_one_person(person: Person, now: datetime) -> None:
    with_number(person, now)
    someone = User.objects.create_user("someone")
    other = services.person_create(actor=someone, user=someone, now=now)

    with pytest.raises(InvalidError) as told:
        with_number(other, now)
    assert [refusal.code for refusal in told.value.refusals] == ["E-PEO-011"]
    person.refresh_from_db()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Person.objects.filter(id=other.id).update(
            identity_type=person.identity_type,
            identity_hash=person.identity_hash,
            identity_cipher="x",
            identity_key="x",
            identity_hash_key="x",
        )


@pytest.mark.parametrize(
    ("number", "seen"),
    [(CARD, "4502**********4713"), ("E12345678", "E1*****78"), ("12345", "1***5"), ("", "")],
)
def test_the_middle_of_a_number_is_hidden(number: str, seen: str) -> None:
    assert identities.masked(number) == seen


# The employer


def test_an_employer_sees_whom_works_there_and_lets_it(person: Person, now: datetime) -> None:
    today = now.date()
    job = employed(person, now)
    clerk = granted(Role.EMPLOYER_CLERK, scope_id=job.organisation_id, today=today)  # type: ignore[attr-defined]
    stranger = granted(Role.EMPLOYER_CLERK, today=today)

    assert access_person(clerk, person.id, today=today) == person
    assert list(employed_at([job.organisation_id], today=today)) == [person]  # type: ignore[attr-defined]
    with pytest.raises(Http404):
        access_person(stranger, person.id, today=today)


@pytest.mark.parametrize("change", [{"to": "2026-11-21"}, {"share": False}])
def test_who_left_or_takes_it_back_is_not_seen(person: Person, now: datetime, change: dict[str, Any]) -> None:
    today = now.date()
    job = employed(person, now)
    clerk = granted(Role.EMPLOYER_CLERK, scope_id=job.organisation_id, today=today)  # type: ignore[attr-defined]
    values = {"employer": employer().name, "from": "2012-07-01", "share": True, **change}
    services.entry_change(actor=person.user, entry=job, values=values, row_version=1, now=now)

    with pytest.raises(Http404):
        access_person(clerk, person.id, today=today)


def test_an_employer_that_nobody_registered_cannot_be_let_in(person: Person, now: datetime) -> None:
    values = {"employer": "没有这个单位", "from": "2012-07-01", "share": True}

    with pytest.raises(InvalidError, match="E-PEO-009"):
        services.entry_add(actor=person.user, person=person, kind=EMPLOYMENT, values=values, now=now)


def test_a_clerk_verifies_and_a_change_takes_it_back(person: Person, worker: User, now: datetime) -> None:
    job = employed(person, now)
    entry = services.entry_add(
        actor=worker, person=person, kind=CERTIFICATES, values=TECHNICIAN, now=now
    ).entry
    clerk = granted(Role.EMPLOYER_CLERK, scope_id=job.organisation_id, today=now.date())  # type: ignore[attr-defined]

    services.entry_verify(
        actor=clerk, entry=entry, verification=models.Verification.VERIFIED, note="", row_version=1, now=now
    )
    assert case_document(person, as_of=now.date())["certificates"][0]["verified"] is True

    services.entry_change(actor=worker, entry=entry, values=TECHNICIAN, row_version=2, now=now)
    entry.refresh_from_db()
    assert (entry.verification, entry.verified_by, entry.verified_at) == ("unverified", None, None)
    assert "verified" not in case_document(person, as_of=now.date())["certificates"][0]


def test_a_doubt_needs_its_reason(person: Person, now: datetime) -> None:
    job = employed(person, now)
    clerk = granted(Role.EMPLOYER_CLERK, scope_id=job.organisation_id, today=now.date())  # type: ignore[attr-defined]

    with pytest.raises(RefusedError, match="E-PEO-007"):
        services.entry_verify(
            actor=clerk, entry=job, verification=models.Verification.DOUBTED, note=" ", row_version=1, now=now
        )


@pytest.mark.parametrize("role", [Role.EMPLOYER_APPROVER, Role.OFFICE_CLERK])
def test_nobody_else_verifies(person: Person, now: datetime, role: Role) -> None:
    job = employed(person, now)
    other = granted(role, scope_id=job.organisation_id, today=now.date())  # type: ignore[attr-defined]

    with pytest.raises(NotAllowedError):
        services.entry_verify(
            actor=other, entry=job, verification=models.Verification.VERIFIED, note="", row_version=1, now=now
        )


def test_a_clerk_does_not_verify_themselves(person: Person, worker: User, now: datetime) -> None:
    job = employed(person, now)
    granted(Role.EMPLOYER_CLERK, scope_id=job.organisation_id, user=worker, today=now.date())  # type: ignore[attr-defined]

    with pytest.raises(NotAllowedError):
        services.entry_verify(
            actor=worker,
            entry=job,
            verification=models.Verification.VERIFIED,
            note="",
            row_version=1,
            now=now,
        )


def test_the_person_sees_who_saw_the_number(person: Person, now: datetime) -> None:
    with_number(person, now)
    job = employed(person, now)
    clerk = granted(Role.EMPLOYER_CLERK, scope_id=job.organisation_id, today=now.date())  # type: ignore[attr-defined]

    assert services.identity_read(actor=clerk, person=person, now=now) == CARD
    later = now + timedelta(minutes=1)
    assert services.identity_read(actor=person.user, person=person, now=later) == CARD  # type: ignore[arg-type]
    assert [(seen.who, seen.what) for seen in readings(person)] == [(str(clerk), "identity_number")]


def test_an_approver_does_not_see_the_number(person: Person, now: datetime) -> None:
    job = employed(person, now)
    approver = granted(Role.EMPLOYER_APPROVER, scope_id=job.organisation_id, today=now.date())  # type: ignore[attr-defined]

    with pytest.raises(NotAllowedError, match="E-PEO-003"):
        services.identity_read(actor=approver, person=person, now=now)


def test_filling_what_somebody_changed_meanwhile_is_refused(
    person: Person, worker: User, now: datetime
) -> None:
    seen = models.Person.objects.get(id=person.id)
    with_number(person, now)

    with pytest.raises(StaleError):
        fill(seen, worker, now, person={"status": "employed"})
