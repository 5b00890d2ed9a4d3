"""The facts that nobody has confirmed at their source: which there are, and what each of them says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from guantong.catalogue import UNCONFIRMED, terms
from guantong.catalogue.facts import legacy_fact
from guantong.wording.language import Wording
from guantong.wording.values import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.policy import Policy
    from guantong.policy.model import Language, ParameterFact


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact in one language: what it says, where it comes from, how sure it is."""

    id: str
    statement: str
    source: str
    confidence: str

    @property
    def unconfirmed(self) -> bool:
        """Whether nobody has confirmed it yet."""
        return self.confidence in UNCONFIRMED

    @property
    def kind(self) -> str:
        """What sort of fact it is: the first part of its id, ``parameter`` for a number of a pack."""
        return "parameter" if "#" in self.id else self.id.partition("/")[0]


def stated(policy: Policy, fact: str, lang: Language = "zh") -> StatedFact:
    """A fact by its id: a parameter as ``pack#name``, or a fact of the catalogue. Raises KeyError for any other id."""
    pack, _, name = fact.partition("#")
    if name:
        found = policy.packs[pack].parameters[name]
        value = value_in_words(found, lang)
        text = f"{found.label.zh}：{value}" if lang == "zh" else f"{found.label.en}: {value}"
        return StatedFact(fact, text, found.source, found.confidence)
    row = policy.catalogue.fact(fact)
    return StatedFact(fact, row.label.zh if lang == "zh" else row.label.en, row.source, row.confidence)


_VOCABULARIES = ("series", "skill_level", "title_level", "grade", "school_class", "education_kind")


def value_in_words(fact: ParameterFact, lang: Language) -> str:
    """The value of a parameter with names in the place of codes; of codes that are set equal, both."""
    value, say = fact.parameter.value, Wording(lang)
    if isinstance(value, tuple):
        return say.joined(*(_named(str(one), lang) for one in value))
    return in_words(fact, say)


def _named(code: str, lang: Language) -> str:
    return " = ".join(
        next((terms.name(kind, one, lang) for kind in _VOCABULARIES if one in terms.codes(kind)), one)
        for one in code.split("=")
    )


def unconfirmed_facts(policy: Policy, lang: Language = "zh") -> tuple[StatedFact, ...]:
    """Everything that can be listed and is not confirmed: parameters first, then the rows of the catalogue.

    How two occupations, or a major and an occupation, are related follows from such rows and is not listed.
    """
    return _unconfirmed(policy, lang)


@lru_cache(maxsize=8)
def _unconfirmed(policy: Policy, lang: Language) -> tuple[StatedFact, ...]:
    every = (stated(policy, fact, lang) for fact in _ids(policy))
    return tuple(fact for fact in every if fact.unconfirmed)


def _ids(policy: Policy) -> Iterator[str]:
    for pack in policy.packs.values():
        yield from (fact.parameter.id for fact in pack.parameters.values())
    catalogue = policy.catalogue
    yield "standards/default"
    yield from (f"standards/{row.occupation}/{row.edition}" for row in catalogue.standards)
    yield from (f"linking_methods/{row.series}/{row.document}" for row in catalogue.linking_methods)
    yield from (f"exam_notices/{row.field}/{row.year}/{row.name}" for row in catalogue.exam_notices)
    for code, row in catalogue.occupations.items():
        yield f"occupation/{code}"
        yield from (legacy_fact(old) for old in row.legacy)
        yield from (f"relation/{code}/{one.series}/{one.specialty}" for one in row.relations or ())
        if row.relations is not None:
            yield f"relation/{code}"
