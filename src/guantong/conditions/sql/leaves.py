"""Conditions that hold no others: facts compared, dates and periods, and what is looked up beside the person."""

from collections.abc import Mapping
from typing import Final

from .. import nodes as n
from ..calendar import year_of
from ..days import ALWAYS as EVERY_DAY
from ..days import END, FIRST, value_on
from ..days import Days as DaySet
from ..days import Truth as DayTruth
from ..days import complement as complement_of
from ..evaluation import whole
from .days import ALWAYS, NEVER, OPEN, TRUE, Days, Stretches, Truth, steady
from .scope import Meaning, Scope, plain
from .why import NOTHING, Why, together

KINDS: Final[Mapping[str, int]] = {"none": 0, "similar": 1, "same": 2, "open": 3}
"""The numbers of relationships in the tables of relations."""


# --- facts ----------------------------------------------------------------------------------------


def compare(scope: Scope, node: n.Compare) -> Meaning:
    """A fact against a value or another fact; codes compare by their places."""
    kind = scope.emitter.kind(node.fact)
    left = scope.fact(node.fact.row, node.fact.field)
    if isinstance(node.value, n.Fact):
        rights = [scope.fact(node.value.row, node.value.field)]
        unknown = f"{left} IS NULL OR {rights[0]} IS NULL"
    else:
        value = plain(node.value)
        rights = [scope.emitter.literal(kind, v) for v in (value if isinstance(value, tuple) else (value,))]
        unknown = f"{left} IS NULL"
    if left == "NULL" or "NULL" in rights:
        return Meaning(OPEN, scope.facts(node.fact, node.value))
    test = {
        "is": f"{left} = {rights[0]}",
        "is_not": f"{left} <> {rights[0]}",
        "at_least": f"{left} >= {rights[0]}",
        "at_most": f"{left} <= {rights[0]}",
        "above": f"{left} > {rights[0]}",
        "below": f"{left} < {rights[0]}",
        "one_below": f"{left} + 1 = {rights[0]}",
        "in": f"{left} IN ({', '.join(rights)})" if rights else "FALSE",
        "not_in": f"{left} NOT IN ({', '.join(rights)})" if rights else "TRUE",
        "contains": scope.dialect.has(left, rights[0]) if rights else "FALSE",
    }[node.operator]
    found = scope.bind(f"CASE WHEN {unknown} THEN 1 WHEN {test} THEN 3 ELSE 0 END")
    return Meaning(steady(found), scope.facts(node.fact, node.value))


def holds(scope: Scope, node: n.Holds) -> Meaning:
    """A fact that is shown or declared to be so."""
    column = scope.fact(node.fact.row, node.fact.field)
    refuted = f"{column} = 0" if scope.emitter.kind(node.fact) == "trust" else f"NOT {column}"
    value = f"CASE WHEN {column} IS NULL THEN 1 WHEN {refuted} THEN 0 ELSE 3 END"
    return Meaning(steady(scope.bind(value)), scope.facts(node.fact))


def given(scope: Scope, node: n.Given) -> Meaning:
    """Whether a fact is known at all."""
    test = "IS NOT NULL" if node.expected else "IS NULL"
    column = scope.fact(node.fact.row, node.fact.field)
    why = scope.facts(node.fact)._replace(missing="0")
    return Meaning(steady(scope.bind(f"CASE WHEN {column} {test} THEN 3 ELSE 0 END")), why)


# --- days -----------------------------------------------------------------------------------------


def since(scope: Scope, node: n.Since) -> Meaning:
    """From the day on which some years after a date are full."""
    column, dialect, today = scope.fact(node.fact.row, node.fact.field), scope.dialect, scope.emitter.day
    years, full = whole(plain(node.years)), whole(plain(node.full_on))
    day = scope.bind(
        f"least({dialect.anniversary(column, years, str(plain(node.leap_day)))} + {full}, {END})"
    )
    value = f"CASE WHEN {column} IS NULL THEN 1 WHEN {day} <= {today} THEN 3 ELSE 0 END"
    # the least of an unknown day and the end is the end, so that the date itself must be looked at
    from_then, maybe = (
        Days(starts=(scope.bind(f"CASE WHEN {column} IS NULL THEN {unknown} ELSE {day} END"),))
        for unknown in (END, FIRST)
    )
    why = scope.facts(node.fact, node.years, node.full_on, node.leap_day)
    return Meaning(Truth(scope.bind(value), from_then, from_then, maybe), why)


def within(scope: Scope, node: n.Within) -> Meaning:
    """The days of a period that is the same for everybody."""
    start = None if node.start is None else whole(plain(node.start))
    end = None if node.end is None else whole(plain(node.end))
    days = Days(starts=() if start is None else (str(start),), ends=() if end is None else (str(end),))
    today = scope.emitter.day
    inside = (start is None or today >= start) and (end is None or today < end)
    return Meaning(Truth("3" if inside else "0", days, days, days), scope.parameters(node.start, node.end))


def held(scope: Scope, row: str) -> Meaning:
    """The days on which a bound row holds; without a first day they are unknown."""
    shape = scope.emitter.schema.rows[row]
    if shape.starts is None:
        return Meaning(TRUE, NOTHING)
    start = scope.fact(row, shape.starts)
    end = f"coalesce({scope.fact(row, shape.ends)} + 1, {END})" if shape.ends else None
    ends = (end,) if end else ()
    day = scope.emitter.day
    before_end = f"{end} > {day}" if end else "TRUE"
    maybe = Days(starts=(f"coalesce({start}, {FIRST})",), ends=ends)
    if shape.open_start:
        value = f"CASE WHEN coalesce({start}, {FIRST}) <= {day} AND {before_end} THEN 3 ELSE 0 END"
        return Meaning(Truth(scope.bind(value), maybe, maybe, maybe), NOTHING)
    value = scope.bind(
        f"CASE WHEN {start} IS NULL THEN CASE WHEN {before_end} THEN 1 ELSE 0 END "
        f"WHEN {start} <= {day} AND {before_end} THEN 3 ELSE 0 END"
    )
    surely = Days(starts=(f"coalesce({start}, {END})",), ends=ends)
    mask = scope.emitter.bit(scope.emitter.path(row, shape.starts))
    why = Why(missing=scope.bind(f"CASE WHEN {value} = 1 THEN {mask} ELSE 0 END"))
    return Meaning(Truth(value, surely, surely, maybe), why)


# --- what stands beside the person ----------------------------------------------------------------


def related(scope: Scope, node: n.Related) -> Meaning:
    """How two things are related in the catalogue, unless a finding says otherwise."""
    left = scope.fact(node.left.row, node.left.field)
    right = scope.fact(node.right.row, node.right.field)
    unknown = [left, right]
    names = {
        "specialty": ("occupation", "specialty"),
        "occupation": ("occupation", "target"),
        "major": ("major", "occupation"),
    }[node.kind]
    on = {names[0]: left, names[1]: right}
    if node.kind == "specialty":
        series = scope.fact(node.right.row, "series")
        unknown.append(series)
        on["series"] = series
    if "NULL" in unknown:
        return Meaning(OPEN, scope.facts(node.left, node.right, node.accept))
    table = f"{node.kind}_relation"
    listed = scope.relation.lookup(table, on, "kind")
    doubt = scope.relation.lookup(table, on, "doubt")
    about = ", ".join(
        f"'{'' if i == 0 else ';'}{name}=', {column}"
        for i, (name, column) in enumerate(sorted(zip(names, (left, right), strict=True)))
    )
    answer = scope.bind(_answer(scope, table, f"f.about = concat({about})"))
    kind = scope.bind(
        f"CASE WHEN {answer} THEN {KINDS['similar']} WHEN NOT {answer} THEN {KINDS['none']} ELSE {listed} END"
    )
    accept = plain(node.accept)
    accepted = ", ".join(str(KINDS[str(k)]) for k in (accept if isinstance(accept, tuple) else (accept,)))
    any_unknown = " OR ".join(f"{column} IS NULL" for column in unknown)
    value = scope.bind(
        f"CASE WHEN {any_unknown} THEN 1 WHEN {kind} = {KINDS['open']} THEN 2 WHEN {kind} IN ({accepted}) THEN 3 ELSE 0 END"
    )
    why = scope.facts(node.left, node.right, node.accept)
    told = f"CASE WHEN {answer} IS NULL THEN {doubt} END"
    return Meaning(steady(value), together([why, Why(doubts=(scope.bind(told),))]))


def _answer(scope: Scope, question: str, test: str) -> str:
    """The latest finding on a question whose subject passes a test; findings are kept latest first."""
    findings, dialect = scope.relation.fact("person", "findings"), scope.dialect
    fitting = dialect.filter(findings, "f", f"f.question = '{question}' AND {test}")
    return f"CASE WHEN {findings} IS NOT NULL THEN {dialect.at(f'({fitting})', '1')}.answer END"


def asks(scope: Scope, node: n.Asks) -> Meaning:
    """A point that is left to an authority."""
    about = node.about
    if isinstance(about, n.Fact):
        column = scope.fact(about.row, about.field)
        several = scope.emitter.kind(about) == "codes"
        test = scope.dialect.has(column, "f.about") if several else f"f.about = {column}"
    else:
        test = f"f.about = {scope.emitter.literal('text', plain(about))}"
    answer = scope.bind(_answer(scope, node.question, test))
    silent = 2 if node.unanswered == "human" else 0
    value = f"CASE WHEN {answer} IS NULL THEN {silent} WHEN {answer} THEN 3 ELSE 0 END"
    return Meaning(steady(scope.bind(value)), scope.facts(about)._replace(missing="0"))


def notice(scope: Scope, node: n.Notice) -> Meaning:
    """What a yearly notice says, which is the same for everybody."""
    emitter = scope.emitter
    known = [emitter.known.get(fact.field) if fact.row == "target" else None for fact in node.keys]
    names = [key or f"{{{fact.field}}}" for key, fact in zip(known, node.keys, strict=True)]
    year = [] if node.name is None else [str(year_of(emitter.day)), node.name]
    mask = emitter.bit("policy:" + "/".join((node.register, *names, *year)))
    settled = tuple(key for key in known if key is not None)
    yes, no = emitter.world.notice(node.register, settled, node.name)
    maybe = complement_of(no)
    value = value_on(DayTruth(yes, yes, maybe), emitter.day)
    why = Why(missing=mask if value == 1 else "0")
    return Meaning(Truth(str(value), fixed(scope, yes), fixed(scope, yes), fixed(scope, maybe)), why)


def fixed(scope: Scope, days: DaySet) -> Days:
    if not days:
        return NEVER
    if days == EVERY_DAY:
        return ALWAYS
    if len(days) == 2:
        return Days(starts=(str(days[0]),), ends=(str(days[1]),))
    return Days(lists=(Stretches(str(END), str(END), scope.dialect.array([str(day) for day in days])),))
