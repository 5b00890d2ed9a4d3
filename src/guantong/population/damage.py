"""Damage, as real registers have it: planted in a known share of the rows and listed, so that it can be looked for."""
# ruff: noqa: S608 - every word of the SQL is ours: codes, numbers and quoted texts of our own data

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from guantong.catalogue import terms
from guantong.population.chance import below, draw, text
from guantong.population.headers import HEADERS
from guantong.population.shape import ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.population.shape import Table

Effect = Literal["read", "set_aside"]
"""Whether a careful reader still reads the row, or has to set the person aside."""

_WIDE: Final = "translate({0}::VARCHAR, '0123456789', '０１２３４５６７８９')"
_DAY_FORMS: Final = {
    "full_width": _WIDE,
    "dotted_day": "year({0}) || '.' || month({0}) || '.' || day({0})",
    "written_day": "year({0}) || '年' || month({0}) || '月' || day({0}) || '日'",
    "serial_day": "({0} - DATE '1899-12-30')::VARCHAR",
}
_MONTH: Final = "year({0}) || '年' || month({0}) || '月'"
_ID_LIKE: Final = "'00' || lpad(({digits} % 10000000000000000)::VARCHAR, 16, '0')"
"""Looks like an identity number; no region begins with 00, so that it is nobody's."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage to a table: the column it spoils and how, and the rows that it can befall.

    `value` is the damaged value as SQL over the columns of the row; None where the row itself is doubled or dropped.
    """

    kind: str
    column: str
    value: str | None
    effect: Effect
    when: str = "TRUE"
    also: tuple[str, str] | None = None
    """A second column that is spoilt with the first, and its value."""

    def values(self) -> Iterator[tuple[str, str]]:
        """The columns that are spoilt, with their damaged values."""
        if self.value is not None:
            yield self.column, self.value
        if self.also is not None:
            yield self.also


def damages(table: str) -> tuple[Damage, ...]:
    """Everything that may befall the rows of a table; the last can befall any row."""
    return tuple(_DAMAGES[table]())


def damaged(table: Table, share: float) -> str:
    """The rows of a table with the number of the damage that befell each, NULL where none did."""
    known = damages(table.name)
    which = f"{draw('which damage')} % {len(known)}"
    cases = " ".join(
        f"WHEN {which} = {place} AND ({one.when}) THEN {place}" for place, one in enumerate(known)
    )
    return (
        f"SELECT *, CASE WHEN {below('damage', share)} "
        f"THEN CASE {cases} ELSE {len(known) - 1} END END AS damage FROM ({table.sql})"
    )


def damaged_rows(table: Table, share: float) -> str:
    """The rows as the file has them, every value a text under its header."""
    known, headers = damages(table.name), HEADERS[table.name]
    columns = []
    for name in table.names:
        cases = " ".join(
            f"WHEN {place} THEN {value}"
            for place, one in enumerate(known)
            for column, value in one.values()
            if column == name
        )
        usual = f'"{name}"::VARCHAR'
        columns.append(f'{f"CASE damage {cases} ELSE {usual} END" if cases else usual} AS "{headers[name]}"')
    rows = damaged(table, share)
    lost = [place for place, one in enumerate(known) if one.kind == "missing_person"]
    doubled = [place for place, one in enumerate(known) if one.kind == "duplicate_person"]
    if doubled:
        rows = f"SELECT *, unnest(range(CASE WHEN damage = {doubled[0]} THEN 2 ELSE 1 END)) AS copy FROM ({rows})"
    where = f" WHERE damage IS DISTINCT FROM {lost[0]}" if lost else ""
    return f"SELECT {', '.join(columns)} FROM ({rows}){where} {ORDER}"


def damage_list(table: Table, share: float) -> str:
    """What was planted in a table: table, person, header of the column, kind and effect."""
    known = damages(table.name)
    facts: dict[str, list[str]] = {
        "column": [HEADERS[table.name][one.column] for one in known],
        "kind": [one.kind for one in known],
        "effect": [one.effect for one in known],
    }
    told = ", ".join(
        f'[{", ".join(map(text, values))}][1 + damage] AS "{name}"' for name, values in facts.items()
    )
    return (
        f'SELECT {text(table.name)} AS "table", person_id, {told} '
        f"FROM ({damaged(table, share)}) WHERE damage IS NOT NULL {ORDER}"
    )


def _person() -> Iterator[Damage]:
    yield Damage("missing_person", "person_id", None, "set_aside", "appears_elsewhere")
    yield from _days("birth_date")
    yield Damage("written_month", "birth_date", _MONTH.format("birth_date"), "read", "birth_date IS NOT NULL")
    yield from _spellings("status", "status")
    yield _unknown("status", "'在编不在岗'")
    yield Damage("duplicate_person", "person_id", None, "set_aside")


def _job() -> Iterator[Damage]:
    yield _swapped()
    yield Damage("no_day", "to", "'待查'", "set_aside", '"to" IS NOT NULL')
    yield from _spellings("sector", "sector")
    yield from _spellings("engaged_level", "skill_level")
    yield from _days("from")


def _certificate() -> Iterator[Damage]:
    yield from _spellings("level", "skill_level")
    yield from _spellings("kind", "certificate_kind")
    yield Damage("written_month", "issued_on", _MONTH.format("issued_on"), "read")
    yield _unknown("level", "'超级技工'")
    yield Damage("no_day", "issued_on", "(year(issued_on) || '-02-30')", "set_aside")
    yield Damage("damaged_number", "number", "'4.50202E+17'", "set_aside", "number IS NOT NULL")
    yield Damage(
        "identity_in_number",
        "number",
        _ID_LIKE.format(digits=draw("identity noise")),
        "set_aside",
        f"kind = '{terms.name('certificate_kind', 'skill_level')}'",
    )
    yield Damage("full_width", "number", _WIDE.format("number"), "read", "number IS NOT NULL")
    yield from _days("issued_on")


def _title() -> Iterator[Damage]:
    yield from _spellings("level", "title_level")
    yield from _spellings("obtained_by", "obtained_by")
    yield _unknown("level", "'特高级'")
    yield _unknown("series", "'综合管理'")
    yield from _days("obtained_on")


def _appraisal() -> Iterator[Damage]:
    yield _unknown("grade", "'甲等'")
    yield Damage("no_year", "year", "'上年'", "set_aside")
    yield Damage("spaced", "grade", "'　' || grade || ' '", "read")
    yield Damage("full_width", "year", _WIDE.format("year"), "read")


def _honour() -> Iterator[Damage]:
    yield Damage("spaced", "honour", "' ' || honour || '　'", "read")
    yield from _days("granted_on")
    yield _unknown("honour", "'宇宙技能大奖'")


def _education() -> Iterator[Damage]:
    yield from _spellings("kind", "education_kind")
    yield from _spellings("proof", "proof")
    yield _unknown("kind", "'私塾'")
    yield from _days("graduated_on")


def _sanction() -> Iterator[Damage]:
    yield _swapped()
    yield _unknown("kind", "'口头提醒'")
    yield from _days("from")


_DAMAGES: Final = {
    "person": _person,
    "job": _job,
    "certificate": _certificate,
    "title": _title,
    "appraisal": _appraisal,
    "honour": _honour,
    "education": _education,
    "sanction": _sanction,
}


def _days(column: str) -> Iterator[Damage]:
    """A day in the other forms in which people write it."""
    for kind, form in _DAY_FORMS.items():
        yield Damage(kind, column, form.format(f'"{column}"'), "read", f'"{column}" IS NOT NULL')


def _spellings(column: str, vocabulary: str) -> Iterator[Damage]:
    """A term by another of the spellings that are accepted for it."""
    others = {term.zh: term.aliases[-1] for term in terms.vocabulary(vocabulary).terms if term.aliases}
    cases = " ".join(f"WHEN {text(term)} THEN {text(other)}" for term, other in others.items())
    among = ", ".join(map(text, others))
    yield Damage("spelling", column, f'CASE "{column}" {cases} END', "read", f'"{column}" IN ({among})')


def _swapped() -> Damage:
    """A period whose days stand in each other's place."""
    first, last = '"from"::VARCHAR', '"to"::VARCHAR'
    return Damage("swapped_days", "from", last, "set_aside", '"to" > "from"', ("to", first))


def _unknown(column: str, value: str) -> Damage:
    """A word that stands for nothing."""
    return Damage("unknown_code", column, value, "set_aside")
