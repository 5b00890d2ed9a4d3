"""Whether every sentence of a pack is there in both languages, and every placeholder in it can be filled."""

import re
from collections.abc import Iterator

from guantong.policy.model import Pack, Policy, Requirement, Route, Text

from .report import Finding

_PLACE = re.compile(r"\{([^{}]*)\}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
BOUND = frozenset(("person", "evidence", "target"))


def sentences(policy: Policy) -> Iterator[Finding]:
    """Everything that is wrong with the texts of the packs."""
    for pack in policy.packs.values():
        for file, name, text in _texts(pack):
            yield from _both(pack.id, file, name, text)
        for route in (*pack.routes, *pack.supplements):
            for requirement in route.requirements:
                for text in (requirement.label, requirement.met, requirement.unmet):
                    yield from _both(pack.id, "routes", f"{route.name}.{requirement.name}", text)
                yield from _placeholders(policy, route, requirement)


def _texts(pack: Pack) -> Iterator[tuple[str, str, Text]]:
    yield "document", "name", pack.document.name
    yield "document", "issuer", pack.document.issuer
    for provision in pack.provisions.values():
        yield "provisions", provision.id, provision.gist
    for reading in pack.readings.values():
        found = (reading.question, reading.decided_by, reading.why_not_compared, *reading.options.values())
        yield from (("readings", reading.id, text) for text in found if text is not None)
    for name, fact in pack.parameters.items():
        yield "parameters", name, fact.label
    for question in pack.questions.values():
        yield "definitions", question.id, question.label
        yield "definitions", question.id, question.decided_by
    for route in (*pack.routes, *pack.supplements):
        yield "routes", route.name, route.label
        yield from (("routes", route.name, reason) for reason in route.swallowed_by.values())
        yield from (("routes", route.name, remark.text) for remark in route.remarks)


def _both(pack: str, file: str, name: str, text: Text) -> Iterator[Finding]:
    if not _CHINESE.search(text.zh):
        yield Finding(pack, file, name, Text(
            f"没有中文：“{text.zh}”；请补上 zh", f"There is no Chinese text in {text.zh!r}; write it under zh",
        ))  # fmt: skip
    if not text.en.strip():
        yield Finding(
            pack, file, name, Text("没有英文；请补上 en", "There is no English text; write it under en")
        )


def _placeholders(policy: Policy, route: Route, requirement: Requirement) -> Iterator[Finding]:
    """A placeholder names a fact of a row that the route binds, a parameter of its pack, or ``met_from``."""
    bound = BOUND | set(route.tries)
    for text in (requirement.label, requirement.met, requirement.unmet):
        for place in dict.fromkeys(_PLACE.findall(text.zh) + _PLACE.findall(text.en)):
            if not _known(policy, route.pack, bound, place):
                yield Finding(route.pack, "routes", f"{route.name}.{requirement.name}", Text(
                    f"占位符 {{{place}}} 在这条通道上无法填入；可用的有 met_from、parameter.参数 和 {'、'.join(sorted(bound))} 的字段",
                    f"The placeholder {{{place}}} cannot be filled on this route; there are met_from, parameter.NAME and facts of {', '.join(sorted(bound))}",
                ))  # fmt: skip
        if set(_PLACE.findall(text.zh)) - {"met_from"} != set(_PLACE.findall(text.en)) - {"met_from"}:
            yield Finding(route.pack, "routes", f"{route.name}.{requirement.name}", Text(
                f"中英文的占位符不一致：“{text.zh}”", f"The placeholders of the two languages differ: {text.en!r}",
            ))  # fmt: skip


def _known(policy: Policy, pack: str, bound: frozenset[str], place: str) -> bool:
    row, _, name = place.partition(".")
    if place == "met_from":
        return True
    if row == "parameter":
        return name in policy.packs[pack].parameters
    return row in bound and name in policy.schema.rows[row].fields
