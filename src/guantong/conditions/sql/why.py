"""What a value rests on, as columns: whether on the person's word, on what is missing, on unconfirmed facts.

The rules are those of :mod:`..support`, told for the value that a condition has on the day asked.
"""

from collections.abc import Sequence
from typing import NamedTuple

from .days import Bind
from .dialect import Dialect

_DECLARED = 1 << 40


class Why(NamedTuple):
    """`declared` is a test; `missing` a mask, 0 unless the value is unknown.

    `doubts` and `more` are facts that nobody has confirmed, as numbers that may be null and as lists of numbers.
    """

    declared: str = "FALSE"
    missing: str = "0"
    doubts: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    def when(self, test: str) -> "Why":
        """The same where a test holds, nothing elsewhere; what is missing needs no test, see above."""
        return Why(
            "FALSE" if self.declared == "FALSE" else f"({test}) AND {self.declared}",
            self.missing,
            tuple(f"CASE WHEN {test} THEN {term} END" for term in self.doubts),
            tuple(f"CASE WHEN {test} THEN {items} END" for items in self.more),
        )

    def all_doubts(self, dialect: Dialect) -> str:
        """All unconfirmed facts as one list."""
        lists = [f"coalesce({items}, {dialect.array([])})" for items in self.more]
        if self.doubts:
            lists.insert(0, dialect.known(self.doubts))
        return dialect.joined(lists) if lists else dialect.array([])


NOTHING = Why()


def together(parts: Sequence[Why]) -> Why:
    """All that several values rest on."""
    parts = [part for part in parts if part != NOTHING]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    declared = [part.declared for part in parts if part.declared != "FALSE"]
    missing = [part.missing for part in parts if part.missing != "0"]
    return Why(
        " OR ".join(f"({test})" for test in declared) or "FALSE",
        " | ".join(f"({mask})" for mask in missing) or "0",
        tuple(dict.fromkeys(term for part in parts for term in part.doubts)),
        tuple(dict.fromkeys(items for part in parts for items in part.more)),
    )


def bound(why: Why, bind: Bind) -> Why:
    """The same with a column for each part."""
    return Why(
        bind(why.declared), bind(why.missing), tuple(map(bind, why.doubts)), tuple(map(bind, why.more))
    )


def weight(why: Why) -> str:
    """A number by which the lighter of two supports is the smaller, where each has one unconfirmed fact at most."""
    term = f"coalesce(1 + {why.doubts[0]}, 0)" if why.doubts else "0"
    return (
        term
        if why.declared == "FALSE"
        else f"(CASE WHEN {why.declared} THEN {_DECLARED} ELSE 0 END + {term})"
    )


def weighed(number: str) -> Why:
    """The support whose weight is a number; null where there is none."""
    return Why(f"coalesce({number} >= {_DECLARED}, FALSE)", "0", (f"nullif({number} % {_DECLARED}, 0) - 1",))


def lightest(parts: Sequence[tuple[str, Why]], dialect: Dialect, bind: Bind) -> Why:
    """What the lightest of several alternatives rests on, each with the test that it is one."""
    if all(why == NOTHING for _, why in parts):
        return NOTHING
    if all(len(why.doubts) <= 1 and not why.more for _, why in parts):
        huge = 2 * _DECLARED
        numbers = [f"CASE WHEN {test} THEN {weight(why)} ELSE {huge} END" for test, why in parts]
        found = bind(f"nullif(least({', '.join(numbers)}), {huge})")
        light = weighed(found)
        if all(not why.doubts for _, why in parts):
            return light._replace(doubts=())
        return light
    found = bind(
        dialect.lightest(
            [(test, why.declared, bind(dialect.sorted(why.all_doubts(dialect)))) for test, why in parts]
        )
    )
    return Why(dialect.part(found, "declared"), "0", (), (dialect.part(found, "doubts"),))
