"""What a check of packs found: findings to mend, figures to show, and what was not decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guantong.policy.model import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the pack and file, the clause, route or reading, and how to mend it.

    `case` is a case document that shows it, where there is one.
    """

    pack: str
    file: str
    name: str
    text: Text
    case: Mapping[str, Any] | None = None

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "pack": self.pack,
            "file": self.file,
            "name": self.name,
            "zh": self.text.zh,
            "en": self.text.en,
            **({} if self.case is None else {"case": self.case}),
        }


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A clause that waits for the process, and the steps that will carry it out."""

    pack: str
    clause: str
    kind: str
    gist: Text
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted. A rule counts as decided when a worked case turns on it."""

    rules: int = 0
    decided: int = 0
    options: int = 0
    options_tested: int = 0
    cases: int = 0
    routes: int = 0
    awaiting: tuple[Awaiting, ...] = ()

    @property
    def share(self) -> str:
        """``n/n = 100 %``: the rules decided here that a worked case turns on; rounded down, so that 100 means all."""
        percent = 100 * self.decided // self.rules if self.rules else 0
        return f"{self.decided}/{self.rules} = {percent} %"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check. `undecided` names what the solver left open; it is no error and no proof."""

    findings: tuple[Finding, ...]
    figures: Figures = field(default_factory=Figures)
    undecided: tuple[Text, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        figures = self.figures
        return {
            "ok": self.ok,
            "clauses_decided": figures.share,
            "reading_options_tested": f"{figures.options_tested}/{figures.options}",
            "cases": figures.cases,
            "routes": figures.routes,
            "awaiting": [
                {"pack": a.pack, "clause": a.clause, "kind": a.kind, "steps": list(a.steps)}
                for a in figures.awaiting
            ],
            "undecided": [{"zh": text.zh, "en": text.en} for text in self.undecided],
            "findings": [finding.to_dict() for finding in self.findings],
        }
