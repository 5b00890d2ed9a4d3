"""How long an application takes: a parameter of every pathway, with a default that nobody has confirmed."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from guantong.catalogue import UNCONFIRMED
from guantong.catalogue.model import Confidence
from guantong.catalogue.reading import PACKS, read_yaml
from guantong.catalogue.rows import Row

_FILE = PACKS / "catalogue" / "pathways.yaml"
_CONFIDENCE: tuple[Confidence, ...] = ("H", "M", "L", "P")
_DIRECTIONS = ("title_review", "skill_evaluation")


@dataclass(frozen=True, slots=True)
class ReviewTime:
    """Months from the application to the title or the certificate, by direction; `unconfirmed` if only supposed."""

    months: Mapping[str, int]
    unconfirmed: bool = False

    def __post_init__(self) -> None:
        if set(self.months) != set(_DIRECTIONS) or any(number < 0 for number in self.months.values()):
            raise ValueError(f"a number of months, none negative, for each of {', '.join(_DIRECTIONS)}")

    def after(self, direction: str, day: date) -> date:
        """The day on which what was applied for on `day` is obtained; a month without that day ends the earlier."""
        years, month = divmod(day.month - 1 + self.months[direction], 12)
        year = day.year + years
        if year > date.max.year:
            return date.max
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@cache
def usual_review_time() -> ReviewTime:
    """The default, from the catalogue."""
    return read_review_time(_FILE)


def read_review_time(path: Path) -> ReviewTime:
    """The review times of a file. Raises CatalogueError for a file that is wrong, OSError for one that is not there."""
    file = Row(path, (), dict(read_yaml(path)))
    file.take("source", str)
    found = file.end(file.rows("review_times", _entry))
    try:
        return ReviewTime({direction: months for direction, months, _ in found}, any(p for *_, p in found))
    except ValueError as error:
        raise file.wrong(str(error), "review_times") from None


def _entry(row: Row) -> tuple[str, int, bool]:
    return (
        row.word("direction", _DIRECTIONS),
        row.take("months", int),
        row.word("confidence", _CONFIDENCE) in UNCONFIRMED,
    )
