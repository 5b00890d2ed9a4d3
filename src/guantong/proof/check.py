"""``guantong pack check``: the packs of a folder held to account."""

from collections.abc import Iterator
from pathlib import Path

from guantong.catalogue.reading import PACKS
from guantong.policy import PackErrors, load_policy
from guantong.policy.model import Policy, Text

from .evidence import Evidence, compared_options, gather, tested, worked
from .report import Figures, Finding, Report
from .sentences import sentences
from .structure import awaiting, decided_here, structure


def check_packs(root: Path | None = None, *, solver: bool = True) -> Report:
    """Check every pack below `root`, the shipped ones unless given. Nothing is cached and nothing is written.

    Without `solver` the routes are not proved; that takes a fraction of the time. A folder that cannot be
    loaded gives a report that says why.
    """
    folder = PACKS if root is None else root
    try:
        policy = load_policy(folder)
    except PackErrors as errors:
        return Report(tuple(_unloadable(folder, problem.file, str(problem)) for problem in errors.problems))
    return check_policy(policy, gather(policy, folder), solver=solver)


def check_policy(policy: Policy, evidence: Evidence, *, solver: bool = True) -> Report:
    """Check a policy that is loaded, with what its worked cases show."""
    findings = [*structure(policy), *sentences(policy), *worked(policy, evidence)]
    undecided: list[Text] = []
    if solver:
        from .routes import RouteCheck
        from .solver import Prover

        proof = RouteCheck(policy, Prover(policy))
        proof.run()
        findings += proof.findings
        undecided += proof.undecided
    return Report(tuple(_once(findings)), figures(policy, evidence), tuple(undecided))


def figures(policy: Policy, evidence: Evidence) -> Figures:
    """What there is to count."""
    clauses, options = tested(policy, evidence)
    return Figures(
        rules=len(decided_here(policy)),
        decided=len(clauses),
        options=len(compared_options(policy)),
        options_tested=len(options),
        cases=len(evidence.cases),
        routes=len(policy.routes),
        awaiting=awaiting(policy),
    )


def _unloadable(root: Path, file: Path, message: str) -> Finding:
    parts = file.relative_to(root).parts if file.is_relative_to(root) else file.parts
    return Finding(
        "/".join(parts[:2]), file.stem, "", Text(f"无法载入：{message}", f"It cannot be loaded: {message}")
    )


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """Each finding once."""
    said: set[tuple[str, str, str, str]] = set()
    for finding in findings:
        key = (finding.pack, finding.file, finding.name, finding.text.zh)
        if key not in said:
            said.add(key)
            yield finding
