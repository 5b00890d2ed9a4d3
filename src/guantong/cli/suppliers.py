"""What is missing, by who can supply it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guantong.decisions.suppliers import supplier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guantong.wording.language import Wording


def by_supplier(paths: Iterable[str], say: Wording) -> Mapping[str, tuple[str, ...]]:
    """The paths by who supplies them, in the order in which they are given."""
    found: dict[str, tuple[str, ...]] = {}
    for path in paths:
        who = supplier(path).words(say.lang)
        found[who] = (*found.get(who, ()), path)
    return found
