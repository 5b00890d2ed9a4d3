"""Who holds a role that ends soon is told, once for every distance."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from guantong.portal.accounts.daily import run
from guantong.portal.accounts.models import Role
from guantong.portal.notices.models import Message

from .signing import granted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("left", "told"), [(31, 0), (30, 1), (12, 1), (0, 1)])
def test_the_holder_is_told_when_the_end_is_near(now: datetime, left: int, told: int) -> None:
    user = granted(Role.OFFICE_CLERK, today=now.date())
    user.grants.update(valid_to=now.date() + timedelta(days=left))

    run(now=now)
    run(now=now)

    assert Message.objects.filter(user=user, template="N18").count() == told


def test_the_holder_is_told_again_a_week_before_and_not_between(now: datetime) -> None:
    user = granted(Role.OFFICE_CLERK, today=now.date())
    user.grants.update(valid_to=now.date() + timedelta(days=30))

    for day in range(31):
        run(now=now + timedelta(days=day))

    messages = Message.objects.filter(user=user).order_by("sent_at")
    assert [message.context["days"] for message in messages] == [30, 7]


def test_of_a_role_ended_early_nothing_is_told(now: datetime) -> None:
    user = granted(Role.OFFICE_CLERK, today=now.date())
    user.grants.update(valid_to=now.date(), ended_at=now, end_reason="调离")

    run(now=now)

    assert not Message.objects.exists()
