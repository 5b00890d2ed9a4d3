"""Conditions over other rows of a person: each becomes a relation with a row for every combination it depends on."""

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING

from .. import nodes as n
from ..calendar import new_year, year_of
from ..days import END, FIRST
from .days import NEVER, TRUE, Days, Truth, all_of, borders, first, gate, meet, steady
from .dialect import Dialect
from .relation import Relation
from .why import NOTHING, Why, together, weighed, weight

if TYPE_CHECKING:
    from .meaning import Meaning, Scope

_STEP = 1 << 24
"""Greater than any number of an unconfirmed fact."""
YEARS = 60
"""How many appraisal years are told apart: enough for a working life, and they fit into one whole number."""
YEARS_BACK = 45


def _open_relation(scope: "Scope", node: n.Node, row: str) -> "tuple[Relation, dict[str, str]]":
    """A relation over the rows of a kind and what the condition depends on besides; and what joins it to the scope."""
    emitter = scope.emitter
    place = emitter.places[row]
    free = emitter.compiler.free(node)
    fields = sorted(field for field in free.asked if field in emitter.target_columns)
    rows = sorted(free.rows)
    keys: dict[str, str] = {}
    tables: list[str] = []
    if place.by == "p":
        tables.append(f"{place.table} {row}")
        keys["p"] = f"{row}__p"
        person = f"{row}.p"
        for other in rows:
            tables.append(f"JOIN {emitter.places[other].table} {other} ON {other}.p = {person}")
            keys[f"{other}_i"] = f"{other}__i"
        if fields:
            tables.append(f"JOIN {_targets(emitter.target_table, fields, 'p')} target ON target.p = {person}")
        tables.append(f"JOIN person ON person.p = {person}")
    else:
        by = [] if place.by is None else [place.by]
        fields = sorted({*fields, *by})
        tables.append(f"{_targets(emitter.target_table, fields)} target")
        test = " AND ".join(f'{row}."{column}" = target."{column}"' for column in by) or "TRUE"
        tables.append(f"JOIN {place.table} {row} ON {test}")
        if rows:
            raise NotImplementedError(f"a condition over {row} that depends on {', '.join(rows)}")
    keys |= {field: f"target__{field}" for field in fields}
    relation = Relation(f"{emitter.prefix}{len(emitter.relations)}", " ".join(tables), keys)
    on: dict[str, str] = {}
    for key in keys:
        if key == "p":
            on[key] = scope.relation.fact("person", "p")
        elif key.endswith("_i"):
            on[key] = scope.fact(key.removesuffix("_i"), "i")
        else:
            on[key] = scope.fact("target", key)
    return relation, on


def _targets(table: str, fields: list[str], *keys: str) -> str:
    names = ", ".join([*keys, *(f'"{field}"' for field in fields)])
    return f"(SELECT DISTINCT {names} FROM {table})"


def _shared(
    scope: "Scope", node: n.Node, row: str, build: "Callable[[Scope], Build]"
) -> "tuple[Build, Callable[[str], str]]":
    """The relation of a condition, built once; and how this scope reads its columns."""
    emitter = scope.emitter
    key = node, emitter.target_table
    found = emitter.shared.get(key)
    relation, on = _open_relation(scope, node, row)
    if found is None:
        from .meaning import Scope as NewScope

        inner = NewScope(emitter, relation, frozenset({row, *emitter.compiler.free(node).rows}))
        built = build(inner)
        relation.name = f"{emitter.prefix}{len(emitter.relations)}"
        emitter.relations.append(relation)
        found = emitter.shared[key] = relation, built
    kept, built = found

    def read(expression: str) -> str:
        return scope.relation.lookup(kept.name, on, kept.result(expression))

    return built, read


class Build:
    """What a relation over rows gives: expressions over its aggregates."""

    def __init__(self, **parts: object) -> None:
        self.__dict__.update(parts)

    value: str
    sets: tuple[tuple[str, str], ...]
    missing: str
    doubts: str | None
    lists: tuple[str | None, ...]
    declared: str


def exists(scope: "Scope", node: n.Exists) -> "Meaning":
    """Some row fulfils the condition, on days on which it holds."""
    from .meaning import Meaning

    emitter, dialect = scope.emitter, scope.dialect
    place = emitter.places[node.row]

    def build(inner: "Scope") -> Build:
        relation = inner.relation
        held, where = inner.held(node.row), inner.mean(node.where)
        truth = all_of([held.truth, where.truth])
        value = relation.bind(truth.value)
        sets = tuple(_united(inner, days) for days in truth[1:])
        why = where.why.when(f"{held.truth.value} >= 1") if held.truth != TRUE else where.why
        parts = together([held.why, why])
        declared, doubted = parts.declared != "FALSE", bool(parts.doubts or parts.more)
        declared_column = relation.bind(parts.declared)
        weighted = f"{value} * 2"
        if declared:
            weighted += f" + CASE WHEN ({value} = 3) = {declared_column} THEN 0 ELSE 1 END"
        total = relation.output(f"max({weighted})")
        missing = "0"
        if parts.missing != "0":
            missing = relation.output(dialect.any_bit(relation.bind(parts.missing), f"{value} = 1"))
        lightest = lower = None
        if doubted and len(parts.doubts) == 1 and not parts.more:
            lightest = relation.output(f"min(CASE WHEN {value} = 3 THEN {relation.bind(weight(parts))} END)")
            term = relation.bind(parts.doubts[0])
            lower = relation.output(
                dialect.gathered(f"{value} * {_STEP} + {term}", f"{value} < 3 AND {term} IS NOT NULL")
            )
        elif doubted:
            listed = relation.bind(dialect.sorted(relation.bind(parts.all_doubts(dialect))))
            lightest = relation.output(
                dialect.least_by(listed, [declared_column, dialect.size(listed), listed], f"{value} = 3")
            )
            shifted = relation.bind(dialect.map(listed, "d", f"d + {value} * {_STEP}"))
            lower = relation.output(dialect.gathered_flat(shifted, f"{value} < 3"))
        return Build(
            value=dialect.whole(total, 2),
            declared=f"({total} % 2 = 1) = ({total} < 6)" if declared else None,
            sets=sets,
            missing=missing,
            scalar=len(parts.doubts) == 1 and not parts.more,
            lightest=lightest,
            lower=lower,
        )

    built, read = _shared(scope, node, node.row, build)
    given = None if place.given is None else scope.relation.fact("person", place.given)
    listed = "TRUE" if given is None else f"coalesce({given}, FALSE)"
    found = f"coalesce({read(built.value)}, 0)"
    value = scope.bind(found if given is None else f"CASE WHEN {listed} THEN {found} ELSE 1 END")
    sets = []
    for level, (kind, expression) in zip((3, 2, 1), built.sets, strict=True):
        every = level == 1 and given is not None
        if kind == "start":
            start = f"coalesce({read(expression)}, {END})"
            sets.append(
                Days(
                    starts=(
                        scope.bind(f"CASE WHEN {listed} THEN {start} ELSE {FIRST} END" if every else start),
                    )
                )
            )
        elif kind == "gate":
            test = f"coalesce({read(expression)}, FALSE)"
            sets.append(Days(gates=(f"NOT {listed} OR {test}" if every else test,)))
        else:
            items = f"coalesce({read(expression)}, {dialect.array([])})"
            if every:
                items = f"CASE WHEN {listed} THEN {items} ELSE {dialect.array([str(FIRST), str(END)])} END"
            sets.append(Days(lists=(scope.bind(items),)))
    missing = "0" if built.missing == "0" else f"coalesce({read(built.missing)}, 0)"
    if given is not None:
        mask = emitter.bit(emitter.schema.rows[node.row].list)
        missing = f"CASE WHEN {listed} THEN {missing} ELSE {mask} END"
    why = Why(
        "FALSE" if built.declared is None else f"coalesce({read(built.declared)}, FALSE)",
        "0" if missing == "0" else scope.bind(f"CASE WHEN {value} = 1 THEN {missing} ELSE 0 END"),
    )
    if built.lightest is not None:
        lower = scope.bind(_of_value(scope, read(built.lower), value))
        if built.scalar:
            light = weighed(read(built.lightest)).doubts
            why = why._replace(doubts=tuple(scope.bind(t) for t in light), more=(lower,))
        else:
            why = why._replace(
                more=(scope.bind(f"CASE WHEN {value} = 3 THEN {read(built.lightest)} END"), lower)
            )
    truth = Truth(value, *sets)
    return Meaning(steady(value) if truth.constant else truth, why)


def _of_value(scope: "Scope", items: str, value: str) -> str:
    """The unconfirmed facts gathered for one value, out of those for all."""
    dialect = scope.dialect
    fitting = dialect.filter(items, "d", f"{dialect.whole('d', _STEP)} = {value}")
    return f"CASE WHEN {value} < 3 THEN {dialect.map(fitting, 'd', f'd % {_STEP}')} END"


def _united(inner: "Scope", days: Days) -> tuple[str, str]:
    """The union over the rows of a group: a test, a first day or a list, with what it is."""
    relation, dialect = inner.relation, inner.dialect
    if days.constant:
        return "gate", relation.output(f"bool_or({relation.bind(gate(days))})")
    if not days.ends and not days.lists:
        return "start", relation.output(f"min(CASE WHEN {gate(days)} THEN {first(days)} END)")
    items = relation.bind(borders(days, dialect, relation.bind))
    pairs = relation.output(dialect.gathered_flat(items, f"{dialect.size(items)} > 0"))
    return "list", relation.after.bind(dialect.unite(pairs))


# --- years of work --------------------------------------------------------------------------------


def worked(scope: "Scope", node: n.Worked) -> "Meaning":
    """Full years of work in matching periods; gaps are taken off."""
    from .meaning import Meaning, plain

    emitter, dialect = scope.emitter, scope.dialect
    wanted, mode, late = int(plain(node.years)), str(plain(node.leap_day)), int(plain(node.full_on))  # type: ignore[arg-type]
    if wanted == 0:
        return Meaning(
            TRUE, scope._facts(node.since, node.years, node.full_on, node.leap_day)._replace(missing="0")
        )

    def opening(day: str) -> str:
        moved = f"({day} + {late})" if late else day
        return dialect.new_year(moved) if node.to_year_end else f"least({moved}, {END})"

    def build(inner: "Scope") -> Build:
        relation = inner.relation
        matching = inner.mean(node.matching)
        if not matching.truth.constant:
            raise NotImplementedError("work that matches on some days only")
        value = matching.truth.value
        since = inner.fact(node.since.row, node.since.field) if node.since else str(FIRST)
        start = inner.fact("job", "from")
        begin = relation.bind(f"greatest({start}, {since})")
        end = relation.bind(f"coalesce({inner.fact('job', 'to')} + 1, {END})")
        days = []
        for level in (3, 2, 1):
            pair = dialect.array([begin, end])
            pairs = relation.output(
                dialect.gathered_flat(pair, f"{value} >= {level} AND {end} > {since} AND {begin} < {end}")
            )
            days.append(_full_on(relation, dialect, pairs, wanted, mode, opening))
        lists = []
        terms = matching.why.all_doubts(dialect)
        if matching.why.doubts or matching.why.more:
            items = relation.bind(terms)
            shifted = relation.bind(dialect.map(items, "d", f"d + {value} * {_STEP}"))
            lists.append(relation.output(dialect.gathered_flat(shifted, "TRUE")))
        missing = "0"
        if matching.why.missing != "0":
            missing = relation.output(dialect.any_bit(matching.why.missing, f"{value} = 1"))
        return Build(days=days, lists=lists, missing=missing)

    built, read = _shared(scope, node, "job", build)
    given = f"coalesce({scope.relation.fact('person', emitter.places['job'].given or '')}, FALSE)"
    yes, human, unknown = (f"coalesce({read(day)}, {END})" for day in built.days)
    since = scope.fact(node.since.row, node.since.field) if node.since else str(FIRST)
    known = f"{since} IS NOT NULL" if node.since else "TRUE"
    unlisted = opening(dialect.anniversary(since, wanted, mode))
    yes = scope.bind(f"CASE WHEN {given} AND {known} THEN {yes} ELSE {END} END")
    human = scope.bind(f"CASE WHEN {given} AND {known} THEN least({yes}, {human}) ELSE {END} END")
    unknown = scope.bind(
        f"CASE WHEN NOT {known} THEN {FIRST} WHEN NOT {given} THEN {unlisted} ELSE least({yes}, {human}, {unknown}) END"
    )
    day = emitter.day
    value = scope.bind(
        f"CASE WHEN {yes} <= {day} THEN 3 WHEN {human} <= {day} THEN 2 WHEN {unknown} <= {day} THEN 1 ELSE 0 END"
    )
    leaf = scope._facts(node.since, node.years, node.full_on, node.leap_day)
    parts = [leaf]
    if built.lists:
        items = read(built.lists[0])
        reached = dialect.whole("d", _STEP)
        test = f"CASE WHEN {reached} = 3 THEN {value} <> 1 ELSE {reached} = {value} END"
        fitting = dialect.filter(items, "d", test)
        parts.append(Why(more=(scope.bind(dialect.map(fitting, "d", f"d % {_STEP}")),)))
    missing = "0" if built.missing == "0" else f"coalesce({read(built.missing)}, 0)"
    mask = emitter.bit(emitter.schema.rows["job"].list)
    parts.append(Why(missing=f"CASE WHEN {given} THEN {missing} ELSE {mask} END"))
    why = scope._least(together(parts), value)
    truth = Truth(value, *(Days(starts=(start,)) for start in (yes, human, unknown)))
    return Meaning(truth, why)


def _full_on(
    relation: Relation, dialect: Dialect, pairs: str, wanted: int, mode: str, opening: Callable[[str], str]
) -> str:
    """The first day on which so many years of work are full, from the borders of its periods; as :func:`..calendar.full_on`."""
    d, bind = dialect, relation.after.bind
    merged = bind(d.unite(pairs))
    start = bind(d.at(merged, "1"))
    needed = bind(f"{d.anniversary(start, wanted, mode)} - {start}")

    def length(place: str) -> str:
        return f"{d.at(merged, f'{place} + 1')} - {d.at(merged, place)}"

    def before(place: str) -> str:
        earlier = d.filter(d.places(merged), "j", f"j < {place}")
        return f"coalesce({d.total(d.map(earlier, 'j', length('j')))}, 0)"

    enough = d.filter(d.places(merged), "i", f"{before('i')} + {length('i')} >= {needed}")
    place = bind(f"CASE WHEN {d.size(merged)} > 2 THEN {d.at(f'({enough})', '1')} END")
    several = f"{d.at(merged, place)} + {needed} - {before(place)}"
    one = f"CASE WHEN {length('1')} >= {needed} THEN {start} + {needed} END"
    day = bind(f"CASE WHEN {d.size(merged)} = 2 THEN {one} WHEN {place} IS NOT NULL THEN {several} END")
    return bind(f"CASE WHEN {day} IS NULL THEN {END} ELSE {opening(day)} END")


# --- yearly appraisals ----------------------------------------------------------------------------


def appraised(scope: "Scope", node: n.Appraised) -> "Meaning":
    """Of the latest completed appraisal years enough are accepted; years are the places of a mask."""
    from .meaning import Meaning, plain

    emitter, dialect = scope.emitter, scope.dialect
    wanted, quorum = int(plain(node.years)), int(plain(node.passing))  # type: ignore[arg-type]
    skip = plain(node.idle_years) == "skip"
    now = year_of(emitter.day)
    zero = now - YEARS_BACK
    grades = emitter.schema.codes["grade"]
    pending, qualified = (str(grades.index(code)) for code in ("pending", "qualified"))

    def build(inner: "Scope") -> Build:
        relation = inner.relation
        year = inner.fact("appraisal", "year")
        grade = inner.fact("appraisal", "grade")
        bit = relation.bind(dialect.left("CAST(1 AS BIGINT)", f"({year} - {zero})"))
        actual = inner.mean(node.accept)
        later = type(inner)(emitter, relation, inner.rows)
        later.instead["appraisal", "grade"] = relation.bind(
            f"CASE WHEN {grade} = {pending} THEN {qualified} ELSE {grade} END"
        )
        projected = later.mean(node.accept)
        if not (actual.truth.constant and projected.truth.constant):
            raise NotImplementedError("an appraisal that is accepted on some days only")
        in_time = relation.bind(f"NOT ({grade} = {pending} AND {year} <> {now - 1})")
        value = actual.truth.value
        masks = {
            "later": [
                relation.output(dialect.any_bit(bit, f"{projected.truth.value} >= {level}"))
                for level in (3, 2, 1)
            ],
            "now": [
                relation.output(dialect.any_bit(bit, f"{value} >= {level} AND {in_time}"))
                for level in (3, 2, 1)
            ],
        }
        latest = f"CASE WHEN {inner.fact('person', 'pending_last')} THEN {now - 2} ELSE {now - 1} END"
        in_window = relation.bind(f"{in_time} AND {year} <= {latest} AND {year} > {latest} - {wanted}")
        why = actual.why
        doubts = None
        if why.doubts or why.more:
            items = relation.bind(why.all_doubts(dialect))
            shifted = relation.bind(dialect.map(items, "d", f"d + {value} * {_STEP}"))
            doubts = relation.output(dialect.gathered_flat(shifted, in_window))
        missing = "0"
        if why.missing != "0":
            missing = relation.output(dialect.any_bit(why.missing, f"{value} = 1 AND {in_window}"))
        return Build(
            masks=masks,
            listed=relation.output(dialect.any_bit(bit)),
            listed_now=relation.output(dialect.any_bit(bit, in_time)),
            doubts=doubts,
            missing=missing,
        )

    built, read = _shared(scope, node, "appraisal", build)
    bind = scope.bind
    full = (1 << YEARS) - 1
    past = (1 << YEARS_BACK) - 1
    given = bind(
        f"coalesce({scope.relation.fact('person', 'appraisals')} AND {scope.relation.fact('person', 'employment')}, FALSE)"
    )
    worked_years = scope.relation.fact("person", "work_years")

    def level_masks(which: str, listed: str) -> tuple[list[str], str, str]:
        absent = bind(f"{full - 0} - coalesce({read(listed)}, 0)")
        unknown = bind(f"{absent} & {past} & CASE WHEN {given} THEN {worked_years} ELSE {full} END")
        idle = bind(f"{absent} & {past} & ({full} - {unknown})")
        assumed = bind(f"{absent} & {full - past}")
        found = [bind(f"coalesce({read(mask)}, 0) | {assumed}") for mask in built.masks[which]]
        found[2] = bind(f"{found[2]} | {unknown}")
        return found, idle, unknown

    def blocks(mask: str, idle: str) -> str:
        """The years on whose first day enough of the years before are accepted."""
        counted = bind(f"{mask} | {idle}") if skip else mask
        moved = [bind(f"{dialect.left(counted, k)} & {full}") for k in range(1, wanted + 1)]
        enough = " | ".join(
            f"({' & '.join(group)})" for group in combinations(moved, max(1, min(quorum, wanted)))
        )
        if quorum > wanted:
            return "0"
        if skip:
            own = [bind(f"{dialect.left(mask, k)} & {full}") for k in range(1, wanted + 1)]
            enough = f"({enough}) & ({' | '.join(own)})"
        return bind(f"CAST({enough} AS BIGINT)")

    masks, idle, _ = level_masks("later", built.listed)
    sets = tuple(_years(scope, blocks(mask, idle), zero) for mask in masks)
    masks_now, idle_now, unknown_now = level_masks("now", built.listed_now)
    waiting = scope.relation.fact("person", "pending_last")
    place = bind(f"CASE WHEN {waiting} THEN {YEARS_BACK - 1} ELSE {YEARS_BACK} END")
    reached = [bind(f"{dialect.right(blocks(mask, idle_now), place)} & 1 = 1") for mask in masks_now]
    value = bind(
        f"CASE WHEN {reached[0]} THEN 3 WHEN {reached[1]} THEN 2 WHEN {reached[2]} THEN 1 ELSE 0 END"
    )
    years = []
    for back in range(1, wanted + 2):
        bit = dialect.right(unknown_now, YEARS_BACK - back)
        inside = f"{place} > {YEARS_BACK - back} AND {place} <= {YEARS_BACK - back + wanted}"
        mask = emitter.bit(f"appraisals.{now - back}")
        years.append(f"CASE WHEN {inside} AND {bit} & 1 = 1 THEN {mask} ELSE 0 END")
    leaf = scope._facts(node.years, node.passing, node.idle_years)
    parts = [leaf, Why(missing=" | ".join(f"({term})" for term in years))]
    if built.missing != "0":
        parts.append(Why(missing=f"coalesce({read(built.missing)}, 0)"))
    if built.doubts is not None:
        items = f"coalesce({read(built.doubts)}, {dialect.array([])})"
        fitting = dialect.filter(items, "d", f"{dialect.whole('d', _STEP)} = {value}")
        parts.append(Why(more=(bind(dialect.map(fitting, "d", f"d % {_STEP}")),)))
    why = scope._least(together(parts), value)
    return Meaning(Truth(value, *sets), why)


def _years(scope: "Scope", blocks: str, zero: int) -> Days:
    """The days of the years in a mask; the last place stands for all years from it on."""
    dialect, bind = scope.dialect, scope.bind
    days = dialect.array([*(str(new_year(zero + i)) for i in range(YEARS)), str(END)])
    lowest = bind(f"{blocks} & -{blocks}")
    from_then_on = bind(f"{blocks} + {lowest} = {1 << YEARS}")
    start = bind(dialect.at(f"({days})", f"bit_count({lowest} - 1) + 1"))

    def on(place: str) -> str:
        return f"{dialect.right(blocks, place)} & 1"

    steps = dialect.filter(
        dialect.count_to(str(YEARS - 1)),
        "y",
        f"({on('CAST(y AS INTEGER)')}) <> ({on('CAST(y - 1 AS INTEGER)')})",
    )
    borders_ = dialect.map(steps, "y", dialect.at(f"({days})", "y + 1"))
    head = f"CASE WHEN {blocks} & 1 = 1 THEN {dialect.array([str(FIRST)])} ELSE {dialect.array([])} END"
    tail = f"CASE WHEN {dialect.right(blocks, YEARS - 1)} & 1 = 1 THEN {dialect.array([str(END)])} ELSE {dialect.array([])} END"
    general = dialect.joined([head, borders_, tail])
    return Days(
        lists=(
            bind(
                f"CASE WHEN {blocks} = 0 THEN {dialect.array([])} WHEN {from_then_on} THEN {dialect.array([start, str(END)])} ELSE {general} END"
            ),
        )
    )
