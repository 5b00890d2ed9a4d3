"""What a policy says: documents, provisions, readings, parameters, and routes made of conditions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias

from guantong.catalogue import Catalogue
from guantong.conditions.nodes import Node, Parameter
from guantong.conditions.schema import Schema

Language: TypeAlias = Literal["zh", "en"]
UNCONFIRMED = ("L", "P")
"""The confidence marks of facts that nobody has confirmed at the source."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Chinese and English."""

    zh: str
    en: str

    def in_(self, lang: Language) -> str:
        """The text in one of the two languages."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Document:
    """An official document that a pack renders."""

    id: str
    version: str
    number: str
    name: Text
    issuer: Text
    rank: str
    leads: bool
    effective_from: date | None
    effective_to: date | None
    review_after: date | None
    prevails_over: tuple[str, ...]
    yields_to: tuple[str, ...]
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Provision:
    """A clause of a document, its gist in our own words, and what realises it."""

    pack: str
    id: str
    kind: Literal["rule", "duty", "option", "statement"]
    gist: Text
    realised_by: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """An open question of the text. The first option is the default; `compared` if a case can turn on it."""

    pack: str
    id: str
    clause: str
    kind: Literal["decides", "process", "settled"]
    compared: bool
    question: Text
    options: Mapping[str, Text]
    decided_by: Text
    why_not_compared: Text | None

    @property
    def default(self) -> str:
        """The option that holds unless an authority has switched it."""
        return next(iter(self.options))


@dataclass(frozen=True, slots=True)
class ParameterFact:
    """A number, date or list with its source and confidence; `parameter` is what conditions hold."""

    parameter: Parameter
    unit: str
    label: Text
    clause: str
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """A point that the text leaves to an authority, and which one."""

    id: str
    label: Text
    decided_by: Text


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a route asks. `clauses` begins with the clause that it rests on.

    Where it is not met the route is `otherwise`; with ``if_unknown = "note"`` an unknown fact does not
    count against the person and is only noted.
    """

    name: str
    label: Text
    clauses: tuple[str, ...]
    when: Node
    met: Text
    unmet: Text
    otherwise: Literal["not_eligible", "out_of_scope"] = "not_eligible"
    if_unknown: Literal["ask", "note"] = "ask"


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence that goes with a route, always or when a condition holds."""

    name: str
    clause: str
    text: Text
    when: Node


@dataclass(frozen=True, slots=True)
class CountsAs:
    """The level that a fact of the row tried is compared with."""

    row: str
    field: str
    tables: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A way to a target; tried with each row of the kinds in `tries`. A supplement answers beside a target."""

    pack: str
    name: str
    direction: str
    label: Text
    opens: Mapping[str, tuple[str, ...]]
    tries: tuple[str, ...]
    clauses: tuple[str, ...]
    waives: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    remarks: tuple[Remark, ...]
    counts_as: CountsAs | None = None
    degree: bool | None = None
    only_with: Node | None = None
    swallowed_by: Mapping[str, Text] = field(default_factory=dict)
    closed: Text | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """One document as data. `digest` is the SHA-256 of its canonical form, which `plain` is."""

    document: Document
    provisions: Mapping[str, Provision]
    readings: Mapping[str, Reading]
    parameters: Mapping[str, ParameterFact]
    questions: Mapping[str, Question]
    routes: tuple[Route, ...]
    supplements: tuple[Route, ...]
    plain: Mapping[str, object]
    digest: str

    @property
    def id(self) -> str:
        """The pack's id, the folder in which it lives."""
        return self.document.id


@dataclass(frozen=True, eq=False)
class Policy:
    """All packs that answer together, the catalogue behind them, and the readings chosen where not the default."""

    packs: Mapping[str, Pack]
    schema: Schema
    catalogue: Catalogue
    choices: Mapping[str, str]

    @cached_property
    def leading(self) -> Pack:
        """The pack whose clauses are cited without its name."""
        return next(pack for pack in self.packs.values() if pack.document.leads)

    def provision(self, clause: str) -> Provision | None:
        """The provision that a cited clause means: ``2.2.1.1c`` or ``pack#clause``."""
        pack, _, name = clause.rpartition("#")
        found = self.packs.get(pack) if pack else self.leading
        return found.provisions.get(name) if found else None

    @cached_property
    def readings(self) -> Mapping[str, Reading]:
        """Every reading by its number."""
        return {reading.id: reading for pack in self.packs.values() for reading in pack.readings.values()}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question that is left to an authority."""
        return {question.id: question for pack in self.packs.values() for question in pack.questions.values()}

    @property
    def routes(self) -> tuple[Route, ...]:
        """Every route, in pack order."""
        return tuple(route for pack in self.packs.values() for route in pack.routes)
