"""Everything that has a name and can be explained, and how a person may write the name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from guantong.catalogue import Fact, terms
from guantong.policy.model import Pack, ParameterFact, Provision, Question, Reading, Requirement, Route

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guantong.policy import Policy

_DIGITS: Final = {sign: str(n) for n, sign in enumerate("一二三四五六七八九", 1)}
_OFFICIAL: Final = re.compile(r"([一二三四五六七八九])(?:\(([一二三四五六七八九])\))?(?:([0-9]+)\.?)?")
_ITEM: Final = re.compile(r"[0-9]+(?:\.[0-9]+){1,3}")
_MOST_NEAR: Final = 5


@dataclass(frozen=True, slots=True)
class Used:
    """A requirement, and the routes that ask it."""

    requirement: Requirement
    routes: tuple[Route, ...]


Item: TypeAlias = Provision | Reading | ParameterFact | Route | Used | Question | Pack | Fact


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that can be explained. `cited` is its name as answers cite it."""

    cited: str
    item: Item


class Names:
    """The names of a policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def find(self, word: str) -> tuple[Named, ...]:
        """What a word names: a clause, reading, parameter, route, requirement, question, pack or fact; () if nothing."""
        key = terms.normalise(word)
        if found := self._index.get(key):
            return found
        if (official := _OFFICIAL.fullmatch(key)) is not None:
            return self._part(".".join(_DIGITS.get(p, p) for p in official.groups() if p))
        if _ITEM.fullmatch(key):
            return self._part(key)
        try:
            return (Named(word, self.policy.catalogue.fact(word.strip())),)
        except (KeyError, IndexError, ValueError):
            return ()

    def nearest(self, word: str) -> tuple[str, ...]:
        """The names most like a word, best first."""
        spellings = {key: found[0].cited for key, found in self._index.items()}
        return tuple(spellings[key] for key in terms.nearest(word, spellings, _MOST_NEAR))

    def _part(self, number: str) -> tuple[Named, ...]:
        """The clauses of a part, section or item of the leading document."""
        within = re.compile(rf"{re.escape(number)}(?![0-9])")
        clauses = self.policy.leading.provisions
        return tuple(Named(c, p) for c, p in clauses.items() if within.match(c))

    @cached_property
    def _index(self) -> Mapping[str, tuple[Named, ...]]:
        found: dict[str, list[Named]] = {}
        for names, named in self._all():
            for name in dict.fromkeys(map(terms.normalise, names)):
                found.setdefault(name, []).append(named)
        return {name: tuple(things) for name, things in found.items()}

    def _all(self) -> Iterator[tuple[tuple[str, ...], Named]]:
        used: dict[Requirement, list[Route]] = {}
        for pack in self.policy.packs.values():
            yield (pack.id, pack.document.number), Named(pack.id, pack)
            for local, item in self._local(pack):
                full = f"{pack.id}#{local}"
                bare = isinstance(item, Reading | Question | Route) or pack.document.leads
                cited = local if bare else full
                yield (
                    (local, full) if not isinstance(item, Route) else (local, full, item.label.zh),
                    Named(cited, item),
                )
            for route in (*pack.routes, *pack.supplements):
                for requirement in route.requirements:
                    used.setdefault(requirement, []).append(route)
        for requirement, routes in used.items():
            names = (requirement.name, requirement.label.zh)
            yield names, Named(requirement.name, Used(requirement, tuple(routes)))

    def _local(self, pack: Pack) -> Iterator[tuple[str, Item]]:
        yield from pack.provisions.items()
        yield from pack.readings.items()
        yield from pack.parameters.items()
        yield from pack.questions.items()
        yield from ((route.name, route) for route in (*pack.routes, *pack.supplements))
