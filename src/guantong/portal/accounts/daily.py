"""What is done for accounts once a day: who holds a role that ends soon is told; old sessions go."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from ..notices.selectors import messages_of
from ..notices.services import notify
from .models import RoleGrant
from .sessions import forget_ended

if TYPE_CHECKING:
    from datetime import datetime

DAYS_BEFORE: Final = (30, 7)
"""How long before the end of a role its holder is told. Our choice; no document says so."""


def run(*, now: datetime) -> None:
    """Tell each once for every distance; a day on which nothing ran is made up for."""
    forget_ended()
    today = timezone.localdate(now)
    soon = RoleGrant.objects.filter(
        ended_at=None, valid_from__lte=today, valid_to__gte=today, user__is_active=True
    ).select_related("user")
    for grant in soon.filter(valid_to__lte=today + timedelta(days=max(DAYS_BEFORE))):
        left = (grant.valid_to - today).days
        distance = min(days for days in DAYS_BEFORE if left <= days)
        told = messages_of(grant.user, now=now).filter(template="N18", subject_id=str(grant.id))
        if told.filter(sent_at__date__gte=grant.valid_to - timedelta(days=distance)).exists():
            continue
        notify(
            user=grant.user,
            template="N18",
            context={"role": grant.get_role_display(), "until": grant.valid_to, "days": left},
            subject=grant,
            now=now,
        )
