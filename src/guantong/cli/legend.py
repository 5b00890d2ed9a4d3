"""What stands below the answers of a person, each once: readings, unconfirmed facts, clauses and notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guantong.wording.values import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.cli.screen import Part, Screen
    from guantong.policy import Policy
    from guantong.wording.language import Wording

_ROOM = 10
"""Columns for the number of a clause: most of them fit."""
_NUMBERED = re.compile(r"(\d+)|(\D+)")


class Legend:
    """Collects what the answers refer to while they are told, and tells it at the end."""

    def __init__(self, policy: Policy, say: Wording) -> None:
        self.policy = policy
        self.say = say
        self._facts: dict[str, int] = {}
        self._readings: dict[str, None] = {}
        self._clauses: dict[str, None] = {}
        self._notes: dict[str, None] = {}

    def mark(self, facts: Iterable[str]) -> tuple[Part, ...]:
        """The mark for unconfirmed facts, with their numbers in the legend; nothing where there are none."""
        numbers = [str(self._facts.setdefault(fact, len(self._facts) + 1)) for fact in facts]
        if not numbers:
            return ()
        return ((self.say("〔未核实 {numbers}〕", numbers=self.say.joined(*numbers)), "yellow"),)

    def cite(self, clauses: Iterable[str]) -> Part:
        """The clauses in brackets."""
        given = tuple(clauses)
        self._clauses.update(dict.fromkeys(given))
        listed = self.say.joined(*given)
        return (self.say.bracketed(listed), "dim")

    def read(self, readings: Iterable[str]) -> str:
        """The numbers of readings."""
        given = tuple(readings)
        self._readings.update(dict.fromkeys(given))
        return self.say.joined(*given)

    def note(self, notes: Iterable[str]) -> None:
        """Keep notes for the end."""
        self._notes.update(dict.fromkeys(notes))

    def tell(self, screen: Screen) -> None:
        """Write what was referred to."""
        self._tell_readings(screen)
        if self._facts:
            screen.gap()
            screen.line((self.say("〔未核实〕以下事实还没有人与原始出处核对过"), "bold"))
            for fact, number in self._facts.items():
                screen.line(f"{number}  ", self.fact(fact), indent=2, hang=5)
        known = [(c, self.policy.provision(c)) for c in sorted(self._clauses, key=_in_order)]
        if known:
            screen.gap()
            screen.line((self.say("条款要旨"), "bold"), (self.say("（不是原文，以文件为准）"), "dim"))
        for clause, provision in known:
            if provision is not None:
                screen.labelled(clause, provision.gist.in_(self.say.lang), indent=2, room=_ROOM)
        if self._notes:
            screen.gap()
            screen.line((self.say("说明"), "bold"))
            for note in self._notes:
                screen.line("· ", note, indent=2, hang=4)

    def _tell_readings(self, screen: Screen) -> None:
        if not self._readings:
            return
        screen.gap()
        screen.line(
            (self.say("读法"), "bold"), (self.say("（条文留有余地，换一种读法结论或日期会变）"), "dim")
        )
        for name in sorted(self._readings, key=_in_order):
            reading = self.policy.readings[name]
            chosen = self.policy.choices.get(name, reading.default)
            screen.line(
                name.ljust(5),
                self.say(
                    "{question}现按“{option}”，由{who}确定。",
                    question=reading.question.in_(self.say.lang),
                    option=reading.options[chosen].in_(self.say.lang),
                    who=reading.decided_by.in_(self.say.lang),
                ),
                indent=2,
                hang=7,
            )

    def fact(self, fact: str) -> str:
        """What an unconfirmed fact says: a number of a pack, or a fact of the catalogue."""
        pack, _, name = fact.partition("#")
        found = self.policy.packs[pack].parameters.get(name) if pack in self.policy.packs else None
        if found is not None:
            label = found.label.in_(self.say.lang)
            return self.say("{label}：{value}", label=label, value=in_words(found, self.say))
        try:
            label_of = self.policy.catalogue.fact(fact).label
        except KeyError:
            return fact
        return label_of.zh if self.say.lang == "zh" else label_of.en


def _in_order(name: str) -> tuple[tuple[int, int | str], ...]:
    """Numbers inside a name count as numbers; a name without a pack stands before those with one."""
    pieces = ((0, int(n)) if n else (1, text) for n, text in _NUMBERED.findall(name))
    return (0, int("#" in name)), *pieces
