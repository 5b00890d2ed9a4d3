"""What an employer may testify to, kind by kind; ``testimony.yaml`` decides and says why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from guantong.catalogue.reading import read_yaml

from .kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.cases.errors import Language

    from ..organisations.models import Employer
    from .kinds import Kind

_FILE: Final = Path(__file__).with_name("testimony.yaml")
_OWN_NAME: Final = "own_name"


class TestimonyError(ValueError):
    """``testimony.yaml`` does not say what it has to say."""


@dataclass(frozen=True, slots=True)
class EmployerRule:
    """Whether an employer writes rows of a kind, the reason, and the fields that it does not choose."""

    by_employer: bool
    why: Mapping[str, str]
    fixed: Mapping[str, str]

    def reason(self, language: Language) -> str:
        """The reason in the language of the page."""
        return self.why[language]

    def values(self, employer: Employer) -> dict[str, str]:
        """The fixed fields as this employer writes them."""
        return {key: employer.name if what == _OWN_NAME else what for key, what in self.fixed.items()}


def employer_rule(kind: Kind) -> EmployerRule:
    """What an employer may do with rows of this kind."""
    return _read()[kind.key]


@cache
def _read() -> Mapping[str, EmployerRule]:
    content: Any = read_yaml(_FILE)
    if content["kinds"].keys() != KINDS.keys():
        odd = ", ".join(sorted(content["kinds"].keys() ^ KINDS.keys()))
        raise TestimonyError(f"testimony.yaml decides too many or too few kinds: {odd}")
    found = {
        key: EmployerRule(row["by_employer"], row["why"], row.get("fixed", {}))
        for key, row in content["kinds"].items()
    }
    for key, row in found.items():
        if unknown := row.fixed.keys() - {field.key for field in KINDS[key].fields}:
            raise TestimonyError(f"testimony.yaml: {key} has no {', '.join(sorted(unknown))}")
    return found
