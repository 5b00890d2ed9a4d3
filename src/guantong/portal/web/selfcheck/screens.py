"""What a template needs of a question: each field with what was sent or is known, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from guantong.portal.selfcheck.occupations import Found, find_occupations
from guantong.portal.selfcheck.questions.answers import DATE_PARTS
from guantong.portal.selfcheck.questions.occupation import CHOICE, UNLISTED
from guantong.portal.selfcheck.questions.question import first

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from guantong.portal.refusals import InvalidError
    from guantong.portal.selfcheck.questions import Field, Question, Values
    from guantong.portal.selfcheck.sheet import Sheet

LONGEST_SENT: Final = 200
"""More of a text than anybody types here is not sent back to the page."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One field on a page. `values` are those chosen or typed; `errors` the sentences about it."""

    field: Field
    values: tuple[str, ...]
    errors: tuple[str, ...]
    boxes: tuple[tuple[str, str], ...] = ()
    found: tuple[Found, ...] = ()
    choice: str = ""

    @property
    def value(self) -> str:
        """The one value, empty where there is none."""
        return self.values[0] if self.values else ""

    @property
    def id(self) -> str:
        """The id of the field; in a group, of its first input."""
        return f"id_{self.field.name}"

    @property
    def unlisted(self) -> bool:
        """Whether the occupation typed is said not to be in the list."""
        return self.choice == UNLISTED

    @property
    def searched(self) -> bool:
        """Whether something was typed that an occupation was looked for by."""
        return bool(self.value)


def sent(
    question: Question, sheet: Sheet, today: date, data: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """What was sent for the fields of a question, and nothing else."""
    names = [name for field in question.fields(sheet, today) for name in field.names]
    return {name: [str(value) for value in data[name]] for name in names if name in data}


def shown(
    question: Question, sheet: Sheet, today: date, values: Values, error: InvalidError | None = None
) -> tuple[Shown, ...]:
    """The fields of a question with these values, and what is wrong with each."""
    wrong: dict[str, list[str]] = {}
    for refusal in () if error is None else error.refusals:
        wrong.setdefault(refusal.field or "", []).append(refusal.text)
    return tuple(_shown(field, values, wrong.get(field.name, [])) for field in question.fields(sheet, today))


def _shown(field: Field, values: Values, wrong: list[str]) -> Shown:
    given = tuple(str(value)[:LONGEST_SENT] for value in values.get(field.name) or ())
    errors = tuple(wrong)
    match field.kind:
        case "day":
            boxes = tuple((part, first(values, f"{field.name}_{part}")[:LONGEST_SENT]) for part in DATE_PARTS)
            return Shown(field, given, errors, boxes)
        case "occupation":
            typed = given[0] if given else ""
            return Shown(
                field,
                given,
                errors,
                found=find_occupations(typed),
                choice=first(values, CHOICE)[:LONGEST_SENT],
            )
    return Shown(field, given, errors)
