"""Parameters changed: the same packs with other numbers, dates and lists, as if their files said so."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from guantong.catalogue import terms

from .loading import Loader
from .model import Policy
from .problems import PackErrors

_KINDS: Final = {"series": "series", "grades": "grade", "title levels": "title_level", "education": "education_kind"}  # fmt: skip
"""The vocabulary of the values that a parameter of a unit holds; majors are free words."""
_NEAREST: Final = 3


class ParameterError(ValueError):
    """Parameters that cannot be changed so; `problems` says of each why."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def located(policy: Policy, name: str) -> tuple[str, str]:
    """The pack and the id of a parameter: ``pack#name``, or a name that only one pack has. Raises ParameterError."""
    pack, _, local = name.rpartition("#")
    if pack:
        if pack in policy.packs and local in policy.packs[pack].parameters:
            return pack, local
    else:
        having = [found.id for found in policy.packs.values() if local in found.parameters]
        if len(having) == 1:
            return having[0], local
        if having:
            several = ", ".join(f"{found}#{local}" for found in having)
            raise ParameterError((f"{name}: several packs have it; write one of {several}",))
    known = [f"{found.id}#{key}" for found in policy.packs.values() for key in found.parameters]
    short = {key.rpartition("#")[2]: key for key in known}
    near = difflib.get_close_matches(name, known if pack else list(short), _NEAREST, 0.5)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise ParameterError((f"{name}: there is no such parameter{hint}",))


def changed(policy: Policy, given: Mapping[str, Any]) -> Policy:
    """The policy with other values for some parameters, in conditions, sentences and digests.

    Raises ParameterError with every name that is unknown and every value of another type.
    """
    problems: list[str] = []
    contents = {pack.id: dict(pack.plain) for pack in policy.packs.values()}
    seen: dict[tuple[str, str], str] = {}
    for name, value in given.items():
        try:
            place = located(policy, str(name))
        except ParameterError as error:
            problems += error.problems
            continue
        if (other := seen.setdefault(place, name)) != name:
            problems.append(f"{name}: it is given twice, as {other} too")
            continue
        pack, local = place
        row = plain_row(policy, pack, local)
        wrong = list(_wrong(value, row))
        problems += [f"{name}: {reason}" for reason in wrong]
        if not wrong:
            contents[pack] = _with(contents[pack], local, str(value) if row["unit"] == "date" else value)
    if problems:
        raise ParameterError(tuple(problems))
    if not given:
        return policy
    try:
        rebuilt = Loader(Path(), contents).policy()
    except PackErrors as errors:
        raise ParameterError(tuple(map(str, errors.problems))) from None
    return replace(rebuilt, catalogue=policy.catalogue, choices=policy.choices)


def plain_row(policy: Policy, pack: str, local: str) -> Mapping[str, Any]:
    """A parameter as its file has it."""
    content: Any = policy.packs[pack].plain["parameters"]
    return next(row for row in content["parameters"] if row["id"] == local)


def _with(content: Mapping[str, Any], local: str, value: object) -> dict[str, Any]:
    listed = content["parameters"]
    rows = [{**row, "value": value} if row["id"] == local else row for row in listed["parameters"]]
    return {**content, "parameters": {**listed, "parameters": rows}}


def _wrong(value: object, row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a value for a parameter whose row this is."""
    unit, now = row["unit"], row["value"]
    if unit == "date":
        try:
            date.fromisoformat(str(value))
        except ValueError:
            yield f"{value!r} is no date; write {now}"
    elif isinstance(now, int):
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            yield f"{value!r} is no whole number of {unit}; it is {now} now"
    elif isinstance(now, str):
        yield from _unknown((value,), unit)
    elif isinstance(now, Mapping):
        if not isinstance(value, Mapping) or set(value) != set(now):
            yield f"a map with {', '.join(now)} is expected"
        else:
            yield from _unknown(value.values(), unit)
    elif not isinstance(value, list) or not value:
        yield f"a list of {unit} is expected, as {now}"
    else:
        yield from _unknown(value, unit)


def _unknown(values: Any, unit: str) -> Iterator[str]:
    kind = _KINDS.get(unit)
    for value in values:
        if not isinstance(value, str):
            yield f"{value!r} is no text"
        elif kind is not None and value not in terms.codes(kind):
            near = difflib.get_close_matches(value, terms.codes(kind), 1, 0.5)
            hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(terms.codes(kind))}"
            yield f"{value!r} is unknown{hint}"
