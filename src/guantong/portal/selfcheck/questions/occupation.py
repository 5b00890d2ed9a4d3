"""Questions about an occupation: typed in any words, then chosen from what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from guantong.catalogue import catalogue

from ..occupations import find_occupations, meant
from .answers import read_text
from .facts import VALUE, FactQuestion, occupation_name
from .question import Field, Option, first, put, wrong

if TYPE_CHECKING:
    from datetime import date

    from ..sheet import Sheet
    from .question import Values

UNLISTED: Final = "unlisted"
CHOICE: Final = "choice"


class OccupationQuestion(FactQuestion):
    """`choice` is a code, or `unlisted` for an occupation that is not in the list and is called what was typed."""

    def before(self, sheet: Sheet) -> tuple[Option, ...]:
        """What can be chosen without typing anything."""
        return ()

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """A text to type, and what was found for it."""
        return (Field(VALUE, self.title(sheet), "occupation", self.before(sheet)),)

    def said(self, sheet: Sheet, today: date) -> str:
        """The name of the occupation."""
        sent = self.read(sheet)
        before = {option.value: option.label for option in self.before(sheet)}
        chosen = sent.get(CHOICE, [""])[0]
        return before.get(chosen) or (occupation_name(chosen) if chosen != UNLISTED else sent[VALUE][0])

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """The code as a choice with its name typed; a text of its own as unlisted."""
        text = super().read(sheet).get(VALUE, [""])[0]
        if not text:
            return {}
        listed = text in catalogue().occupations
        return {VALUE: [occupation_name(text)], CHOICE: [text if listed else UNLISTED]}

    def taken(self, sheet: Sheet, values: Values, today: date) -> str:
        """The code, or the text of an unlisted occupation. Raises InvalidError while it is open which is meant."""
        chosen, typed = first(values, CHOICE), first(values, VALUE)
        if chosen in catalogue().occupations:
            return chosen
        if chosen == UNLISTED:
            return self._unlisted(sheet, values, today)
        code = meant(typed)
        if code is not None:
            return code
        if find_occupations(typed):
            raise wrong("E-CHK-010", _("请在下面选出您的职业；都不是就选“找不到我的职业”。"), VALUE)
        if typed.strip():
            raise wrong(
                "E-CHK-011",
                _("没有找到这个职业。换个叫法试试，或选“找不到我的职业”，按您写的名称继续。"),
                VALUE,
            )
        raise wrong("E-CHK-012", _("请写出职业，一两个字也行；拿不准就选“不清楚”。"), VALUE)

    def _unlisted(self, sheet: Sheet, values: Values, today: date) -> str:
        """The text as it is; an occupation that is in the list after all is taken from it."""
        text = read_text(values, self.fields(sheet, today)[0])
        return meant(text) or text

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """Put the occupation in its place."""
        return sheet.with_document(put(sheet.document, self.at, self.taken(sheet, values, today)))
