"""What an employer writes in a record, and what the person says to it."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from guantong.portal.accounts.models import Role, User
from guantong.portal.audit.models import AuditEvent
from guantong.portal.notices.models import Message
from guantong.portal.people import models, services, testifying
from guantong.portal.people.access import employers_testifying
from guantong.portal.people.claims import claims_of, disputed_by_leavers
from guantong.portal.people.kinds import KINDS
from guantong.portal.people.selectors import case_document
from guantong.portal.people.testimony import employer_rule
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError, StaleError
from tests.portal.accounts.signing import granted

from .employers import employer

if TYPE_CHECKING:
    from guantong.portal.organisations.models import Employer
    from guantong.portal.people.models import Entry, Person

pytestmark = pytest.mark.django_db
GRADE = {"year": "2025", "grade": "excellent"}


@pytest.fixture
def there() -> Employer:
    return employer()


@pytest.fixture
def job(person: Person, there: Employer, now: datetime) -> Entry:
    """The person works there and lets the employer see the record."""
    values = {"employer": there.name, "from": "2012-07-01", "share": True}
    return services.entry_add(
        actor=person.user, person=person, kind=KINDS["employment"], values=values, now=now
    ).entry


@pytest.fixture
def clerk(there: Employer, job: Entry, now: datetime) -> User:
    return granted(Role.EMPLOYER_CLERK, scope_id=there.id, today=now.date())


def wrote(person: Person, clerk: User, now: datetime, key: str = "appraisals", **values: Any) -> Entry:
    return testifying.employer_entry_add(
        actor=clerk,
        employer=employer(),
        person=person,
        kind=KINDS[key],
        values=values or GRADE,
        now=now,
    ).entry


def disputed(entry: Entry, person: Person, now: datetime, reason: str = "2025 年度应为优秀") -> Entry:
    assert person.user is not None
    return testifying.entry_dispute(
        actor=person.user, entry=entry, reason=reason, row_version=entry.row_version, now=now
    )


def told(user: User) -> list[str]:
    return sorted(Message.objects.filter(user=user).values_list("template", flat=True))


# What may be written


def test_each_kind_says_whether_an_employer_testifies_to_it_and_why() -> None:
    testifies = {key for key, kind in KINDS.items() if employer_rule(kind).by_employer}

    assert testifies == {
        "employment", "appraisals", "honours", "achievements", "apprenticeships", "continuing_education",
    }  # fmt: skip
    assert all(employer_rule(kind).reason(lang) for kind in KINDS.values() for lang in ("zh", "en"))


def test_a_row_of_the_employer_names_it_and_the_clerk_and_tells_the_person(
    person: Person, clerk: User, there: Employer, now: datetime
) -> None:
    entry = wrote(person, clerk, now)

    assert (entry.source, entry.stated_by, entry.written_by) == ("employer", there, clerk)
    assert case_document(person, as_of=now.date())["appraisals"] == {"2025": {"grade": "excellent"}}
    event = AuditEvent.objects.get(event="people.appraisal.added")
    assert event.actor == clerk
    assert event.detail["employer"] == str(there.id)
    assert person.user is not None
    assert told(person.user) == ["P01"]


@pytest.mark.parametrize("key", [key for key, kind in KINDS.items() if not employer_rule(kind).by_employer])
def test_what_an_employer_does_not_testify_to_it_does_not_write(
    person: Person, clerk: User, now: datetime, key: str
) -> None:
    with pytest.raises(NotAllowedError, match="E-PEO-015"):
        wrote(person, clerk, now, key)


def test_employment_elsewhere_and_honours_of_others_are_not_the_employers_to_write(
    person: Person, clerk: User, there: Employer, now: datetime
) -> None:
    job = wrote(person, clerk, now, "employment", employer="别的单位", **{"from": "2010-01-01"})
    honour = wrote(
        person, clerk, now, "honours", honour="national_technical_expert", name="先进工作者", granted_on="2024-05-01"
    )  # fmt: skip

    assert (job.employer, honour.honour) == (there.name, "other")  # type: ignore[attr-defined]


def test_an_employers_row_about_work_opens_the_record_to_nobody(
    person: Person, clerk: User, now: datetime
) -> None:
    job = wrote(person, clerk, now, "employment", share=True, **{"from": "2010-01-01"})

    assert job.organisation is None  # type: ignore[attr-defined]


# Who may write


def test_only_of_people_who_work_there_today_and_let_it_see_the_record(
    person: Person, clerk: User, job: Entry, now: datetime
) -> None:
    entry = wrote(person, clerk, now)
    models.EmploymentPeriod.objects.filter(id=job.id).update(end=now.date() - timedelta(days=1))

    with pytest.raises(NotAllowedError, match="E-PEO-020"):
        wrote(person, clerk, now, year="2024", grade="qualified")
    with pytest.raises(NotAllowedError):
        testifying.employer_entry_withdraw(actor=clerk, entry=entry, row_version=1, now=now)


@pytest.mark.parametrize("role", [Role.EMPLOYER_APPROVER, Role.OFFICE_CLERK])
def test_approvers_and_strangers_write_nothing(
    person: Person, there: Employer, job: Entry, now: datetime, role: Role
) -> None:
    with pytest.raises(NotAllowedError):
        wrote(person, granted(role, scope_id=there.id, today=now.date()), now)


def test_clerks_write_nothing_of_themselves(
    person: Person, there: Employer, job: Entry, now: datetime
) -> None:
    assert person.user is not None
    granted(Role.EMPLOYER_CLERK, scope_id=there.id, user=person.user, today=now.date())

    assert not employers_testifying(person.user, person, today=now.date())
    with pytest.raises(NotAllowedError):
        wrote(person, person.user, now)


def test_neither_side_overwrites_the_other(person: Person, clerk: User, job: Entry, now: datetime) -> None:
    theirs = wrote(person, clerk, now)

    with pytest.raises(RefusedError, match="E-PEO-014"):
        services.entry_change(actor=person.user, entry=theirs, values=GRADE, row_version=1, now=now)
    with pytest.raises(RefusedError, match="E-PEO-014"):
        services.entry_remove(actor=person.user, entry=theirs, row_version=1, now=now)
    with pytest.raises(RefusedError, match="E-PEO-019"):
        testifying.employer_entry_change(actor=clerk, entry=job, values={}, row_version=1, now=now)
    with pytest.raises(RefusedError, match="E-PEO-019"):
        testifying.employer_entry_withdraw(actor=clerk, entry=job, row_version=1, now=now)


def test_another_employer_does_not_mend_it(person: Person, clerk: User, now: datetime) -> None:
    entry = wrote(person, clerk, now)
    elsewhere = employer("别的单位（测试）", "91450200MA5K0DEM2R")
    services.entry_add(
        actor=person.user,
        person=person,
        kind=KINDS["employment"],
        values={"employer": elsewhere.name, "from": "2020-01-01", "share": True},
        now=now,
    )
    other = granted(Role.EMPLOYER_CLERK, scope_id=elsewhere.id, today=now.date())

    with pytest.raises(NotAllowedError):
        testifying.employer_entry_change(actor=other, entry=entry, values=GRADE, row_version=1, now=now)


def test_one_year_has_one_grade_and_each_side_is_told_what_to_do(
    person: Person, clerk: User, now: datetime
) -> None:
    wrote(person, clerk, now)
    services.entry_add(
        actor=person.user,
        person=person,
        kind=KINDS["appraisals"],
        values={"year": "2024", "grade": "qualified"},
        now=now,
    )

    with pytest.raises(InvalidError, match="与实际不符"):
        services.entry_add(actor=person.user, person=person, kind=KINDS["appraisals"], values=GRADE, now=now)
    with pytest.raises(InvalidError, match="请核实那一条"):
        wrote(person, clerk, now, year="2024", grade="excellent")


def test_what_the_person_said_of_a_list_stands_beside_what_the_employer_writes(
    person: Person, clerk: User, now: datetime
) -> None:
    honours = KINDS["honours"]
    services.without_set(actor=person.user, person=person, kind=honours, stated=True, now=now)

    row = wrote(person, clerk, now, "honours", name="先进工作者", granted_on="2024-05-01")
    testifying.employer_entry_withdraw(actor=clerk, entry=row, row_version=1, now=now)

    person.refresh_from_db()
    assert person.without == ["honours"]


# Disputes


def test_a_dispute_tells_the_clerks_and_takes_the_row_out_of_the_case(
    person: Person, clerk: User, now: datetime
) -> None:
    entry = disputed(wrote(person, clerk, now), person, now)

    assert (entry.disputed_at, entry.dispute_reason) == (now, "2025 年度应为优秀")
    assert "appraisals" not in case_document(person, as_of=now.date())
    assert told(clerk) == ["P04"]
    assert AuditEvent.objects.get(event="people.appraisal.disputed").reason == "2025 年度应为优秀"


def test_mending_ends_a_dispute(person: Person, clerk: User, now: datetime) -> None:
    entry = disputed(wrote(person, clerk, now), person, now)

    testifying.employer_entry_change(
        actor=clerk, entry=entry, values=GRADE, row_version=entry.row_version, now=now
    )

    entry.refresh_from_db()
    assert (entry.disputed_at, entry.dispute_reason) == (None, "")
    assert AuditEvent.objects.get(event="people.appraisal.changed").detail["disputed"] is True
    assert person.user is not None
    assert told(person.user) == ["P01", "P02"]


def test_withdrawing_ends_it_too_and_the_person_may_take_it_back(
    person: Person, clerk: User, now: datetime
) -> None:
    assert person.user is not None
    entry = disputed(wrote(person, clerk, now), person, now)

    testifying.dispute_withdraw(actor=person.user, entry=entry, row_version=entry.row_version, now=now)
    assert "appraisals" in case_document(person, as_of=now.date())

    entry = disputed(entry, person, now)
    testifying.employer_entry_withdraw(actor=clerk, entry=entry, row_version=entry.row_version, now=now)
    assert not models.AppraisalYear.objects.exists()
    assert told(person.user) == ["P01", "P03"]


def test_only_the_person_disputes_with_a_reason_and_only_what_an_employer_wrote(
    person: Person, clerk: User, job: Entry, now: datetime
) -> None:
    entry = wrote(person, clerk, now)

    with pytest.raises(NotAllowedError):
        testifying.entry_dispute(actor=clerk, entry=entry, reason="不对", row_version=1, now=now)
    for reason in ("  ", "长" * 1001, "倒\u202e写"):
        with pytest.raises(RefusedError):
            disputed(entry, person, now, reason)
    with pytest.raises(RefusedError, match="E-AUD-001"):
        disputed(entry, person, now, "请打 13800138000")
    with pytest.raises(RefusedError, match="E-PEO-019"):
        disputed(job, person, now)
    entry.refresh_from_db()
    assert entry.disputed_at is None


def test_whoever_comes_second_is_told(person: Person, clerk: User, now: datetime) -> None:
    entry = wrote(person, clerk, now)
    disputed(entry, person, now)

    with pytest.raises(StaleError):
        testifying.employer_entry_change(actor=clerk, entry=entry, values=GRADE, row_version=1, now=now)
    entry.refresh_from_db()
    assert entry.disputed_at is not None


def test_nobody_verifies_what_an_employer_wrote_or_what_is_no_claim(
    person: Person, clerk: User, job: Entry, now: datetime
) -> None:
    entry = wrote(person, clerk, now)
    goal = services.entry_add(
        actor=person.user,
        person=person,
        kind=KINDS["targets"],
        values={"direction": "title_review", "series": "engineering", "level": "assistant"},
        now=now,
    ).entry

    for row in (entry, goal):
        with pytest.raises(RefusedError, match="E-PEO-017"):
            services.entry_verify(
                actor=clerk, entry=row, verification=models.Verification.VERIFIED, note="", row_version=1, now=now
            )  # fmt: skip
    assert [claim.entry_id for claim in claims_of(person)] == [job.id]


@pytest.mark.parametrize(
    "change",
    [
        {"source": "employer"},
        {"dispute_reason": "不对"},
        {"disputed_at": datetime.fromisoformat("2026-11-22T09:30+08:00"), "dispute_reason": "不对"},
    ],
)
def test_the_database_holds_who_wrote_and_who_disputes(job: Entry, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        models.EmploymentPeriod.objects.filter(id=job.id).update(**change)


def test_a_doubt_is_told_to_the_person(person: Person, clerk: User, job: Entry, now: datetime) -> None:
    services.entry_verify(
        actor=clerk,
        entry=job,
        verification=models.Verification.DOUBTED,
        note="入职日期与合同不符",
        row_version=1,
        now=now,
    )

    assert person.user is not None
    assert told(person.user) == ["P05"]


def test_a_round_of_the_record_keeps_the_employers_rows(person: Person, clerk: User, now: datetime) -> None:
    wrote(person, clerk, now)
    before = case_document(person, as_of=date(2026, 11, 22))

    services.fill_record(actor=person.user, person=person, case=before, now=now)

    assert case_document(person, as_of=date(2026, 11, 22)) == before
    assert models.AppraisalYear.objects.get().source == "employer"


@pytest.mark.parametrize("place", [services, testifying])
def test_of_two_presses_at_once_one_writes(
    person: Person, clerk: User, now: datetime, monkeypatch: pytest.MonkeyPatch, place: Any
) -> None:
    checked = place.check_row

    def other_press(entry: Entry, **more: Any) -> None:
        checked(entry, **more)
        copy(entry).save(force_insert=True)

    monkeypatch.setattr(place, "check_row", other_press)
    given: dict[str, Any] = {
        "person": person,
        "kind": KINDS["appraisals"],
        "values": GRADE,
        "entry_id": uuid4(),
    }
    if place is services:
        made = services.entry_add(actor=person.user, now=now, **given)
    else:
        made = testifying.employer_entry_add(actor=clerk, employer=employer(), now=now, **given)
    assert made.entry == models.AppraisalYear.objects.get()
    assert not AuditEvent.objects.filter(event__endswith="appraisal.added").exists()


# After the person has left


@pytest.fixture
def left(person: Person, clerk: User, job: Entry, now: datetime) -> Entry:
    """A row that the person disputes and whose employer they have left."""
    entry = disputed(wrote(person, clerk, now), person, now)
    models.EmploymentPeriod.objects.filter(id=job.id).update(end=now.date() - timedelta(days=1))
    return entry


def test_a_former_employer_withdraws_what_is_disputed_and_does_nothing_else(
    person: Person, clerk: User, left: Entry, now: datetime
) -> None:
    assert [entry.id for _kind, entry in disputed_by_leavers(clerk, today=now.date())] == [left.id]
    with pytest.raises(NotAllowedError, match="E-PEO-020"):
        testifying.employer_entry_change(
            actor=clerk, entry=copy(left), values=GRADE, row_version=left.row_version, now=now
        )
    with pytest.raises(StaleError):
        testifying.employer_entry_withdraw(actor=clerk, entry=copy(left), row_version=1, now=now)

    testifying.employer_entry_withdraw(actor=clerk, entry=left, row_version=left.row_version, now=now)

    assert not models.AppraisalYear.objects.exists()
    assert AuditEvent.objects.get(event="people.appraisal.removed").detail["disputed"] is True
    assert person.user is not None
    assert told(person.user) == ["P01", "P03"]


@pytest.mark.parametrize("role", [Role.EMPLOYER_CLERK, Role.EMPLOYER_APPROVER])
def test_nobody_else_withdraws_it(
    person: Person, there: Employer, left: Entry, now: datetime, role: Role
) -> None:
    elsewhere = employer("别的单位（测试）", "91450200MA5K0DEM2R")
    scope = elsewhere if role == Role.EMPLOYER_CLERK else there
    other = granted(role, scope_id=scope.id, today=now.date())

    assert not disputed_by_leavers(other, today=now.date())
    with pytest.raises(NotAllowedError):
        testifying.employer_entry_withdraw(actor=other, entry=left, row_version=left.row_version, now=now)


def test_nobody_withdraws_what_is_said_of_themselves(
    person: Person, there: Employer, left: Entry, now: datetime
) -> None:
    assert person.user is not None
    granted(Role.EMPLOYER_CLERK, scope_id=there.id, user=person.user, today=now.date())

    assert not disputed_by_leavers(person.user, today=now.date())
    with pytest.raises(NotAllowedError):
        testifying.employer_entry_withdraw(
            actor=person.user, entry=left, row_version=left.row_version, now=now
        )


def test_the_person_writes_the_year_beside_one_that_they_dispute(
    person: Person, clerk: User, now: datetime
) -> None:
    theirs = disputed(wrote(person, clerk, now), person, now)
    values = {"year": "2025", "grade": "qualified"}
    own = services.entry_add(
        actor=person.user, person=person, kind=KINDS["appraisals"], values=values, now=now
    ).entry

    assert case_document(person, as_of=now.date())["appraisals"] == {"2025": {"grade": "qualified"}}
    assert own.id in [claim.entry_id for claim in claims_of(person)]
    with pytest.raises(InvalidError, match="E-PEO-008"):
        services.entry_add(actor=person.user, person=person, kind=KINDS["appraisals"], values=values, now=now)

    # neither side makes two grades of one year count
    with pytest.raises(InvalidError, match="请撤回本单位的这一条"):
        testifying.employer_entry_change(
            actor=clerk, entry=copy(theirs), values=GRADE, row_version=theirs.row_version, now=now
        )
    assert person.user is not None
    with pytest.raises(RefusedError, match="E-PEO-008"):
        testifying.dispute_withdraw(
            actor=person.user, entry=copy(theirs), row_version=theirs.row_version, now=now
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        models.AppraisalYear.objects.filter(id=theirs.id).update(disputed_at=None, dispute_reason="")
    theirs.refresh_from_db()
    assert theirs.disputed_at == now
