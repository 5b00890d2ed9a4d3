"""What the engine answered, in the order and the pieces in which a page shows it. Nothing is decided or dated here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from guantong.catalogue import terms
from guantong.decisions import decide
from guantong.decisions.answers import rank
from guantong.decisions.standing import Standing, displaced, grouped, level_of
from guantong.decisions.suppliers import Supplier, supplier
from guantong.decisions.words import Words

from ..policies.facts import StatedFact, stated
from ..policies.readings import CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from guantong.cases import Case
    from guantong.decisions import Answer, Decision, OpenQuestion, RequirementAnswer, RouteAnswer
    from guantong.decisions.standing import Entry, Group
    from guantong.policy import Policy
    from guantong.policy.model import Language, Provision

ORDER: Final = (Standing.OPEN, Standing.LATER, Standing.ASK, Standing.MISSING, Standing.CLOSED)
"""What can be done comes first, then what will be possible, then what somebody else decides."""
VALIDITY: Final = "A46"
"""The reading that says that the validity of the document is to be confirmed; it stands above everything."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One requirement of a route: met, not met or open, why, and on which clauses."""

    answer: RequirementAnswer
    facts: tuple[StatedFact, ...]

    @property
    def state(self) -> str:
        """The verdict of the requirement; `noted` where nothing is known and it counts as met."""
        return "noted" if self.answer.noted else self.answer.verdict

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that it rests on, the leading one first."""
        return self.answer.requirement.clauses


@dataclass(frozen=True, slots=True)
class Lack:
    """What one supplier can supply: labels with the paths in the case."""

    supplier: Supplier
    who: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One route to a target with its reasons: what stands against it, what is met, what is still open."""

    answer: RouteAnswer
    reasons: tuple[Reason, ...]
    lacks: tuple[Lack, ...]

    @property
    def against(self) -> tuple[Reason, ...]:
        """What is known not to be met."""
        return tuple(r for r in self.reasons if r.answer.verdict in ("not_eligible", "out_of_scope"))

    @property
    def open(self) -> tuple[Reason, ...]:
        """What is unknown, or for an authority to decide."""
        return tuple(r for r in self.reasons if r.answer.verdict in ("needs_evidence", "needs_human"))

    @property
    def met(self) -> tuple[Reason, ...]:
        """What is met."""
        return tuple(r for r in self.reasons if r.answer.verdict == "eligible")

    @property
    def met_labels(self) -> tuple[str, ...]:
        """What is met, in a word each."""
        return tuple(dict.fromkeys(r.answer.label for r in self.met))

    @property
    def questions(self) -> tuple[OpenQuestion, ...]:
        """What an authority has to decide."""
        return self.answer.unmet

    @property
    def declared(self) -> tuple[str, ...]:
        """What rests on the person's word alone."""
        return tuple(dict.fromkeys(r.label for r in self.answer.carrying if r.declared))


@dataclass(frozen=True, slots=True)
class Beside:
    """An answer beside a target: exemption from the theory exam, what a class of a school counts as."""

    label: str
    counts_as: str | None
    verdict: str
    reasons: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One target: where it stands, the way that tells it, the other ways, and the targets of which the same can be said."""

    entry: Entry
    way: Way
    others: tuple[Way, ...]
    beside: tuple[Beside, ...]
    displaced: tuple[tuple[RouteAnswer, RequirementAnswer], ...]
    alike: tuple[Decision, ...]
    as_of: date

    @property
    def decision(self) -> Decision:
        """The engine's own answer."""
        return self.entry.decision

    @property
    def state(self) -> str:
        """The word for its colour: the verdict, or `opens` where a day is known."""
        return "opens" if self.entry.standing == Standing.LATER else self.decision.verdict


@dataclass(frozen=True, slots=True)
class ReadingUsed:
    """A reading on which something turns: what was read how, whether that was chosen here, and what it could mean instead."""

    id: str
    question: str
    chosen: str
    others: tuple[str, ...]
    decided_by: str
    chosen_here: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The targets that stand alike."""

    standing: Standing
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that a page, a sheet of paper or a program shows."""

    answer: Answer
    case: Case
    sections: tuple[Section, ...]
    held: tuple[Decision, ...]
    treatment: tuple[Item, ...]
    readings: tuple[ReadingUsed, ...]
    unconfirmed: tuple[StatedFact, ...]
    gists: Mapping[str, Provision]
    notes: tuple[str, ...]
    warning: str
    document: str
    digest: str

    @property
    def items(self) -> tuple[Item, ...]:
        """Every target that is told, in order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What is missing anywhere, by who can supply it."""
        found: dict[Supplier, dict[str, str]] = {}
        who: dict[Supplier, str] = {}
        for item in self.items:
            for lack in item.way.lacks:
                who[lack.supplier] = lack.who
                found.setdefault(lack.supplier, {}).update(lack.facts)
        return tuple(Lack(s, who[s], tuple(facts.items())) for s, facts in found.items())

    @property
    def treatment_lacks(self) -> tuple[tuple[str, str], ...]:
        """What is missing for the treatment, each once."""
        found = {path: label for i in self.treatment for lack in i.way.lacks for path, label in lack.facts}
        return tuple(found.items())

    @property
    def series(self) -> str | None:
        """The series of the first title told, for whom to ask."""
        return next((i.decision.target.series for i in self.items if i.decision.target.series), None)


def result_of(
    case: Case, *, policy: Policy, today: date, lang: Language = "zh", beside: Answer | None = None
) -> Result:
    """Decide a case with every reading compared, and lay the answer out.

    `beside` is an answer about treatment, which is shown apart.
    """
    answer = decide(case, today=today, policy=policy, lang=lang)
    return _Layout(case, answer, policy, lang).result(beside)


class _Layout:
    """Lays one answer out."""

    def __init__(self, case: Case, answer: Answer, policy: Policy, lang: Language) -> None:
        self.case, self.answer, self.policy, self.lang = case, answer, policy, lang
        self.words = Words(policy, lang)
        self.asked = {
            (t.direction, t.series, t.specialty, t.occupation, t.field, t.matter, t.level)
            for t in case.targets or ()
            if t.level or t.matter
        }
        self._facts: dict[str, StatedFact] = {}

    def result(self, beside: Answer | None) -> Result:
        groups = grouped(self.answer, self.case, self.policy.catalogue)
        entries = [(entry, group) for group in groups for entry in group.entries]
        told = [self._item(entry, group) for entry, group in entries if not self._folds(entry)]
        treatment: list[Item] = []
        if beside is not None:
            treatment = [
                self._item(entry, group)
                for group in grouped(beside, self.case, self.policy.catalogue)
                for entry in group.entries
            ]
        held = [
            decision
            for entry, group in sorted(entries, key=lambda pair: -level_of(pair[0]))
            if self._folds(entry)
            for decision in (entry.decision, *_alike(entry, group))
        ]
        decisions = self.answer.decisions
        notes = tuple(dict.fromkeys(note for decision in decisions for note in decision.notes))
        leading = self.policy.leading
        return Result(
            self.answer,
            self.case,
            tuple(
                Section(standing, items)
                for standing in ORDER
                if (items := tuple(item for item in told if item.entry.standing == standing))
            ),
            tuple(held),
            tuple(treatment),
            self._readings([*told, *treatment]),
            tuple(self._facts.values()),
            self._gists([*told, *treatment]),
            (*(note for note in notes if VALIDITY not in note), *self._remarks()),
            next((note for note in notes if VALIDITY in note), ""),
            leading.document.number,
            leading.digest.removeprefix("sha256:")[:8],
        )

    def _folds(self, entry: Entry) -> bool:
        t = entry.decision.target
        asked = (t.direction, t.series, t.specialty, t.occupation, t.field, t.matter, t.level) in self.asked
        return entry.held and not asked

    def _item(self, entry: Entry, group: Group) -> Item:
        decision = entry.decision
        ways = [r for r in decision.routes if r is not entry.route]
        ways.sort(key=lambda r: -rank(r.verdict))
        return Item(
            entry,
            self._way(entry.route),
            tuple(map(self._way, ways)),
            tuple(
                Beside(
                    s.answer.label,
                    None
                    if s.answer.counts_as is None
                    else terms.name("education_kind", s.answer.counts_as, self.lang),
                    s.answer.verdict,
                    tuple(r.because for r in s.answer.requirements),
                    s.answer.clauses,
                )
                for s in decision.supplements.values()
                if s.answer.verdict not in ("not_eligible", "out_of_scope")
            ),
            tuple(displaced(decision)),
            _alike(entry, group),
            self.answer.as_of,
        )

    def _way(self, route: RouteAnswer) -> Way:
        reasons = tuple(Reason(r, tuple(map(self._fact, r.unconfirmed))) for r in route.requirements)
        found: dict[Supplier, dict[str, str]] = {}
        for path in route.missing:
            found.setdefault(supplier(path), {})[path] = self.words.path(path)
        lacks = tuple(Lack(who, who.words(self.lang), tuple(facts.items())) for who, facts in found.items())
        return Way(route, reasons, lacks)

    def _fact(self, fact: str) -> StatedFact:
        if fact not in self._facts:
            self._facts[fact] = stated(self.policy, fact, self.lang)
        return self._facts[fact]

    def _readings(self, items: Iterable[Item]) -> tuple[ReadingUsed, ...]:
        used = dict.fromkeys(
            name for item in items for way in (item.way, *item.others) for name in way.answer.readings
        )
        return tuple(self._reading(name) for name in sorted(used))

    def _reading(self, name: str) -> ReadingUsed:
        reading = self.policy.readings[name]
        chosen = self.policy.choices.get(name, reading.default)
        return ReadingUsed(
            name,
            reading.question.in_(self.lang),
            reading.options[chosen].in_(self.lang),
            tuple(text.in_(self.lang) for option, text in reading.options.items() if option != chosen),
            reading.decided_by.in_(self.lang),
            any(note.code == CODE and note.path == name for note in self.answer.notes),
        )

    def _gists(self, items: Iterable[Item]) -> dict[str, Provision]:
        cited = dict.fromkeys(
            clause
            for item in items
            for clauses in (
                item.decision.clauses,
                *(reason.clauses for way in (item.way, *item.others) for reason in way.reasons),
                *(beside.clauses for beside in item.beside),
            )
            for clause in clauses
        )
        return {
            clause: provision for clause in cited if (provision := self.policy.provision(clause)) is not None
        }

    def _remarks(self) -> tuple[str, ...]:
        return tuple(
            f"{self.words.path(note.path)}：{note.zh}"
            if self.lang == "zh"
            else f"{self.words.path(note.path)}: {note.en}"
            for note in self.answer.notes
        )


def _alike(entry: Entry, group: Group) -> tuple[Decision, ...]:
    """The same level in the other specialties of which the same can be said."""
    level = entry.decision.target.level
    return tuple(
        other.decision
        for twin in group.alike
        for other in twin.entries
        if other.decision.target.level == level
    )
