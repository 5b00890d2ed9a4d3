"""Pages about many people: one template, autoescaped, self-contained, the same in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from guantong.catalogue import terms

from .charts import BLUE, VERMILION, Cell, bars

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2 import Environment

    from guantong.decisions.words import Words
    from guantong.policy.model import Language, Policy

LEVELS = {
    "title_review": "title_level",
    "skill_evaluation": "skill_level",
    "qualification_exam": "exam_level",
}
"""The vocabulary of the levels of a direction."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; `numbers` are the places of the columns that hold numbers."""

    head: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with the table of its numbers beside it, or a table alone."""

    title: str
    sheet: Sheet
    chart: str = ""
    about: str = ""
    worse: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One question and the figures that answer it."""

    title: str
    about: str = ""
    figures: Sequence[Figure] = field(default_factory=tuple)


def charted(
    title: str,
    rows: Sequence[tuple[str, Cell]],
    head: tuple[str, str],
    *,
    about: str = "",
    worse: bool = False,
) -> Figure:
    """Bars and the table of the same numbers."""
    drawn = bars(rows, title=title, description=about or head[1], colour=VERMILION if worse else BLUE)
    return Figure(title, Sheet(head, rows, frozenset({1})), drawn, about, worse)


def rendered(template: str, say: Callable[[str, str], str], **content: Any) -> str:
    """A page of the package."""
    return _environment().get_template(template).render(say=say, **content)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("guantong.screening", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def capital(text: str) -> str:
    """A heading with a capital at its beginning; Chinese has none."""
    return text[:1].upper() + text[1:]


def direction_name(direction: str, lang: Language) -> str:
    """What a direction is called."""
    return capital(terms.name("direction", direction, lang))


def level_name(direction: str, level: str, lang: Language) -> str:
    """What a level of a direction is called."""
    return (
        capital(terms.name(LEVELS[direction], level, lang)) if direction in LEVELS and level else level or "-"
    )


def route_names(policy: Policy, lang: Language) -> dict[tuple[str, str], str]:
    """What each route of a direction is called."""
    return {(route.direction, route.name): route.label.in_(lang) for route in reversed(policy.routes)}


def fact_name(fact: str, words: Words) -> str:
    """What an unconfirmed fact says: a parameter of a pack with its value, or a fact of the catalogue."""
    pack, _, name = fact.partition("#")
    found = words.policy.packs[pack].parameters.get(name) if pack in words.policy.packs else None
    if found is not None:
        value = found.parameter.value
        told = words.day(value) if found.unit == "date" and isinstance(value, int) else str(value)
        return words.say("{}：{}", "{}: {}").format(found.label.in_(words.lang), told)
    try:
        label = words.policy.catalogue.fact(fact).label
    except KeyError:
        return fact
    return label.zh if words.lang == "zh" else label.en
