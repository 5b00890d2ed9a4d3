"""One confirmed fact and one precedent, so that a visitor sees what they change. Both say that they are made up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from ..accounts.models import User
from .models import Confirmation, Precedent
from .services import fact_confirm, precedent_record

if TYPE_CHECKING:
    from datetime import datetime

OFFICER: Final = "policy"
FACT: Final = "relation/6-18-01-01/engineering/机械制造"
HONOUR: Final = "南粤技术能手"
_DECIDED: Final = date(2026, 3, 2)


def load(*, now: datetime) -> None:
    """Confirm the fact and record the precedent, each unless there has been one already, withdrawn or not."""
    officer = User.objects.filter(username=OFFICER).first()
    if officer is None:
        return
    if not Confirmation.objects.filter(fact=FACT).exists():
        fact_confirm(
            actor=officer,
            fact=FACT,
            source="演示文件第1号（虚构）",
            note="演示数据，不是真实的核实。",
            now=now,
        )
    if not Precedent.objects.filter(subject=HONOUR).exists():
        precedent_record(
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
