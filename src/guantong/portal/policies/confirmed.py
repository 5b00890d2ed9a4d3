"""A policy with facts confirmed: the same conditions and values, of which fewer are in doubt."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from guantong.catalogue import Catalogue
from guantong.catalogue.facts import legacy_fact
from guantong.catalogue.model import Relationship
from guantong.catalogue.reading import digest
from guantong.policy import load_policy
from guantong.policy.loading import Loader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.catalogue import Fact, Occupation
    from guantong.policy import Policy

Rated = TypeVar("Rated")

CONFIRMED: Final = "H"
"""The confidence of what somebody has held against its source."""
_KEPT: Final = 8


@dataclass(frozen=True, eq=False)
class ConfirmedCatalogue(Catalogue):
    """A catalogue of which some facts were confirmed; `confirmed` names them with the source they were held against."""

    confirmed: Mapping[str, str] = field(default_factory=dict)

    def relate_specialty(self, occupation: str, series: str, specialty: str) -> Relationship:
        """Return how an occupation is related to a title specialty."""
        return self._settled(super().relate_specialty(occupation, series, specialty))

    def relate_occupations(self, one: str, other: str) -> Relationship:
        """Return how two occupations are related."""
        return self._settled(super().relate_occupations(one, other))

    def relate_major(self, major: str, occupation: str) -> Relationship:
        """Return how a major is related to an occupation."""
        return self._settled(super().relate_major(major, occupation))

    def fact(self, fact_id: str) -> Fact:
        """Return what the id of a fact stands for, with the source it was confirmed at."""
        found = super().fact(fact_id)
        if fact_id not in self.confirmed:
            return found
        return replace(found, confidence=CONFIRMED, source=self.confirmed[fact_id])

    def _settled(self, found: Relationship) -> Relationship:
        return Relationship(found.kind, None) if found.fact in self.confirmed else found

    def _confirmed(self, occupation: Occupation) -> bool:
        return f"relation/{occupation.code}" in self.confirmed or super()._confirmed(occupation)


def with_confirmed(confirmed: frozenset[tuple[str, str]]) -> Policy:
    """The shipped policy with these facts confirmed, each with its source; the shipped one itself where there are none.

    Its digests are others than those of the shipped packs, so that an answer tells what it rests on.
    """
    return load_policy() if not confirmed else _built(confirmed)


@lru_cache(maxsize=_KEPT)
def _built(confirmed: frozenset[tuple[str, str]]) -> Policy:
    shipped, sources = load_policy(), dict(confirmed)
    contents = {pack.id: _with_parameters(pack.id, pack.plain, sources) for pack in shipped.packs.values()}
    return replace(Loader(Path(), contents).policy(), catalogue=_catalogue(shipped.catalogue, sources))


def _with_parameters(pack: str, plain: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, Any]:
    """The content of a pack with the confidence of its confirmed parameters raised."""
    if not any(fact.startswith(f"{pack}#") for fact in sources):
        return dict(plain)
    listed = plain["parameters"]
    rows = [
        {**row, "confidence": CONFIRMED, "source": sources[name]}
        if (name := f"{pack}#{row['id']}") in sources
        else row
        for row in listed["parameters"]
    ]
    return {**plain, "parameters": {**listed, "parameters": rows}}


def _catalogue(shipped: Catalogue, sources: Mapping[str, str]) -> Catalogue:
    """The catalogue with the confidence of its confirmed rows raised; what follows from rows follows by itself."""
    of_catalogue = {fact: source for fact, source in sources.items() if "#" not in fact}
    if not of_catalogue:
        return shipped
    given = {item.name: getattr(shipped, item.name) for item in fields(Catalogue)}
    pattern, confidence = shipped.default_pattern
    given |= {
        "occupations": {code: _occupation(row, of_catalogue) for code, row in shipped.occupations.items()},
        "default_pattern": (pattern, CONFIRMED if "standards/default" in of_catalogue else confidence),
        "standards": tuple(
            _raised(row, f"standards/{row.occupation}/{row.edition}", of_catalogue)
            for row in shipped.standards
        ),
        "linking_methods": tuple(
            _raised(row, f"linking_methods/{row.series}/{row.document}", of_catalogue)
            for row in shipped.linking_methods
        ),
        "exam_notices": tuple(
            _raised(row, f"exam_notices/{row.field}/{row.year}/{row.name}", of_catalogue)
            for row in shipped.exam_notices
        ),
        "digest": digest([shipped.digest, sorted(of_catalogue.items())]),
    }
    return ConfirmedCatalogue(**given, confirmed=of_catalogue)


def _occupation(row: Occupation, sources: Mapping[str, str]) -> Occupation:
    relations = row.relations and tuple(
        _raised(one, f"relation/{row.code}/{one.series}/{one.specialty}", sources) for one in row.relations
    )
    legacy = tuple(_raised(old, legacy_fact(old), sources) for old in row.legacy)
    return _raised(replace(row, relations=relations, legacy=legacy), f"occupation/{row.code}", sources)


def _raised(row: Rated, fact: str, sources: Mapping[str, str]) -> Rated:
    """A row with its confidence raised, if the fact that it states is confirmed."""
    return replace(row, confidence=CONFIRMED) if fact in sources else row  # type: ignore[type-var]
