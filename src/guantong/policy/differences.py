"""What is different between two packs: added, removed and changed rows, by their ids."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .model import Language

Change = Literal["added", "removed", "changed"]

KINDS = (
    "document", "provision", "reading", "parameter", "route", "supplement", "requirement", "condition", "question", "note",
    "displacement", "party", "deadline", "threshold", "step",
)  # fmt: skip
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `details` are the parts of a changed row with their old and new values."""

    kind: str
    name: str
    change: Change
    details: tuple[tuple[str, str, str], ...] = ()


def differences(
    one: Mapping[str, Any], other: Mapping[str, Any], *, lang: Language = "zh", longest: int = _LONGEST
) -> tuple[Difference, ...]:
    """The differences from one pack to another, by kind and then in the order of the packs.

    Texts that differ in both languages are told in `lang`; a value longer than `longest` is cut.
    """
    say = _Saying(lang, longest)
    return tuple(
        found for kind in KINDS for found in _of_kind(kind, _rows(one, kind), _rows(other, kind), say)
    )


@dataclass(frozen=True, slots=True)
class _Saying:
    """In which language and at what length values are told."""

    lang: Language
    longest: int


def _of_kind(kind: str, old: Mapping[str, Any], new: Mapping[str, Any], say: _Saying) -> Iterator[Difference]:
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield Difference(kind, name, "removed")
        elif name not in old:
            yield Difference(kind, name, "added")
        elif old[name] != new[name]:
            yield Difference(kind, name, "changed", tuple(_details(old[name], new[name], say)))


def _rows(pack: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """The rows of one kind by the name under which they are compared."""
    definitions = pack.get("definitions") or {}
    routes = pack.get("routes") or {}
    procedure = pack.get("procedure") or {}
    match kind:
        case "document":
            return dict(pack.get("document") or {})
        case "provision" | "reading" | "parameter":
            return _by("id", (pack.get(f"{kind}s") or {}).get(f"{kind}s"))
        case "route" | "supplement":
            return {
                name: {**row, "requires": [_name(item) for item in row.get("requires") or ()]}
                for name, row in _by("name", routes.get(f"{kind}s")).items()
            }
        case "requirement":
            written = {
                f"{row['name']}/{item['name']}": item
                for key in ("routes", "supplements")
                for row in routes.get(key) or ()
                for item in row.get("requires") or ()
                if isinstance(item, dict)
            }
            return {**(definitions.get("requirements") or {}), **written}
        case "condition" | "question" | "note":
            return definitions.get(f"{kind}s") or {}
        case "displacement":
            return {"、".join(row.get("routes") or ()): row for row in routes.get("displaces") or ()}
        case "party":
            return _by("id", procedure.get("parties"))
        case _:
            return _by("id", procedure.get(f"{kind}s"))


def _by(key: str, rows: Any) -> dict[str, Any]:
    return {str(row[key]): row for row in rows or ()}


def _name(item: object) -> object:
    """A requirement written in place is compared as a requirement; the route only names it."""
    return item["name"] if isinstance(item, dict) else item


def _details(old: object, new: object, say: _Saying) -> Iterator[tuple[str, str, str]]:
    """The parts that differ; two long values that begin alike are not worth showing."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        yield "", *_pair(old, new, say)
        return
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield str(key), *_pair(old.get(key), new.get(key), say)


def _pair(old: object, new: object, say: _Saying) -> tuple[str, str]:
    if isinstance(old, dict) and isinstance(new, dict):
        order = dict.fromkeys((say.lang, *old, *new))
        key = next((key for key in order if old.get(key) != new.get(key)), None)
        if {*old, *new} == {"zh", "en"} and key is not None:
            old, new = old.get(key), new.get(key)
    said = _shown(old, say), _shown(new, say)
    return ("", "") if said[0] == said[1] else said


def _shown(value: object, say: _Saying) -> str:
    """A value on one line, and short."""
    if value is None:
        return "—"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= say.longest else f"{text[: say.longest]}…"
