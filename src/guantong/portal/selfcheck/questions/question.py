"""What a question is: its words, what may be answered, and how an answer goes into the sheet and comes back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, TypeAlias

from django.utils.translation import get_language

from ...refusals import InvalidError, RefusedError

if TYPE_CHECKING:
    from datetime import date

    from guantong.policy.model import Language

    from ..sheet import Document, Sheet

Values: TypeAlias = Mapping[str, Sequence[str]]
"""What was sent, by field; a field may be sent several times."""
Place: TypeAlias = tuple[str | int, ...]
Kind = Literal["radio", "checkboxes", "select", "day", "text", "occupation", "tick"]
UNSURE: Final = "unsure"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. A question with a single field names it by its own title."""

    name: str
    label: str
    kind: Kind
    options: tuple[Option, ...] = ()
    hint: str = ""
    optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which it is sent."""
        match self.kind:
            case "day":
                return tuple(f"{self.name}_{part}" for part in ("year", "month", "day"))
            case "occupation":
                return (self.name, "choice")
        return (self.name,)


class Question(ABC):
    """One screen. `number` is the place, from 1, of the row that it asks about; 0 where it asks about no row."""

    slug: ClassVar[str]
    """The name in addresses; `{n}` stands for the number of the row."""

    def __init__(self, number: int = 0) -> None:
        self.number = number

    @property
    def name(self) -> str:
        """The name in addresses and in the sheet."""
        return self.slug.format(n=self.number)

    @property
    def index(self) -> int:
        """Where the row stands in its list."""
        return self.number - 1

    def numbered(self, text: str) -> str:
        """A text with the number of the row from the second row on."""
        if self.number < 2:
            return text
        return f"{text} {self.number}" if language() == "en" else f"{text}（{self.number}）"

    @abstractmethod
    def title(self, sheet: Sheet) -> str:
        """The question itself."""

    @abstractmethod
    def short(self, sheet: Sheet) -> str:
        """What it is about, for the list of answers."""

    def hint(self, sheet: Sheet) -> str:
        """Where to find the answer."""
        return ""

    @abstractmethod
    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """What is to be filled in."""

    @abstractmethod
    def applies(self, sheet: Sheet) -> bool:
        """Whether the sheet has what the question is about."""

    @abstractmethod
    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """The answer in the sheet, in the form in which it is sent."""

    @abstractmethod
    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """The sheet with an answer. Raises InvalidError with what is wrong with it."""

    @abstractmethod
    def forget(self, sheet: Sheet) -> Sheet:
        """The sheet without the answer, which is then unknown."""

    @abstractmethod
    def said(self, sheet: Sheet, today: date) -> str:
        """The answer in words."""


def language() -> Language:
    """The language in which the engine shall answer."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def first(values: Values, name: str) -> str:
    """The value sent for a field; empty where none was."""
    found = values.get(name) or ("",)
    return str(found[0])


def wrong(code: str, text: str, field: str) -> InvalidError:
    """One thing that is wrong with an answer."""
    return InvalidError([RefusedError(code, text, field=field)])


def get(document: Document, place: Place) -> Any:
    """What stands at a place; None where nothing does."""
    found: Any = document
    for step in place:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            return None
    return found


def put(document: Document, place: Place, value: object) -> dict[str, Any]:
    """The document with a value at a place; None takes away what is there."""
    return _put(dict(document), place, value)  # type: ignore[no-any-return]


def _put(holder: Any, place: Place, value: object) -> Any:
    step, *rest = place
    if isinstance(holder, list):
        changed: Any = list(holder)
    else:
        changed = dict(holder or {})
    if rest:
        inner = get(changed, (step,))
        changed[step] = _put(inner if inner is not None else {}, tuple(rest), value)
        if changed[step] == {} and not isinstance(changed, list):
            del changed[step]
    elif value is None:
        changed.pop(step, None)
    else:
        changed[step] = value
    return changed
