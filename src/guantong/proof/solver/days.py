"""Days of a small case as whole numbers: twelve months of 28 days, so that every number is a day.

Anniversaries are then exact (`day + 336 * years`) and 29 February cannot occur; a gap of work is
measured in these days, which is why every model is confirmed by the engine before it is shown.
"""

from datetime import date

MONTH = 28
YEAR = 12 * MONTH
FIRST_YEAR, LAST_YEAR = 2000, 2035
EARLIEST, LATEST = FIRST_YEAR * YEAR, (LAST_YEAR + 1) * YEAR - 1
LONG_AGO, FAR_AHEAD = 0, 9999 * YEAR


def to_number(day: date) -> int:
    """The number of a day; the 29th to the 31st of a month count as its 28th."""
    return day.year * YEAR + (day.month - 1) * MONTH + min(day.day, MONTH) - 1


def to_date(number: int) -> date:
    """The day of a number."""
    year, rest = divmod(number, YEAR)
    return date(year, rest // MONTH + 1, rest % MONTH + 1)
