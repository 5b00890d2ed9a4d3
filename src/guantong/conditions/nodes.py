"""The nodes of a condition: small frozen values without logic. Equal trees are equal values.

What a node means is said in one place for each meaning: :mod:`.evaluation` (the days on which it
holds), :mod:`.support` (why, and what is missing), :mod:`.words` (in Chinese and English).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

Scalar: TypeAlias = str | int | bool
Literal_: TypeAlias = Scalar | tuple[Scalar, ...]

# --- operands -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a bound row: ``certificate.level``."""

    row: str
    field: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, date or list of a pack; `doubtful` if nobody has confirmed it at the source."""

    id: str
    value: Literal_
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that depends on a reading; the first option is the default."""

    reading: str
    options: tuple[tuple[str, "Operand"], ...]


Operand: TypeAlias = Fact | Parameter | Chosen | Scalar | tuple[Scalar, ...]

# --- conditions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant:
    """Always or never."""

    value: bool


@dataclass(frozen=True, slots=True)
class All:
    """The least of its items."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """The greatest of its items."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown and human stay."""

    item: "Node"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the items."""

    count: Operand
    items: tuple["Node", ...]


Operator: TypeAlias = Literal[
    "is", "is_not", "at_least", "at_most", "above", "below", "one_below", "in", "not_in", "contains"
]


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact against a value; ordered kinds compare by their order."""

    fact: Fact
    operator: Operator
    value: Operand


@dataclass(frozen=True, slots=True)
class Holds:
    """A fact that is shown or declared to be so; a declared one makes the answer rest on the person's word."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Given:
    """Whether a fact is known at all (never unknown itself)."""

    fact: Fact
    expected: bool


@dataclass(frozen=True, slots=True)
class Since:
    """From the day on which `years` after a date are full."""

    fact: Fact
    years: Operand
    full_on: Operand
    leap_day: Operand


@dataclass(frozen=True, slots=True)
class Within:
    """The days from `start` (inclusive) to `end` (exclusive)."""

    start: Operand | None
    end: Operand | None


@dataclass(frozen=True, slots=True)
class Held:
    """The days on which a bound row holds: from its date, or within its period."""

    row: str


@dataclass(frozen=True, slots=True)
class Exists:
    """Some row of a kind fulfils the condition, on days on which the row holds."""

    row: str
    where: "Node"


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading of the text; the first option is the default."""

    reading: str
    options: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Related:
    """How two things are related in the catalogue; undecided is a question for an authority.

    `kind` says which table: occupation to specialty (the right side is a row with series and
    specialty), occupation to occupation, or major to occupation.
    """

    kind: Literal["specialty", "occupation", "major"]
    left: Fact
    right: Fact
    accept: Operand


@dataclass(frozen=True, slots=True)
class Worked:
    """Full years of work in matching periods, after a date if one is given; gaps are taken off."""

    years: Operand
    since: Fact | None
    matching: "Node"
    full_on: Operand
    leap_day: Operand
    to_year_end: bool


IdleYears: TypeAlias = Literal["fail", "skip"]
"""What a year without work is for the appraisals: one that fails, or one that is passed over."""

Relation: TypeAlias = Literal["same", "similar"]
"""How close two things may be to count as related."""


@dataclass(frozen=True, slots=True)
class Appraised:
    """Of the latest completed appraisal years, enough are accepted."""

    years: Operand
    passing: Operand
    accept: "Node"
    idle_years: Operand


@dataclass(frozen=True, slots=True)
class Asks:
    """A point that the text leaves to an authority; a finding in the case answers it."""

    question: str
    about: Operand
    unanswered: Literal["human", "fails"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a yearly notice or a standard says; until it is known, the notice is what is missing."""

    register: str
    keys: tuple[Fact, ...]
    name: str | None


@dataclass(frozen=True, slots=True)
class Ref:
    """A named condition, kept by name so that it can be shown; its tree is in `item`."""

    name: str
    item: "Node"


Node: TypeAlias = (
    Constant
    | All
    | Any
    | Not
    | AtLeast
    | Compare
    | Holds
    | Given
    | Since
    | Within
    | Held
    | Exists
    | Choice
    | Related
    | Worked
    | Appraised
    | Asks
    | Notice
    | Ref
)

NODES = (
    Constant,
    All,
    Any,
    Not,
    AtLeast,
    Compare,
    Holds,
    Given,
    Since,
    Within,
    Held,
    Exists,
    Choice,
    Related,
    Worked,
    Appraised,
    Asks,
    Notice,
    Ref,
)
ALWAYS_NODE = Constant(True)
NEVER_NODE = Constant(False)


def children(node: Node) -> Iterator[Node]:
    """The conditions directly below a node."""
    match node:
        case All(items=items) | Any(items=items) | AtLeast(items=items):
            yield from items
        case Choice(options=options):
            yield from (item for _, item in options)
        case Not(item=item) | Ref(item=item):
            yield item
        case Exists(where=item) | Worked(matching=item) | Appraised(accept=item):
            yield item


def operands(node: Node, *, deep: bool = True) -> Iterator[Operand]:
    """The operands of a node; if `deep`, those inside a chosen value too."""
    for field in fields(node):
        value = getattr(node, field.name)
        stack = (
            [value]
            if isinstance(value, Fact | Parameter | Chosen)
            else list(value)
            if field.name == "keys"
            else []
        )
        while stack:
            operand = stack.pop()
            yield operand
            if deep and isinstance(operand, Chosen):
                stack.extend(item for _, item in operand.options)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def readings(node: Node) -> frozenset[str]:
    """The readings on which a condition can turn."""
    found = {n.reading for n in walk(node) if isinstance(n, Choice)}
    found |= {o.reading for n in walk(node) for o in operands(n) if isinstance(o, Chosen)}
    return frozenset(found)


def parameters(node: Node) -> frozenset[Parameter]:
    """The parameters that a condition names."""
    return frozenset(o for n in walk(node) for o in operands(n) if isinstance(o, Parameter))


def reads(node: Node) -> frozenset[tuple[str, str]]:
    """The facts that a condition may need, as (row, field)."""
    return frozenset((o.row, o.field) for n in walk(node) for o in operands(n) if isinstance(o, Fact))
