"""What notices say: their templates, with versions and in both languages, and how gaps are filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone, translation
from django.utils.formats import date_format

from guantong.catalogue.reading import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES: Final = ("zh", "en")
SHORT: Final = 70
"""The longest short form, in characters: one SMS in Chinese."""
_LONGEST: Final = {"day": "2026-12-31", "number": "10000", "code": "x" * 12, "text": "x" * 20}
_PORTAL: Final = Path(__file__).resolve().parents[1]


class TemplateError(ValueError):
    """A template is not what it has to be, or is filled with what it does not ask for."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a notice says in one language."""

    subject: str
    body: str
    short: str


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a template. `page` is the name of the address that it leads to."""

    id: str
    version: int
    name: Mapping[str, str]
    fields: Mapping[str, str]
    page: str
    texts: Mapping[str, Text]

    def filled(self, values: Mapping[str, object], language: str) -> Text:
        """The text with its gaps filled. Days are ISO dates. Raises TemplateError for a gap without a value."""
        if missing := self.fields.keys() - values.keys():
            raise TemplateError(f"{self.id}: no value for {', '.join(sorted(missing))}")
        words = {gap: _word(kind, values[gap], language) for gap, kind in self.fields.items()}
        text = self.texts[language]
        return Text(*(part.format_map(words) for part in (text.subject, text.body, text.short)))


@dataclass(frozen=True, slots=True)
class Parameters:
    """When nobody is disturbed, and after how many minutes a failed delivery is tried again."""

    quiet_from: time
    quiet_to: time
    confidence: str
    retry_after_minutes: tuple[int, ...]


def language() -> str:
    """The language of the page, as templates name it."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


@cache
def templates() -> Mapping[str, tuple[Template, ...]]:
    """The versions of every template, the newest last; each context may keep a ``texts.yaml``. Raises TemplateError."""
    found: dict[str, tuple[Template, ...]] = {}
    for file in sorted(_PORTAL.glob("*/texts.yaml")):
        content: Any = read_yaml(file)
        for row in content["templates"]:
            if row["id"] in found:
                raise TemplateError(f"{file.name}: {row['id']} is given twice")
            found[row["id"]] = read_template(row)
    return found


def template(id: str, version: int | None = None) -> Template:
    """A template in its newest or a given version. Raises TemplateError for one that does not exist."""
    for candidate in reversed(templates().get(id, ())):
        if version in (None, candidate.version):
            return candidate
    raise TemplateError(f"no template {id} {version or ''}".strip())


@cache
def parameters() -> Parameters:
    """The parameters of delivery."""
    content: Any = read_yaml(Path(__file__).with_name("texts.yaml"))
    quiet = content["quiet_hours"]
    return Parameters(
        time.fromisoformat(quiet["from"]),
        time.fromisoformat(quiet["to"]),
        quiet["confidence"],
        tuple(content["retry_after_minutes"]),
    )


def read_template(row: Mapping[str, Any]) -> tuple[Template, ...]:
    """The versions of one template. Raises TemplateError for gaps that are not declared, for personal words in the
    short form, for one that is too long, and for versions that do not ascend.
    """
    found = []
    for version in row["versions"]:
        texts = {language: Text(**version[language]) for language in LANGUAGES}
        made = Template(
            row["id"], version["version"], row["name"], version["fields"], version.get("page", ""), texts
        )
        _check(made)
        found.append(made)
    if [made.version for made in found] != list(range(1, len(found) + 1)):
        raise TemplateError(f"{row['id']}: versions count from 1")
    return tuple(found)


def _check(made: Template) -> None:
    where = f"{made.id} version {made.version}"
    if unknown := set(made.fields.values()) - _LONGEST.keys():
        raise TemplateError(f"{where}: no kind {', '.join(sorted(unknown))}")
    personal = {gap for gap, kind in made.fields.items() if kind == "text"}
    for language, text in made.texts.items():
        used = set().union(*(_gaps(part) for part in (text.subject, text.body, text.short)))
        if undeclared := used - made.fields.keys():
            raise TemplateError(f"{where}: gaps not declared: {', '.join(sorted(undeclared))}")
        if told := _gaps(text.short) & personal:
            raise TemplateError(f"{where}: the short form tells {', '.join(sorted(told))}")
        short = made.filled({gap: _LONGEST[kind] for gap, kind in made.fields.items()}, language).short
        if len(short) > SHORT:
            raise TemplateError(
                f"{where}: the short form has {len(short)} characters, at most {SHORT}: {short}"
            )


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _word(kind: str, value: object, language: str) -> str:
    if kind != "day":
        return str(value)
    day = date.fromisoformat(str(value)[:10])
    with translation.override("en" if language == "en" else "zh-hans"):
        return date_format(day, "j F Y" if language == "en" else "Y年n月j日")


def after_quiet_hours(now: datetime) -> datetime:
    """The instant itself, or, in the hours of rest, the end of them."""
    rest = parameters()
    local = timezone.localtime(now)
    over_midnight = rest.quiet_from > rest.quiet_to
    late, early = local.time() >= rest.quiet_from, local.time() < rest.quiet_to
    if not (late or early if over_midnight else late and early):
        return now
    end = local.replace(hour=rest.quiet_to.hour, minute=rest.quiet_to.minute, second=0, microsecond=0)
    return (
        end
        if end > local
        else timezone.make_aware(
            datetime.combine(date.fromordinal(local.toordinal() + 1), rest.quiet_to), local.tzinfo
        )
    )
