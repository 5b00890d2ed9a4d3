"""Which targets are asked, and about whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from guantong.cases import CaseError, CaseErrors
from guantong.catalogue import terms

from .program import FAMILIES, Family
from .register import TABLES, places_of, vocabulary_of

ASKED_ABOUT: Final = ("place", "status", "identity_type")
"""The columns of a person by which people may be chosen."""
_TARGETS: Final = "--targets"
_WHERE: Final = "--where"


@dataclass(frozen=True)
class Selection:
    """The families with the levels that are asked, and what people must be; without either, everything and everybody."""

    families: tuple[Family, ...] = FAMILIES
    where: Mapping[str, str | int] | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """What is asked, as ``direction/level``."""
        return tuple(f"{family.direction}/{level}" for family in self.families for level in family.levels)

    def asks(self, direction: str, level: str | None) -> bool:
        """Whether a target is asked."""
        return f"{direction}/{level}" in self.targets

    def condition(self) -> str:
        """What people must be, in SQL over the table of people."""
        tests = [
            f"{column} = {value}"
            if isinstance(value, int)
            else f"{column} = '{value.replace(chr(39), chr(39) * 2)}'"
            for column, value in (self.where or {}).items()
        ]
        return " AND ".join(tests) or "TRUE"


def select(targets: Iterable[str] = (), where: Iterable[str] = ()) -> Selection:
    """Read what a command says: ``title_review``, ``技能评价/技师``; ``place=南宁市``.

    Raises CaseErrors with every problem.
    """
    errors: list[CaseError] = []
    families = _families(targets, errors)
    chosen = _where(where, errors)
    if errors:
        raise CaseErrors(tuple(errors))
    return Selection(families, chosen)


def _families(targets: Iterable[str], errors: list[CaseError]) -> tuple[Family, ...]:
    wanted: dict[str, list[str]] = {}
    by_direction = {family.direction: family for family in FAMILIES}
    for text in targets:
        named, _, level_text = text.partition("/")
        direction = terms.term("direction", named)
        family = by_direction.get(direction or "")
        if family is None:
            names = "、".join(terms.name("direction", code, "zh") for code in by_direction)
            errors.append(
                CaseError(
                    _TARGETS, "direction", f"不能成批判断“{named}”", f"'{named}' cannot be screened",
                    f"可用 {names}", f"known are {', '.join(by_direction)}",
                )
            )  # fmt: skip
            continue
        levels = wanted.setdefault(family.direction, [])
        level = terms.term(family.level, level_text) if level_text else None
        if level_text and level not in family.levels:
            names = "、".join(terms.name(family.level, code, "zh") for code in family.levels)
            errors.append(
                CaseError(
                    _TARGETS, "level", f"没有“{level_text}”这个等级可以申报", f"no level '{level_text}' can be applied for",
                    f"可用 {names}", f"known are {', '.join(family.levels)}",
                )
            )  # fmt: skip
            continue
        levels += family.levels if level is None else (level,)
    if not wanted:
        return FAMILIES
    return tuple(
        replace(family, levels=tuple(level for level in family.levels if level in wanted[family.direction]))
        for family in FAMILIES
        if family.direction in wanted
    )


def _where(where: Iterable[str], errors: list[CaseError]) -> Mapping[str, str | int] | None:
    chosen: dict[str, str | int] = {}
    for text in where:
        column, equals, value = (part.strip() for part in text.partition("="))
        if not equals or column not in ASKED_ABOUT or not value:
            errors.append(
                CaseError(
                    _WHERE, "where", f"“{text}”不能用来选人", f"'{text}' chooses nobody",
                    f"写成 列=值，列可用 {'、'.join(ASKED_ABOUT)}", f"write column=value; columns are {', '.join(ASKED_ABOUT)}",
                )
            )  # fmt: skip
            continue
        vocabulary = vocabulary_of("person", column)
        if vocabulary is None:
            chosen[column] = value
            continue
        code = terms.term(vocabulary, value)
        if code is None:
            errors.append(
                CaseError(
                    _WHERE, "where", f"{column} 没有“{value}”", f"{column} has no '{value}'",
                    f"可用 {'、'.join(places_of(vocabulary))}", f"known are {', '.join(places_of(vocabulary))}",
                )
            )  # fmt: skip
            continue
        chosen[column] = places_of(vocabulary)[code]
    return chosen or None


assert all(column in TABLES["person"].names for column in ASKED_ABOUT)  # noqa: S101 - a mistake in this file
