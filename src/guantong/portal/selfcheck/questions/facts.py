"""Questions about one fact at one place of the document: a code, a day, a name, yes or no."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Final

from django.utils.translation import gettext as _

from guantong.catalogue import catalogue, terms

from .answers import in_boxes, read_date, read_option, read_text, spoken
from .question import Field, Option, Place, Question, get, language, put

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ..sheet import Sheet
    from .question import Values

VALUE: Final = "value"
_STATED: Final[Mapping[str, object]] = {"declared": "declared", "yes": True, "no": False}


def term_options(kind: str, *, leave_out: tuple[str, ...] = ()) -> tuple[Option, ...]:
    """The codes of a vocabulary with their names."""
    lang = language()
    return tuple(
        Option(code, terms.name(kind, code, lang)) for code in terms.codes(kind) if code not in leave_out
    )


class FactQuestion(Question):
    """A question whose answer stands at one place."""

    place: ClassVar[Place]
    """Where; `-1` stands for the row of the question."""

    @property
    def at(self) -> Place:
        """The place for this very row."""
        return tuple(self.index if step == -1 else step for step in self.place)

    def applies(self, sheet: Sheet) -> bool:
        """A fact of a row applies where there is the row."""
        at = self.at
        if len(at) < 3:
            return True
        return self.number > 0 and isinstance(get(sheet.document, at[:2]), dict)

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """The fact, as it is sent."""
        value = get(sheet.document, self.at)
        return {} if value is None else {VALUE: [self.sent(value)]}

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """Put the fact in its place."""
        return sheet.with_document(put(sheet.document, self.at, self.taken(sheet, values, today)))

    def forget(self, sheet: Sheet) -> Sheet:
        """Take the fact away."""
        return sheet.with_document(put(sheet.document, self.at, None))

    def said(self, sheet: Sheet, today: date) -> str:
        """The label of the option chosen, or the fact itself."""
        chosen = self.read(sheet).get(VALUE, [""])[0]
        labels = {option.value: option.label for option in self.fields(sheet, today)[0].options}
        return labels.get(chosen, chosen)

    def sent(self, value: object) -> str:
        """A fact in the form in which it is sent."""
        return str(value)

    def taken(self, sheet: Sheet, values: Values, today: date) -> object:
        """The fact that was sent."""
        return read_option(values, self.fields(sheet, today)[0])


class CodeQuestion(FactQuestion):
    """Which of the codes of a vocabulary."""

    vocabulary: ClassVar[str]
    leave_out: ClassVar[tuple[str, ...]] = ()

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """The codes as radio buttons."""
        options = term_options(self.vocabulary, leave_out=self.leave_out)
        return (Field(VALUE, self.title(sheet), "radio", options),)


class DayQuestion(FactQuestion):
    """On which day, or in which month."""

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """A day to type."""
        return (Field(VALUE, self.title(sheet), "day"),)

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """The day or month, in its boxes."""
        value = get(sheet.document, self.at)
        return {} if value is None else in_boxes(VALUE, str(value))

    def said(self, sheet: Sheet, today: date) -> str:
        """The day or month as people write it."""
        return spoken(str(get(sheet.document, self.at)))

    def taken(self, sheet: Sheet, values: Values, today: date) -> object:
        """The day or month."""
        return read_date(values, self.fields(sheet, today)[0], today)


class TextQuestion(FactQuestion):
    """A name."""

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """A text to type."""
        return (Field(VALUE, self.title(sheet), "text"),)

    def taken(self, sheet: Sheet, values: Values, today: date) -> object:
        """The text."""
        return read_text(values, self.fields(sheet, today)[0])


class StatedQuestion(FactQuestion):
    """What a person says that nobody has looked at yet: it is `declared`, or it is not so."""

    @abstractmethod
    def words(self) -> tuple[str, str]:
        """The words for yes and for no."""

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """Yes or no."""
        yes, no = self.words()
        return (Field(VALUE, self.title(sheet), "radio", (Option("declared", yes), Option("no", no))),)

    def sent(self, value: object) -> str:
        """A true fact of a document that came from elsewhere counts as said, too."""
        return "no" if value is False else "declared"

    def taken(self, sheet: Sheet, values: Values, today: date) -> object:
        """`declared` or false."""
        return _STATED[read_option(values, self.fields(sheet, today)[0])]


class YesNoQuestion(FactQuestion):
    """Yes or no."""

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """Yes or no."""
        options = (Option("yes", _("是")), Option("no", _("否")))
        return (Field(VALUE, self.title(sheet), "radio", options),)

    def sent(self, value: object) -> str:
        """Yes or no."""
        return "yes" if value else "no"

    def taken(self, sheet: Sheet, values: Values, today: date) -> object:
        """True or false."""
        return _STATED[read_option(values, self.fields(sheet, today)[0])]


def occupation_name(text: object) -> str:
    """The name of an occupation by its code; a text that is none, itself."""
    return catalogue().occupation_name(str(text))
