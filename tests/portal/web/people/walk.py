"""Who may open the pages of records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from guantong.portal import clock
from guantong.portal.accounts.models import Role, User
from guantong.portal.files.services import file_upload
from guantong.portal.people import models, services
from guantong.portal.people.kinds import KINDS
from tests.portal.files import samples
from tests.portal.people.employers import employer
from tests.portal.walking import Address, staff

if TYPE_CHECKING:
    from collections.abc import Mapping

HR = (Role.EMPLOYER_CLERK, Role.EMPLOYER_APPROVER)


def _own(user: User) -> models.Person:
    return services.person_create(actor=user, user=user, name="韦示例", now=clock.now())


def _nothing(user: User) -> Mapping[str, object]:
    _own(user)
    return {}


def _kind(user: User) -> Mapping[str, object]:
    _own(user)
    return {"kind": "titles"}


def _row(user: User) -> Mapping[str, object]:
    written = services.entry_add(
        actor=user,
        person=_own(user),
        kind=KINDS["titles"],
        values={"series": "engineering", "level": "assistant", "obtained_on": "2021-12-20"},
        now=clock.now(),
    )
    return {"kind": "titles", "entry_id": written.entry.id}


def _file(user: User) -> Mapping[str, object]:
    return {"file_id": file_upload(actor=user, upload=samples.upload(samples.picture()), now=clock.now()).id}


def _employee(user: User) -> models.Entry:
    scope = user.grants.get().scope_id
    assert scope is not None
    there = employer()
    there.id, there.name, there.uscc = scope, f"{scope}（测试）", scope.hex[:18]
    there.save(force_insert=True)
    return models.EmploymentPeriod.objects.create(
        person=models.Person.objects.create(name="示例甲"),
        organisation=there,
        employer=there.name,
        start=date(2012, 7, 1),
    )


def _stated(user: User) -> Mapping[str, object]:
    """A row that an employer wrote in the user's own record."""
    person, there = _own(user), employer()
    clerk = User.objects.create_user(f"clerk{there.id.hex[:8]}", display_name="陆示例")
    entry = models.ContinuingEducation.objects.create(
        person=person, source="employer", stated_by=there, written_by=clerk, year=2025, content="数控编程"
    )
    return {"kind": "continuing_education", "entry_id": entry.id}


def _written(user: User) -> Mapping[str, object]:
    """A row that the clerk's employer wrote."""
    job = _employee(user)
    entry = models.ContinuingEducation.objects.create(
        person_id=job.person_id,
        source="employer",
        stated_by=job.organisation,  # type: ignore[attr-defined]
        written_by=user,
        year=2025,
        content="数控编程",
    )
    return {"person_id": job.person_id, "kind": "continuing_education", "entry_id": entry.id}


def _testifies(user: User) -> Mapping[str, object]:
    return {"person_id": _employee(user).person_id, "kind": "appraisals"}


def _person(user: User) -> Mapping[str, object]:
    return {"person_id": _employee(user).person_id}


def _person_row(user: User) -> Mapping[str, object]:
    entry = _employee(user)
    return {"person_id": entry.person_id, "kind": "employment", "entry_id": entry.id}


WALK = {
    "record": Address("signed in"),
    "record_start": Address("signed in", method="post", status=302),
    "record_person": Address("signed in", _nothing, other=404),
    "record_identity": Address("signed in", _nothing, method="post", other=404),
    "record_viewers": Address("signed in", _nothing, other=404),
    "record_file": Address("signed in", _file),
    "record_picture": Address("signed in", _file),
    "record_dispute": Address("signed in", _stated),
    "record_add": Address("signed in", _kind),
    "record_without": Address("signed in", _kind, method="post", status=302),
    "record_change": Address("signed in", _row),
    "record_remove": Address("signed in", _row),
    "people_employed": Address(staff(*HR)),
    "person": Address(staff(*HR), _person),
    "person_identity": Address(staff(Role.EMPLOYER_CLERK), _person, method="post"),
    "people_verify": Address(staff(Role.EMPLOYER_CLERK), status=302),
    "person_claims": Address(staff(Role.EMPLOYER_CLERK), _person, status=302),
    "person_verify": Address(staff(Role.EMPLOYER_CLERK), _person_row),
    "person_entry_add": Address(staff(Role.EMPLOYER_CLERK), _testifies),
    "person_entry_change": Address(staff(Role.EMPLOYER_CLERK), _written),
    "person_entry_withdraw": Address(staff(Role.EMPLOYER_CLERK), _written),
}
