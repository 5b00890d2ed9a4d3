"""The last question about a row: its date, and whether there is a further row."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from ..sheet import REQUIRED
from .answers import read_date
from .facts import VALUE, DayQuestion
from .question import Field, first, get, put

if TYPE_CHECKING:
    from datetime import date

    from ..sheet import Sheet
    from .question import Values

MOST_ROWS: Final = 9
"""More rows than anybody has; a browser that sends more of them is not filling in a form."""


class DatedRowQuestion(DayQuestion):
    """The date of a row, with a tick for a further row of the same list."""

    @abstractmethod
    def more(self) -> str:
        """The words for adding a row."""

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """The date, and the tick at the last row."""
        day = Field(VALUE, self.title(sheet), "day")
        return (day, Field("more", self.more(), "tick", optional=True)) if self.may_add(sheet) else (day,)

    def may_add(self, sheet: Sheet) -> bool:
        """Whether this is the last row, and there may be one more."""
        return self.number == len(sheet.document[str(self.place[0])]) < MOST_ROWS

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """Put the date in its place, and add an empty row where one was asked for."""
        day = read_date(values, self.fields(sheet, today)[0], today)
        changed = sheet.with_document(put(sheet.document, self.at, day))
        return (
            add_row(changed, str(self.place[0])) if first(values, "more") and self.may_add(sheet) else changed
        )


def add_row(sheet: Sheet, listed: str) -> Sheet:
    """The sheet with an empty row at the end of a list; the same sheet where the last row is still to be filled in."""
    rows = list(sheet.document.get(listed) or ())
    if len(rows) >= MOST_ROWS or (rows and not all(key in rows[-1] for key in REQUIRED[listed])):
        return sheet
    return sheet.with_document({**sheet.document, listed: [*rows, {}]})


def drop_row(sheet: Sheet, listed: str, index: int) -> Sheet:
    """The sheet without one row of a list."""
    rows = [row for i, row in enumerate(get(sheet.document, (listed,)) or ()) if i != index]
    return sheet.with_document({**sheet.document, listed: rows})


def row_name(listed: str) -> str:
    """What a row of a list is called."""
    return {"certificates": _("技能证书"), "titles": _("职称"), "employment": _("工作经历")}[listed]
