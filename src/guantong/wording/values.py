"""The value of a parameter in words: a day, a list, or the value itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guantong.policy.model import ParameterFact
    from guantong.wording.language import Wording


def in_words(fact: ParameterFact, say: Wording) -> str:
    """The value of a parameter as it is shown, without its unit."""
    value = fact.parameter.value
    if fact.unit == "date" and isinstance(value, int):
        return say.day(date.fromordinal(value))
    return say.joined(*map(str, value)) if isinstance(value, tuple) else str(value)
