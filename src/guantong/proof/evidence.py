"""What the worked cases show: which hold, and which clauses and options of readings they turn on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from guantong.catalogue.reading import PACKS
from guantong.policy.model import Policy, Text

from .cases import WorkedCase, WorkedCaseError, explain, load_worked_cases, run
from .coverage import turns_on_clause, turns_on_option
from .names import Names
from .report import Finding
from .structure import decided_here


@dataclass(frozen=True, slots=True)
class Evidence:
    """The worked cases of a policy: those that fail, and clause or (reading, option) -> the cases that turn on it."""

    cases: tuple[WorkedCase, ...]
    failing: Mapping[str, str]
    clauses: Mapping[str, tuple[str, ...]]
    options: Mapping[tuple[str, str], tuple[str, ...]]
    unreadable: str | None = None

    def without(self, gone: Sequence[str]) -> "Evidence":
        """The same without some cases, by their names: what would be left to show."""
        left = frozenset(case.name for case in self.cases).difference(gone)
        return replace(
            self,
            cases=tuple(case for case in self.cases if case.name in left),
            failing={name: text for name, text in self.failing.items() if name in left},
            clauses={clause: tuple(n for n in names if n in left) for clause, names in self.clauses.items()},
            options={pair: tuple(n for n in names if n in left) for pair, names in self.options.items()},
        )


def gather(policy: Policy, root: Path = PACKS, *, every: bool = False) -> Evidence:
    """Run the worked cases below `root` and find out what they turn on.

    One case is enough for a clause or an option; with `every` all cases that claim it are tried, which
    takes several times as long.
    """
    try:
        cases = load_worked_cases(root)
    except WorkedCaseError as error:
        return Evidence((), {}, {}, {}, str(error))
    failing = {case.name: explain(case, wrong) for case in cases if (wrong := run(case, policy))}
    holding = [case for case in cases if case.name not in failing]
    claimed = dict.fromkeys(clause for case in holding for clause in case.clauses)
    clauses = {
        clause: _turning(holding, every, partial(_clause, policy, clause))
        for clause in claimed
        if policy.provision(clause) is not None
    }
    options = {
        pair: _turning(holding, every, partial(_option, policy, pair)) for pair in compared_options(policy)
    }
    return Evidence(cases, failing, clauses, options)


def _turning(
    cases: Sequence[WorkedCase], every: bool, turns: Callable[[WorkedCase], bool]
) -> tuple[str, ...]:
    found = (case.name for case in cases if turns(case))
    return tuple(found) if every else tuple(islice(found, 1))


def _clause(policy: Policy, clause: str, case: WorkedCase) -> bool:
    return clause in case.clauses and turns_on_clause(case, clause, policy)


def _option(policy: Policy, pair: tuple[str, str], case: WorkedCase) -> bool:
    reading, option = pair
    return case.readings.get(reading) == option and turns_on_option(case, reading, option, policy)


def tested(policy: Policy, evidence: Evidence) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The clauses decided here and the options of compared readings on which at least one case turns."""
    names = Names(policy)
    clauses = (names.short(p.pack, p.id) for p in decided_here(policy))
    return (
        tuple(clause for clause in clauses if evidence.clauses.get(clause)),
        tuple(pair for pair in compared_options(policy) if evidence.options.get(pair)),
    )


def compared_options(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Every option of every reading that is compared, but for those that give the same verdicts as another."""
    names = Names(policy)
    return tuple(
        (reading.id, option)
        for reading in policy.readings.values()
        if reading.kind == "decides" and reading.compared
        for option in reading.options
        if option not in names.alike(reading.id)
    )


def worked(policy: Policy, evidence: Evidence) -> Iterator[Finding]:
    """Everything that the worked cases leave open or get wrong."""
    names = Names(policy)
    if evidence.unreadable is not None:
        yield Finding(policy.leading.id, "cases", "cases", Text(
            f"算例无法读取：{evidence.unreadable}", f"The worked cases cannot be read: {evidence.unreadable}",
        ))  # fmt: skip
    for name, why in evidence.failing.items():
        pack, _, number = name.rpartition("#")
        yield Finding(
            pack, "cases", number, Text(f"算例不成立：\n{why}", f"The worked case does not hold:\n{why}")
        )
    covered, options = tested(policy, evidence)
    for provision in decided_here(policy):
        if names.short(provision.pack, provision.id) not in covered:
            yield Finding(provision.pack, "cases", provision.id, Text(
                f"没有算例取决于条款 {provision.id}；请补一个没有这一条结论就会不同的算例",
                f"No worked case turns on clause {provision.id}; add one whose answer would differ without it",
            ))  # fmt: skip
    for reading, option in compared_options(policy):
        if (reading, option) not in options:
            yield Finding(policy.readings[reading].pack, "cases", reading, Text(
                f"没有算例取决于读法 {reading} 的选项 {option}；请补一个换了选项结论就会不同的算例",
                f"No worked case turns on the option {option} of reading {reading}; add one whose answer would differ under another",
            ))  # fmt: skip
    for case in evidence.cases:
        pack = case.pack
        for clause in case.clauses:
            if policy.provision(clause) is None:
                yield Finding(pack, "cases", case.id, Text(
                    f"所说取决于的条款 {clause} 不存在", f"It says that it turns on clause {clause}, which does not exist",
                ))  # fmt: skip
        for reading, option in case.readings.items():
            if reading not in policy.readings or option not in policy.readings[reading].options:
                yield Finding(pack, "cases", case.id, Text(
                    f"所说取决于的读法 {reading}: {option} 不存在",
                    f"It says that it turns on {reading}: {option}, which does not exist",
                ))  # fmt: skip
