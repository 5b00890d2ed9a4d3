"""The worked cases beside the packs, as far as they are needed to say which of them turn on a clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guantong.catalogue.reading import PACKS, read_yaml
from guantong.policy.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guantong.policy import Policy


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """One worked case: where it stands, what it is about, and what it names."""

    id: str
    file: str
    title: Text
    clauses: frozenset[str]
    readings: frozenset[str]
    routes: frozenset[str]


def worked_cases(policy: Policy) -> Iterator[WorkedCase]:
    """The worked cases of all packs, in the order of their files."""
    for pack in policy.packs:
        for path in sorted((PACKS / pack / "cases").glob("*.yaml")):
            for row in read_yaml(path).get("cases") or ():
                yield _case(row, f"{pack}/cases/{path.name}", leads=pack == policy.leading.id, pack=pack)


def _case(row: Mapping[str, Any], file: str, *, leads: bool, pack: str) -> WorkedCase:
    turns = row.get("turns_on") or {}
    expected = row.get("expect") or ()
    clauses = [*(turns.get("clauses") or ()), *(c for e in expected for c in e.get("clauses") or ())]
    readings = [*(turns.get("readings") or ()), *(r for e in expected for r in e.get("readings") or ())]
    title = row.get("title") or {}
    return WorkedCase(
        str(row["id"]),
        file,
        Text(str(title.get("zh", "")), str(title.get("en", ""))),
        frozenset(str(c) if leads or "#" in str(c) else f"{pack}#{c}" for c in clauses),
        frozenset(map(str, readings)),
        frozenset(str(e["route"]).rpartition("#")[2] for e in expected if e.get("route")),
    )
