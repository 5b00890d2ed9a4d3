"""Worked cases: facts, a question and the answer that the law gives, kept as data beside the clauses.

A file `cases/*.yaml` of a pack holds `topic`, `standard` and `cases`. The facts of a case are those of
`standard`, then those of the case that it is `like`, then its own; a key that is null is not stated.
`turns_on` says which clauses and readings decide the case; `policy` is an overlay.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from guantong.cases import Case, CaseErrors, parse_case
from guantong.catalogue.reading import PACKS, read_yaml
from guantong.decisions import decide
from guantong.policy import OverlayError, Policy, load_policy, overlay
from guantong.policy.model import Text

from .expectations import KEYS, Mismatch, compare

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from guantong.decisions import Answer

__all__ = ["Mismatch", "WorkedCase", "WorkedCaseError", "answer", "explain", "load_worked_cases", "run"]

_CASE_KEYS: Final = {"id", "title", "source", "turns_on", "policy", "like", "case", "expect"}
_FILE_KEYS: Final = {"topic", "standard", "cases"}


class WorkedCaseError(ValueError):
    """A file of worked cases that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """One worked case: `document` is its case document, `policy` its overlay, `expect` what must come back.

    `clauses` and `readings` (reading -> the option chosen) are those on which the answer turns.
    """

    pack: str
    topic: Text
    id: str
    title: Text
    source: str | None
    like: str | None
    clauses: tuple[str, ...]
    readings: Mapping[str, str]
    policy: Mapping[str, Any]
    document: Mapping[str, Any]
    expect: tuple[Mapping[str, Any], ...]
    case: Case = field(compare=False)

    @property
    def name(self) -> str:
        """The pack and the number, as ``cn-gx/rs-2021-12#8``."""
        return f"{self.pack}#{self.id}"


def load_worked_cases(root: Path = PACKS) -> tuple[WorkedCase, ...]:
    """The worked cases of all packs below `root`, by pack, file and place in the file.

    Raises WorkedCaseError for a file of another form or a case that cannot be read, PackErrors for the packs.
    """
    policy = load_policy(root)
    found: dict[str, WorkedCase] = {}
    for path in sorted(root.glob("*/*/cases/*.yaml")):
        for worked in _file(path, policy):
            if found.setdefault(worked.name, worked) is not worked:
                raise WorkedCaseError(f"{path}: {worked.id}: there are two cases of this number")
    return tuple(found.values())


def answer(worked: WorkedCase, policy: Policy | None = None, *, with_readings: bool = True) -> Answer:
    """What the engine says to a worked case, under `policy` (the shipped one unless given) and its overlay."""
    rules = load_policy() if policy is None else policy
    return decide(worked.case, policy=overlaid(rules, worked.policy), with_readings=with_readings)


def run(worked: WorkedCase, policy: Policy | None = None) -> tuple[Mismatch, ...]:
    """What differs between the answer that is expected and the one that comes back; empty when all is well."""
    return compare(worked.expect, answer(worked, policy))


def explain(worked: WorkedCase, mismatches: Sequence[Mismatch]) -> str:
    """The differences for people: the case, then one line for each of them."""
    lines = [f"{worked.name}  {worked.title.zh} / {worked.title.en}"]
    for mismatch in mismatches:
        lines += [
            f"  {mismatch.place}",
            f"    expected {mismatch.expected}",
            f"    found    {mismatch.found}",
        ]
    return "\n".join(lines)


_OVERLAID: WeakKeyDictionary[Policy, dict[str, Policy]] = WeakKeyDictionary()


def overlaid(policy: Policy, data: Mapping[str, Any]) -> Policy:
    """The policy with an overlay, built once: many cases share one, and the engine compiles each policy once."""
    if not data:
        return policy
    known = _OVERLAID.setdefault(policy, {})
    key = json.dumps(data, ensure_ascii=False, sort_keys=True)
    if key not in known:
        known[key] = overlay(policy, data)
    return known[key]


def _file(path: Path, policy: Policy) -> list[WorkedCase]:
    data = read_yaml(path)
    pack = "/".join(path.parts[-4:-2])
    if not isinstance(data, Mapping) or set(data) != _FILE_KEYS:
        raise WorkedCaseError(f"{path}: a file of cases holds {', '.join(sorted(_FILE_KEYS))}")
    topic = _text(path, "topic", data["topic"])
    documents: dict[str, Mapping[str, Any]] = {}
    found = []
    for item in data["cases"]:
        worked = _case(path, policy, pack, topic, item, data["standard"], documents)
        documents[worked.id] = worked.document
        found.append(worked)
    return found


def _case(
    path: Path,
    policy: Policy,
    pack: str,
    topic: Text,
    item: Mapping[str, Any],
    standard: Mapping[str, Any],
    documents: Mapping[str, Mapping[str, Any]],
) -> WorkedCase:
    number = str(item.get("id"))
    if unknown := sorted(set(item) - _CASE_KEYS):
        raise WorkedCaseError(f"{path}: {number}: {', '.join(unknown)} is unknown")
    like = item.get("like")
    if like is not None and like not in documents:
        raise WorkedCaseError(f"{path}: {number}: like: no case {like} stands above this one")
    document = {**(standard if like is None else documents[like]), **(item.get("case") or {})}
    turns_on = item.get("turns_on") or {}
    expect = tuple(_cited_in_full(policy, pack, expected) for expected in item.get("expect") or ())
    for expected in expect:
        if unknown := sorted(set(expected) - KEYS):
            raise WorkedCaseError(f"{path}: {number}: expect: {', '.join(unknown)} is unknown")
    if not expect:
        raise WorkedCaseError(f"{path}: {number}: nothing is expected")
    try:
        case = parse_case(document, today=date.fromisoformat(str(document["as_of"])))
        overlay(policy, item.get("policy") or {})
    except (CaseErrors, OverlayError) as error:
        raise WorkedCaseError(f"{path}: {number}: {error}") from None
    return WorkedCase(
        pack=pack,
        topic=topic,
        id=number,
        title=_text(path, f"{number}: title", item.get("title")),
        source=item.get("source"),
        like=like,
        clauses=tuple(_full(policy, pack, turns_on.get("clauses") or ())),
        readings=dict(turns_on.get("readings") or {}),
        policy=item.get("policy") or {},
        document=document,
        expect=expect,
        case=case,
    )


def _full(policy: Policy, pack: str, clauses: Iterable[object]) -> list[str]:
    """Clauses as answers cite them: those of the leading pack bare, all others with their pack."""
    leading = f"{policy.leading.id}#"
    whole = (name if "#" in name else f"{pack}#{name}" for name in map(str, clauses))
    return [name.removeprefix(leading) for name in whole]


def _cited_in_full(policy: Policy, pack: str, expected: Mapping[str, Any]) -> Mapping[str, Any]:
    full = {
        key: _cited_in_full(policy, pack, value) if isinstance(value, Mapping) else value
        for key, value in expected.items()
    }
    if "clauses" in full:
        full["clauses"] = _full(policy, pack, full["clauses"])
    return full


def _text(path: Path, place: str, value: object) -> Text:
    if not isinstance(value, Mapping) or set(value) != {"zh", "en"}:
        raise WorkedCaseError(f"{path}: {place}: a text has zh and en")
    return Text(str(value["zh"]), str(value["en"]))
