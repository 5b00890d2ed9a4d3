"""Emergency access: who opens it, how long it lasts, who is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.http import Http404

from guantong.portal.accounts.access import break_glass_of
from guantong.portal.accounts.break_glass import break_glass_close, break_glass_open
from guantong.portal.accounts.models import BreakGlass, Role
from guantong.portal.audit.models import AuditEvent
from guantong.portal.files.access import download
from guantong.portal.files.services import file_upload
from guantong.portal.files.showing import picture
from guantong.portal.notices.models import Message
from guantong.portal.people.models import EducationCompleted, Person
from guantong.portal.refusals import NotAllowedError, RefusedError, StaleError
from guantong.portal.web.templatetags.people import seen
from tests.portal.files import samples

from .signing import account, granted

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("supervisor")
def test_it_ends_by_itself(now: datetime) -> None:
    admin = granted(Role.ADMINISTRATOR, today=now.date())

    opened = break_glass_open(actor=admin, minutes=60, reason="恢复误删的档案", now=now)

    assert break_glass_of(admin, now=now) == opened
    assert break_glass_of(admin, now=now + timedelta(minutes=59)) == opened
    assert break_glass_of(admin, now=now + timedelta(minutes=60)) is None
    entry = AuditEvent.objects.get(event="accounts.break_glass.opened")
    assert (entry.actor_id, entry.reason, entry.detail["minutes"]) == (admin.id, "恢复误删的档案", 60)


def test_leaders_and_supervisors_are_told_and_nobody_else(now: datetime) -> None:
    admin, *others = (
        granted(role, today=now.date())
        for role in (Role.ADMINISTRATOR, Role.OFFICE_LEADER, Role.SUPERVISOR, Role.OFFICE_CLERK, Role.EXPERT)
    )

    break_glass_open(actor=admin, minutes=15, reason="恢复误删的档案", now=now)

    told = Message.objects.filter(template="N21")
    assert {message.user_id for message in told} == {others[0].id, others[1].id}
    assert {message.context["reason"] for message in told} == {"恢复误删的档案"}


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OFFICE_LEADER])
def test_nobody_but_an_administrator_opens_it(now: datetime, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        break_glass_open(actor=granted(role, today=now.date()), minutes=15, reason="看看", now=now)


@pytest.mark.parametrize(
    ("minutes", "reason", "code"),
    [(15, " ", "E-ACC-031"), (61, "恢复", "E-ACC-032"), (600, "恢复", "E-ACC-032")],
)
def test_it_needs_a_reason_and_lasts_an_hour_at_most(
    now: datetime, minutes: int, reason: str, code: str
) -> None:
    admin = granted(Role.ADMINISTRATOR, today=now.date())

    with pytest.raises(RefusedError, match=code):
        break_glass_open(actor=admin, minutes=minutes, reason=reason, now=now)

    assert not BreakGlass.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.usefixtures("supervisor")
def test_it_is_not_opened_twice_and_is_closed_once(now: datetime) -> None:
    admin = granted(Role.ADMINISTRATOR, today=now.date())
    break_glass_open(actor=admin, minutes=15, reason="恢复", now=now)
    later = now + timedelta(minutes=5)

    with pytest.raises(RefusedError, match="E-ACC-033"):
        break_glass_open(actor=admin, minutes=60, reason="再恢复", now=later)
    break_glass_close(actor=admin, now=later)

    assert break_glass_of(admin, now=later) is None
    assert AuditEvent.objects.filter(event="accounts.break_glass.closed").count() == 1
    with pytest.raises(StaleError):
        break_glass_close(actor=admin, now=later)


@pytest.mark.usefixtures("supervisor")
def test_it_ends_with_the_role(now: datetime) -> None:
    admin = granted(Role.ADMINISTRATOR, today=now.date())
    break_glass_open(actor=admin, minutes=60, reason="恢复误删的档案", now=now)

    admin.grants.update(valid_to=now.date() - timedelta(days=1))

    assert break_glass_of(admin, now=now) is None


def test_it_does_not_open_where_nobody_can_be_told(now: datetime) -> None:
    admin = granted(Role.ADMINISTRATOR, today=now.date())
    granted(Role.SUPERVISOR, user=admin, today=now.date())

    with pytest.raises(RefusedError, match="E-ACC-035"):
        break_glass_open(actor=admin, minutes=15, reason="恢复误删的档案", now=now)

    assert not BreakGlass.objects.exists()


@pytest.mark.usefixtures("supervisor")
def test_a_proof_read_in_an_emergency_has_a_word_of_its_own(now: datetime) -> None:
    owner, admin = account("weishifu"), granted(Role.ADMINISTRATOR, today=now.date())
    file = file_upload(actor=owner, upload=samples.upload(samples.picture()), now=now)
    person = Person.objects.create(user=owner, name="韦示例")
    EducationCompleted.objects.create(person=person).files.add(file)
    with pytest.raises(Http404):
        download(admin, file.id, now=now)

    break_glass_open(actor=admin, minutes=15, reason="恢复误删的档案", now=now)
    download(admin, file.id, now=now)
    picture(admin, file.id, now=now)
    download(owner, file.id, now=now)

    looks = AuditEvent.objects.filter(event="personal_data.read", subject_id=str(file.id)).order_by("id")
    assert [(look.actor_id, look.detail["what"]) for look in looks] == [
        (admin.id, "file_in_emergency"),
        (admin.id, "file_in_emergency"),
        (owner.id, "file"),
    ]
    assert "应急访问" in seen("file_in_emergency")


@pytest.mark.usefixtures("supervisor")
def test_one_s_own_file_is_no_emergency(now: datetime) -> None:
    admin = granted(Role.ADMINISTRATOR, today=now.date())
    file = file_upload(actor=admin, upload=samples.upload(samples.picture()), now=now)
    break_glass_open(actor=admin, minutes=15, reason="恢复误删的档案", now=now)

    download(admin, file.id, now=now)

    assert AuditEvent.objects.get(event="personal_data.read").detail["what"] == "file"
