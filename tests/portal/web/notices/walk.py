"""Who may open the pages of notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.notices.models import Delivery, Message, State
from guantong.portal.notices.services import notify

from ...walking import Address, staff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.portal.accounts.models import User


def told(user: User) -> Message:
    return notify(user=user, template="N00", context={}, subject=None, now=clock.now())


def a_message(user: User) -> Mapping[str, object]:
    return {"message": told(user).pk}


def a_failed_delivery(user: User) -> Mapping[str, object]:
    message = told(user)
    Delivery.objects.filter(message=message).update(state=State.FAILED, finished_at=clock.now())
    return {"delivery": Delivery.objects.get(message=message).pk}


WALK: Final = {
    "notices": Address("signed in"),
    "notices_read": Address("signed in", sample=a_message, method="post", status=302),
    "notices_read_all": Address("signed in", method="post", status=302),
    "notices_outbox": Address(staff(Role.ADMINISTRATOR)),
    "notices_retry": Address(staff(Role.ADMINISTRATOR), sample=a_failed_delivery, method="post", status=302),
}
