"""What opens a title without waiting: the honours that the green channel lists, read from the packs themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from guantong.cases.model import Case, Honour, Target
from guantong.catalogue import terms
from guantong.conditions import nodes as n
from guantong.policy.model import Language, Policy, Route

from .search import application_days

_LISTED = "listed_as"
_QUALIFIERS = {"medal": "medal", "category": "honour_category"}
"""Facts of an honour that its entry in the list may ask for, and the vocabulary of their values."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A route that an honour opens: its name, its clauses, and the honours, each enough by itself."""

    route: str
    label: str
    clauses: tuple[str, ...]
    honours: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "route": self.route,
            "label": self.label,
            "clauses": list(self.clauses),
            "honours": list(self.honours),
        }


def openings(case: Case, target: Target, policy: Policy, lang: Language = "zh") -> tuple[Opening, ...]:
    """The routes that an honour would open for this person today, in pack order, with the honours they list."""
    found = []
    for route in policy.routes:
        levels = route.opens.get("title_level", ())
        if route.direction != target.direction or "honour" not in route.tries or target.level not in levels:
            continue
        listed = dict.fromkeys(_honours(route, policy.choices))
        if any(_opens(case, target, policy, code, asked) for code, asked in listed):
            names = tuple(_name(code, asked, lang) for code, asked in listed)
            found.append(Opening(route.name, route.label.in_(lang), route.clauses, names))
    return tuple(found)


def _opens(case: Case, target: Target, policy: Policy, code: str, asked: "_Asked") -> bool:
    """Whether the target opens for the same person with this honour."""
    given = {field: values[0] for field, values in asked}
    honour = Honour(
        "honour", code, case.as_of, policy.catalogue.honours[code].jurisdiction,
        given.get("medal"), True, given.get("category"), None,
    )  # fmt: skip
    return application_days(replace(case, honours=(honour,)), [target], policy).get(target) == case.as_of


def _honours(route: Route, choices: Mapping[str, str]) -> Iterator[tuple[str, "_Asked"]]:
    for requirement in route.requirements:
        for codes, asked in _listed(requirement.when, {}, choices):
            yield from ((code, tuple(asked.items())) for code in codes)


def _name(code: str, asked: "_Asked", lang: Language) -> str:
    values = [terms.name(_QUALIFIERS[field], value, lang) for field, listed in asked for value in listed]
    name = terms.name("honour", code, lang)
    if not values:
        return name
    return f"{name}（{'、'.join(values)}）" if lang == "zh" else f"{name} ({', '.join(values)})"


_Asked = tuple[tuple[str, tuple[str, ...]], ...]
_Asking = Mapping[str, tuple[str, ...]]


def _listed(
    node: n.Node, asked: _Asking, choices: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], _Asking]]:
    """Each list of honours that a condition names, with what it asks of them besides."""
    node = _plain(node, choices)
    match node:
        case n.All(items=items):
            asked = {**asked, **_qualifiers(items, choices)}
            for item in items:
                yield from _listed(item, asked, choices)
        case n.Any(items=items):
            for item in items:
                yield from _listed(item, asked, choices)
        case n.Compare(fact=n.Fact(row="honour", field=field)) if field == _LISTED:
            yield tuple(code for code in _values(node) if code != "other"), asked
        case _:
            return


def _qualifiers(items: tuple[n.Node, ...], choices: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The medals or categories that are enough; those with which an authority still has to decide are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for item in items:
        plain = _plain(item, choices)
        for one in plain.items if isinstance(plain, n.Any) else (plain,):
            option = _plain(one, choices)
            if isinstance(option, n.Compare) and option.fact.field in _QUALIFIERS:
                found[option.fact.field] = (*found.get(option.fact.field, ()), *_values(option))
    return found


def _plain(node: n.Node, choices: Mapping[str, str]) -> n.Node:
    """The condition behind names and readings."""
    while True:
        match node:
            case n.Ref(item=item):
                node = item
            case n.Choice(reading=reading, options=options):
                node = dict(options)[choices.get(reading, options[0][0])]
            case _:
                return node


def _values(node: n.Compare) -> tuple[str, ...]:
    value = node.value
    if isinstance(value, n.Parameter):
        value = value.value
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)
