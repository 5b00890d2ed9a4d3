"""Changes of who may issue what, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guantong.portal import clock
from guantong.portal.certificates.mandates import mandate_decide, mandate_propose

if TYPE_CHECKING:
    import pytest

    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.models import Mandate, Step
    from guantong.portal.refusals import InvalidError


def proposed(officer: User, step: Step, **more: Any) -> Mandate:
    """What a policy officer proposed."""
    values = {"document": "桂人社职办〔2026〕30号（测试）", "clause": "第二条", "reason": "测试"}
    return mandate_propose(actor=officer, step=step, now=clock.now(), **{**values, **more})


def agreed(leader: User, mandate: Mandate) -> Mandate:
    """What a leader of the regional office agreed to."""
    return mandate_decide(actor=leader, mandate=mandate, agree=True, note="", now=clock.now())


def remit(**more: object) -> dict[str, object]:
    """A remit that the authority of the tests has not."""
    return {
        "subject": "engineering", "specialty": "", "lowest": "full_senior", "highest": "full_senior",
        "valid_from": "2026-01-01", "valid_to": "", "confidence": "H", **more,
    }  # fmt: skip


def codes(refused: pytest.ExceptionInfo[InvalidError]) -> list[str]:
    """The codes of all that was refused."""
    return [one.code for one in refused.value.refusals]
