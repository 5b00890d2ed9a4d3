"""Chance that repeats itself, as SQL: every number follows from the seed, the person and the name of the draw.

A row has a `key`, a 64-bit number made of the seed and the person (and of the place of the row). A draw mixes the key
with a number made of the draw's name and hashes it once more. DuckDB's `hash` of two values is a mere sum of two
hashes, in which draws would follow from each other; its hash of one 64-bit number mixes well, and only that is used.
No draw knows how many persons there are, how they are cut into files, or which thread works on them.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guantong.population.assumptions import Weights

_MILLION: Final = 1_000_000


def salt(*names: object) -> str:
    """The number that stands for a name, as a literal."""
    text = "/".join(map(str, names))
    return f"{int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), 'big')}::UBIGINT"


def person_key(seed: int, number: str) -> str:
    """The key of the person with a number."""
    return f"hash(xor(hash(({number})::UBIGINT), {salt('seed', seed)}))"


def row_key(table: str, place: str) -> str:
    """The key of a row of a table from the key of its person and its place among the person's rows."""
    return f"hash(xor(xor(key, {salt('table', table)}), ({place})::UBIGINT))"


def draw(name: str, place: str = "", *, key: str = "key") -> str:
    """A whole number from 0 up, of 62 bits; `place` tells several draws of one name apart."""
    mixed = f"xor({key}, {salt('draw', name)})"
    if place:
        mixed = f"xor({mixed}, ({place})::UBIGINT)"
    return f"(hash({mixed}) >> 2)::BIGINT"


def below(name: str, share: float | str, place: str = "") -> str:
    """True with a probability, which may be an expression of a number per million."""
    limit = share if isinstance(share, str) else str(round(share * _MILLION))
    return f"({draw(name, place)} % {_MILLION} < {limit})"


def up_to(name: str, most: str | int, place: str = "") -> str:
    """A whole number from 0 to `most`, every one alike."""
    return f"({draw(name, place)} % (({most}) + 1))::INTEGER"


def text(value: str | None) -> str:
    """A literal of a text or of nothing."""
    return "NULL::VARCHAR" if value is None else "'" + value.replace("'", "''") + "'"


def pick(name: str, weights: Weights) -> str:
    """One of several texts by their weights."""
    return _choose(draw(name), [(text(value), weight) for value, weight in weights])


def pick_place(name: str, weights: Weights) -> str:
    """The place, from 0, of one of several values by their weights."""
    return _choose(draw(name), [(str(place), weight) for place, (_, weight) in enumerate(weights)])


def pick_between(name: str, bands: Sequence[tuple[int, int, float]], place: str = "") -> str:
    """A whole number from one of several bands by their weights, every number of a band alike."""
    within = f"{name} within"
    return _choose(
        draw(name, place),
        [(f"{least} + {up_to(within, most - least, place)}", weight) for least, most, weight in bands],
    )


def one_of(values: str, name: str, count: int) -> str:
    """One value of a list, every one alike."""
    return f"{values}[1 + {draw(name)} % {count}]"


def texts(values: Sequence[str | None]) -> str:
    """A list of texts."""
    return f"[{', '.join(map(text, values))}]"


def numbers(values: Sequence[int]) -> str:
    """A list of whole numbers."""
    return f"[{', '.join(map(str, values))}]"


def thresholds(weights: Sequence[float]) -> list[int]:
    """Where each share ends, in millionths of the whole; the last is the whole."""
    whole, found, sum_ = sum(weights), [], 0.0
    for weight in weights:
        sum_ += weight
        found.append(round(sum_ / whole * _MILLION))
    return found


def _choose(number: str, options: Sequence[tuple[str, float]]) -> str:
    ends = thresholds([weight for _, weight in options])
    *first, last = [value for value, _ in options]
    if not first:
        return f"({last})"
    cases = " ".join(
        f"WHEN {number} % {_MILLION} < {end} THEN {value}" for value, end in zip(first, ends, strict=False)
    )
    return f"(CASE {cases} ELSE {last} END)"
