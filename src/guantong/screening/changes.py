"""How two policies differ, in words: parameters, readings, packs and rows of the catalogue."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guantong.decisions.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.policy import Pack, Policy
    from guantong.policy.model import Language, ParameterFact


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a policy says otherwise."""

    name: str
    label: str
    before: str
    after: str

    def words(self, lang: Language) -> str:
        """The change on one line."""
        if lang == "zh":
            return f"{self.label}：{self.before} → {self.after}"
        return f"{self.label}: {self.before} → {self.after}"


def changes(before: Policy, after: Policy, lang: Language) -> tuple[Change, ...]:
    """What `after` says otherwise than `before`."""
    return tuple(_changes(Words(before, lang), Words(after, lang)))


def _changes(before: Words, after: Words) -> Iterator[Change]:
    nothing = before.say("无", "none")
    one, other = before.policy, after.policy
    for name in dict.fromkeys((*one.packs, *other.packs)):
        left, right = one.packs.get(name), other.packs.get(name)
        if left is None or right is None:
            kept = left or right
            label = kept.document.name.in_(before.lang) if kept else name
            yield Change(name, label, left.document.version if left else nothing, right.document.version if right else nothing)  # fmt: skip
            continue
        inside = list(_parameters(left, right, before, nothing))
        yield from inside
        if left.digest != right.digest and (not inside or left.document.version != right.document.version):
            label = left.document.name.in_(before.lang)
            yield Change(name, label, *(f"{p.document.version} {p.digest.partition(':')[2][:8]}" for p in (left, right)))  # fmt: skip
    yield from _readings(before, after)
    for register in ("standards", "exam_notices"):
        rows = [Counter(map(repr, getattr(policy.catalogue, register))) for policy in (one, other)]
        if rows[0] != rows[1]:
            label = {"standards": before.say("职业标准登记", "register of standards")}.get(
                register, before.say("考试报名通知登记", "register of exam notices")
            )
            yield Change(register, label, *(before.say(f"{r.total()} 行", f"{r.total()} rows") for r in rows))


def _parameters(left: Pack, right: Pack, words: Words, nothing: str) -> Iterator[Change]:
    for key in dict.fromkeys((*left.parameters, *right.parameters)):
        was, becomes = left.parameters.get(key), right.parameters.get(key)
        told = [nothing if fact is None else _value(fact, words) for fact in (was, becomes)]
        fact = was or becomes
        if fact is not None and told[0] != told[1]:
            yield Change(f"{left.id}#{key}", fact.label.in_(words.lang), *told)


def _readings(before: Words, after: Words) -> Iterator[Change]:
    for name, reading in before.policy.readings.items():
        there = after.policy.readings.get(name)
        if there is None:
            continue
        options = [
            found.options[policy.choices.get(name, found.default)].in_(before.lang)
            for policy, found in ((before.policy, reading), (after.policy, there))
        ]
        if options[0] != options[1]:
            yield Change(name, f"{name} {reading.question.in_(before.lang)}", *options)


def _value(fact: ParameterFact, words: Words) -> str:
    value: Any = fact.parameter.value
    if fact.unit == "date":
        return words.day(value)
    return words.say("、", ", ").join(map(str, value)) if isinstance(value, tuple) else str(value)
