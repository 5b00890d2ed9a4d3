"""What the policy library says of a clause, a reading, a document: gathered from the packs, with what refers to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from guantong.catalogue import terms
from guantong.conditions.nodes import readings as readings_in
from guantong.decisions.words import Words
from guantong.proof.cases import WorkedCase, load_worked_cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guantong.policy import Pack, Policy, Provision, Reading, Route
    from guantong.policy.model import Language, ParameterFact

DUTIES: Final = ("duty", "option")
"""Kinds of provision that people carry out, by steps of the process."""


@dataclass(frozen=True, slots=True)
class Realisation:
    """What carries a clause out: a route or a requirement of the engine, a step of the process, or something else."""

    kind: str
    name: str
    label: str
    party: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is a step that the process of the portal has still to offer."""
        return self.kind == "step"


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """A clause with everything that refers to it."""

    cited: str
    provision: Provision
    pack: Pack
    realised: tuple[Realisation, ...]
    readings: tuple[Reading, ...]
    parameters: tuple[ParameterFact, ...]
    routes: tuple[Route, ...]
    cases: tuple[WorkedCase, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """A reading with the clause it is about, the routes that can turn on it, and the worked cases that do."""

    reading: Reading
    clause: str
    chosen: str
    routes: tuple[Route, ...]
    cases: tuple[WorkedCase, ...]


def cited(pack: Pack, clause: str) -> str:
    """A clause of a pack as answers cite it: bare for the leading pack, else with its pack."""
    return clause if pack.document.leads or "#" in clause else f"{pack.id}#{clause}"


def clauses_of(pack: Pack) -> tuple[tuple[str, Provision], ...]:
    """The clauses of a document in their order, each as it is cited."""
    return tuple((cited(pack, clause), provision) for clause, provision in pack.provisions.items())


def clause_shown(policy: Policy, clause: str, lang: Language) -> ClauseShown | None:
    """A clause by the id under which answers cite it; with the leading pack's own id before it, too."""
    provision = policy.provision(clause)
    if provision is None:
        return None
    pack = policy.packs[provision.pack]
    name = cited(pack, provision.id)
    order = [one for one, _ in clauses_of(pack)]
    place = order.index(name)
    packs = policy.packs.values()
    return ClauseShown(
        name,
        provision,
        pack,
        tuple(_realised(policy, pack, name, entry, lang) for entry in provision.realised_by),
        tuple(r for p in packs for r in p.readings.values() if cited(p, r.clause) == name),
        tuple(f for p in packs for f in p.parameters.values() if f.clause == name),
        tuple(r for p in packs for r in (*p.routes, *p.supplements) if name in r.clauses),
        tuple(case for case in worked_cases().values() if name in case.clauses),
        order[place - 1] if place else None,
        order[place + 1] if place + 1 < len(order) else None,
    )


def reading_shown(policy: Policy, name: str) -> ReadingShown | None:
    """A reading by its number."""
    reading = policy.readings.get(name)
    if reading is None:
        return None
    routes = tuple(
        route
        for pack in policy.packs.values()
        for route in (*pack.routes, *pack.supplements)
        if any(name in readings_in(requirement.when) for requirement in route.requirements)
    )
    return ReadingShown(
        reading,
        cited(policy.packs[reading.pack], reading.clause),
        policy.choices.get(name, reading.default) if reading.options else "",
        routes,
        tuple(case for case in worked_cases().values() if name in case.readings),
    )


@lru_cache(maxsize=1)
def worked_cases() -> Mapping[str, WorkedCase]:
    """Every worked case of the packs by its name, as ``cn-gx/rs-2021-12#8``."""
    return {worked.name: worked for worked in load_worked_cases()}


# --- what carries a clause out ------------------------------------------------------------------------


def _realised(policy: Policy, pack: Pack, clause: str, entry: str, lang: Language) -> Realisation:
    kind, _, name = entry.partition(":")
    if not name:
        kind, name = "pack", entry
    match kind:
        case "route" | "supplement":
            labels = {r.name: r.label for p in policy.packs.values() for r in (*p.routes, *p.supplements)}
            return Realisation(kind, name, labels[name].in_(lang) if name in labels else name)
        case "requirement":
            return Realisation(kind, name, _requirement(policy, pack, clause, name, lang))
        case "step":
            return _step(pack, name, lang)
        case _:
            return Realisation(kind, name, name)


def _requirement(policy: Policy, pack: Pack, clause: str, name: str, lang: Language) -> str:
    """The requirement of that name that cites the clause; without one, the first of that name."""
    found = [
        (p.id, requirement)
        for p in sorted(policy.packs.values(), key=lambda p: p.id != pack.id)
        for route in (*p.routes, *p.supplements)
        for requirement in route.requirements
        if requirement.name == name
    ]
    if not found:
        return name
    of, best = next((pair for pair in found if clause in pair[1].clauses), found[0])
    return Words(policy, lang).fill(best.label.in_(lang), {}, of, None)


def _step(pack: Pack, name: str, lang: Language) -> Realisation:
    procedure: Mapping[str, Any] = pack.plain.get("procedure") or {}  # type: ignore[assignment]
    step = next((row for row in procedure.get("steps") or () if row["id"] == name), None)
    if step is None:
        return Realisation("step", name, name)
    parties = {row["id"]: row["label"][lang] for row in procedure.get("parties") or ()}
    return Realisation("step", name, step["label"][lang], parties.get(step.get("party"), ""))


# --- search -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a search found: what it is, its name for an address, and a line about it."""

    kind: str
    name: str
    line: str


_MOST: Final = 60


def search(policy: Policy, text: str, lang: Language) -> tuple[Found, ...]:
    """Clauses, readings, parameters and occupations in which every word of a text occurs; ids count as words.

    Clauses come first. Words are compared in both languages, after NFKC and without case; at most sixty are answered.
    """
    words = [word for word in terms.normalise(text).split() if word]
    if not words:
        return ()
    found = [
        Found(kind, name, line)
        for kind, name, line, among in _searched(policy, lang)
        if all(word in among for word in words)
    ]
    return tuple(found[:_MOST])


@lru_cache(maxsize=8)
def _searched(policy: Policy, lang: Language) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (kind, name, line, terms.normalise(" ".join(parts)))
        for kind, name, line, parts in _entries(policy, lang)
    )


def _entries(policy: Policy, lang: Language) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for pack in policy.packs.values():
        for name, one in clauses_of(pack):
            yield "clause", name, one.gist.in_(lang), (name, one.gist.zh, one.gist.en, *one.keywords)
    for pack in policy.packs.values():
        for reading in pack.readings.values():
            options = [text for option in reading.options.values() for text in (option.zh, option.en)]
            question = reading.question
            yield "reading", reading.id, question.in_(lang), (reading.id, question.zh, question.en, *options)
        for fact in pack.parameters.values():
            label = fact.label
            yield "parameter", fact.parameter.id, label.in_(lang), (fact.parameter.id, label.zh, label.en)
    for row in policy.catalogue.occupations.values():
        old = [name for one in row.legacy for name in (one.name, one.code or "")]
        yield "occupation", row.code, row.name, (row.code, row.name, *row.aliases, *old)
