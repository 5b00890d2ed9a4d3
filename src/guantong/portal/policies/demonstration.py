"""One ruling of each kind, so that a visitor sees what they change. All say that they are made up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from ..accounts.models import User
from .access import enforcing_office
from .models import ChosenReading, Confirmation, Precedent
from .rulings import ruling_accept
from .services import fact_propose, precedent_propose, reading_propose

if TYPE_CHECKING:
    from datetime import datetime

OFFICER: Final = "policy"
LEADER: Final = "leader"
FACT: Final = "relation/6-18-01-01/engineering/机械制造"
HONOUR: Final = "南粤技术能手"
READING: Final = "A02"
_DECIDED: Final = date(2026, 3, 2)


def load(*, now: datetime) -> None:
    """Settle a fact and a precedent, and propose a reading that waits, each unless there has been one already."""
    officer = User.objects.filter(username=OFFICER).first()
    leader = User.objects.filter(username=LEADER).first()
    today = timezone.localdate(now)
    if officer is None or leader is None or enforcing_office(leader, today=today) is None:
        return
    if not Confirmation.objects.filter(fact=FACT).exists():
        confirmation = fact_propose(
            actor=officer,
            fact=FACT,
            source="演示文件第1号（虚构）",
            note="演示数据，不是真实的核实。",
            now=now,
        )
        ruling_accept(actor=leader, ruling=confirmation, now=now)
    if not Precedent.objects.filter(subject=HONOUR).exists():
        precedent = precedent_propose(
            actor=officer,
            question=Precedent.Question.HONOUR,
            about=HONOUR,
            answer=True,
            decided_by="自治区职改办（演示）",
            decided_on=_DECIDED,
            source="演示纪要第1号（虚构）",
            reason="演示数据：评选范围和条件与自治区级技术能手相当。",
            now=now,
        )
        ruling_accept(actor=leader, ruling=precedent, now=now)
    if not ChosenReading.objects.filter(reading=READING).exists():
        reading_propose(
            actor=officer,
            reading=READING,
            option="ungraded_neutral",
            source="演示解释第1号（虚构）",
            reason="演示数据：新参加工作的年度不定等次，不应因此多等一年。",
            effective_from=today,
            now=now,
        )
