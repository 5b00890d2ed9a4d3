"""Which readings were chosen for this installation, and how an answer says so."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils import translation

from guantong.cases.model import Note
from guantong.policy import load_policy, overlay
from guantong.wording import Wording

from ..accounts.models import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.policy import Policy, Reading
    from guantong.policy.model import Language

    from .models import ChosenReading

CODE: Final = "reading_chosen"
"""The code of the note that says which reading was chosen, by whom and since when."""
_KEPT: Final = 16


def reading_statement(reading: Reading, option: str) -> str:
    """A question of the text with one of its options, as the shipped pack words them."""
    return f"{reading.question.zh} {reading.options[option].zh}"


def still_offered(row: ChosenReading) -> bool:
    """Whether the shipped packs still ask and offer what was chosen; a newer version may not."""
    found = load_policy().readings.get(row.reading)
    return (
        found is not None
        and row.option in found.options
        and row.statement == reading_statement(found, row.option)
    )


@lru_cache(maxsize=_KEPT)
def with_chosen(policy: Policy, chosen: frozenset[tuple[str, str]]) -> Policy:
    """The policy with these readings chosen, (reading, option); the policy itself where there are none."""
    return overlay(policy, {"readings": dict(sorted(chosen))}) if chosen else policy


def notes_on(rows: Iterable[ChosenReading]) -> tuple[Note, ...]:
    """For each reading chosen here, who chose it and what else the text could mean."""
    return tuple(Note(row.reading, CODE, said(row, "zh"), said(row, "en")) for row in rows)


def said(row: ChosenReading, lang: Language) -> str:
    """A chosen reading in a sentence or two: what, by which role of which office, since when, on what ground."""
    found = load_policy().readings[row.reading]
    texts = {option: text.in_(lang) for option, text in found.options.items()}
    others = [f"“{text}”" for option, text in texts.items() if option not in (row.option, found.default)]
    with translation.override("en" if lang == "en" else "zh-hans"):
        role, office = str(Role.OFFICE_LEADER.label), str(row.office)
    since = "" if row.effective_from is None else Wording(lang).day(row.effective_from)
    here, proposed, by_default = texts[row.option], texts[found.default], row.option == found.default
    if lang == "en":
        return " ".join(
            filter(
                None,
                (
                    f"{found.question.en} Here it is read as “{here}”, put into force by the {role} of {office}"
                    f" from {since} on the ground of {row.source}.",
                    "This is also the reading that the pack proposes."
                    if by_default
                    else f"The pack proposes “{proposed}”.",
                    f"It could also be read as {', or '.join(others)}." if others else "",
                ),
            )
        )
    return "".join(
        (
            f"{found.question.zh}本系统选定的读法是“{here}”，由{office}（{role}）批准，{since}起生效，依据：{row.source}。",
            "这也是政策包建议的读法。" if by_default else f"政策包建议的读法是“{proposed}”。",
            f"还可以读作{'、'.join(others)}。" if others else "",
        )
    )
