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

    `doubts` and `more` are facts that nobody has confirmed: numbers that may be null, and texts of numbers with
    commas between them, in any order and perhaps more than once.
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
        """All unconfirmed facts as one text."""
        return dialect.commas([*self.doubts, *self.more]) if self.doubts or self.more else "''"


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
    doubted = [part for part in parts if part[1].doubts or part[1].more]
    if all(len(why.doubts) <= 1 and not why.more for _, why in parts):
        huge = 2 * _DECLARED
        numbers = [f"CASE WHEN {test} THEN {weight(why)} ELSE {huge} END" for test, why in parts]
        found = bind(f"nullif(least({', '.join(numbers)}), {huge})")
        light = weighed(found)
        return light if doubted else light._replace(doubts=())
    if len(doubted) == 1:
        return _against(doubted[0], [part for part in parts if part != doubted[0]], dialect, bind)
    several = bind(f"{' + '.join(f'CASE WHEN {test} THEN 1 ELSE 0 END' for test, _ in parts)} > 1")
    lists = [
        (
            test,
            why.declared,
            bind(f"CASE WHEN {several} AND {test} THEN {dialect.numbers_in(why.all_doubts(dialect))} END"),
        )
        for test, why in parts
    ]
    found = bind(f"CASE WHEN {several} THEN {dialect.lightest(lists)} END")
    alone_declared = " OR ".join(
        f"({test} AND {why.declared})" for test, why in parts if why.declared != "FALSE"
    )
    alone = [f"WHEN {test} THEN {why.all_doubts(dialect)}" for test, why in parts]
    listed = dialect.text_of_list(dialect.part(found, "doubts"))
    return Why(
        bind(
            f"CASE WHEN {several} THEN {dialect.part(found, 'declared')} ELSE {alone_declared or 'FALSE'} END"
        ),
        "0",
        (),
        (bind(f"CASE WHEN {several} THEN {listed} {' '.join(alone)} END"),),
    )


def _against(one: tuple[str, Why], others: Sequence[tuple[str, Why]], dialect: Dialect, bind: Bind) -> Why:
    """The lightest where only one of the alternatives can rest on unconfirmed facts: any other that is no heavier comes before it."""
    test, why = one
    before = [f"({t} AND (NOT ({w.declared}) OR ({why.declared})))" for t, w in others]
    chosen = bind(f"({test}) AND NOT ({' OR '.join(before)})" if before else test)
    declared = [(t, w.declared) for t, w in (one, *others)]
    any_plain = " OR ".join(f"(({t}) AND NOT ({d}))" for t, d in declared)
    any_declared = " OR ".join(f"(({t}) AND ({d}))" for t, d in declared if d != "FALSE")
    return Why(
        f"({any_declared}) AND NOT ({any_plain})" if any_declared else "FALSE",
        "0",
        (),
        (bind(f"CASE WHEN {chosen} THEN {why.all_doubts(dialect)} END"),),
    )
