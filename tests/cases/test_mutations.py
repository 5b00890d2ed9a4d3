"""Twenty thousand spoilt documents: every one is a case or a list of located errors, never anything else."""

from __future__ import annotations

import json
import pickle
import time
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any, Final

import pytest

from guantong.cases import CaseErrors, dump_case, load_case, parse_case
from guantong.cases.reading import parse_document
from tests.cases.documents import RICH_YAML, TODAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED: Final = 20211026
AS_DATA: Final = 17_800
AS_JSON: Final = 2_000
AS_YAML: Final = 200
PARTS: Final = 4
"""The documents are drawn in parts, so that several workers can share them."""

RICH: Final[dict[str, Any]] = parse_document(RICH_YAML)
ODD: Final[tuple[Any, ...]] = (
    None,
    True,
    0,
    -1,
    10**18,
    20240601,
    2.5,
    float("inf"),
    "",
    " ",
    "技师",
    "中级",
    "engineering",
    "2024-02-30",
    "2016-05",
    "6-18-01-01",
    "450202198803024713",
    "S000045000123202000001",
    "\x00",
    "\ud800",
    "字" * 3000,
    [],
    {},
    [[]],
    [None],
    {"": ""},
    {"a": {"b": {}}},
)


def spots(document: Any) -> list[tuple[Any, Any]]:
    """Return every place of a document: the list or map that holds it, and its index or key."""
    found: list[tuple[Any, Any]] = []
    holders = [document]
    while holders:
        holder = holders.pop()
        if isinstance(holder, dict):
            found += [(holder, key) for key in holder]
            holders += holder.values()
        elif isinstance(holder, list):
            found += [(holder, place) for place in range(len(holder))]
            holders += holder
    return found


def copied(value: Any) -> Any:
    """Return a copy that shares nothing, several times faster than copy.deepcopy."""
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - our own bytes


def mutated(random: Random) -> Any:
    """Return the rich document with one to four faults."""
    document = copied(RICH)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        places = spots(document)
        if not places:
            break
        holder, key = random.choice(places)
        random.choice(FAULTS)(random, holder, key, places)
    return document


def another_type(random: Random, holder: Any, key: Any, _: Any) -> None:
    holder[key] = copied(random.choice(ODD))


def another_value(random: Random, holder: Any, key: Any, places: Any) -> None:
    other, place = random.choice(places)
    holder[key] = copied(other[place])


def another_key(random: Random, holder: Any, key: Any, places: Any) -> None:
    if isinstance(holder, dict):
        new = random.choice(places)[1] if random.random() < 0.7 else spoilt(random, str(key))
        holder[new] = holder.pop(key)


def another_text(random: Random, holder: Any, key: Any, _: Any) -> None:
    holder[key] = spoilt(random, str(holder[key]))


def nothing(_random: Random, holder: Any, key: Any, _: Any) -> None:
    del holder[key]


def twice(random: Random, holder: Any, key: Any, _: Any) -> None:
    if isinstance(holder, list):
        holder.extend(copied(holder[key]) for _ in range(random.choice((1, 1, 1, 2, 2, 3, 50))))


FAULTS: Final[tuple[Callable[[Random, Any, Any, Any], None], ...]] = (
    another_type,
    another_value,
    another_key,
    another_text,
    another_text,
    nothing,
    twice,
)


def spoilt(random: Random, text: str) -> str:
    """Return a text with one sign changed, lost, or put in."""
    place = random.randrange(len(text) + 1)
    sign = random.choice("0９X技\t\n\x07:-#{}[]&*!'\"% e\u202e\ufffe")
    return text[:place] + random.choice((sign, "", text[place : place + 1] * 2)) + text[place + 1 :]


def flipped(random: Random, content: bytes) -> bytes:
    """Return bytes of which one to three have one bit changed."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 3))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def sources(random: Random) -> Iterator[Any]:
    for _ in range(AS_DATA // PARTS):
        yield mutated(random)
    for _ in range(AS_JSON // PARTS):
        text = json.dumps(mutated(random), ensure_ascii=random.random() < 0.5)
        content = text.encode("utf-8", "surrogatepass")
        yield flipped(random, content) if random.random() < 0.2 else text if text.startswith("{") else content
    content = RICH_YAML.encode()
    for _ in range(AS_YAML // PARTS):
        yield flipped(random, content) if random.random() < 0.5 else spoilt(random, RICH_YAML)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_spoilt_document_is_a_case_or_a_list_of_errors(part: int) -> None:
    seen: Counter[str] = Counter()
    slowest = (0.0, "")
    for source in sources(Random(f"{SEED}/{part}")):  # noqa: S311 - the same faults on every run
        began = time.perf_counter()
        outcome = outcome_of(source)
        slowest = max(slowest, (time.perf_counter() - began, repr(source)[:200]))
        seen[outcome] += 1

    print(f"\n{dict(seen)}; the slowest took {slowest[0]:.3f} s: {slowest[1]}")
    assert seen.total() == (AS_DATA + AS_JSON + AS_YAML) // PARTS
    assert seen["case"] > 0
    assert seen["errors"] > 0


def outcome_of(source: Any) -> str:
    """Read a spoilt document; whatever is no CaseErrors, as an error that cannot be printed, fails the test."""
    try:
        case = (
            load_case(source, today=TODAY) if isinstance(source, str | bytes | dict) else parse_case(source)
        )
    except CaseErrors as found:
        errors = found.errors
    else:
        assert parse_case(dump_case(case), today=TODAY) == case
        return "case"
    assert errors
    for error in errors:
        assert (error.text() + error.text("en")).encode()
        assert error.code
        assert error.zh
        assert error.en
    return "errors"
