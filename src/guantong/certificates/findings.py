"""What an examination of a file found: one state, one reason, and the sentence that people read.

The reasons and their sentences are data (`findings.yaml`), in sections by the form of the file.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

from guantong.catalogue.reading import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.wording.language import Language

FILE: Final = Path(__file__).with_name("findings.yaml")

_LONGEST_DETAIL: Final = 400
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")

State = Literal["intact", "changed", "not_issued_here", "unreadable"]
"""As issued; not as issued; nothing that we issued; nothing that can be examined. Revocation is another question."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the table: the state that it means, and its sentence with places for details."""

    state: State
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found. Made by `finding`, which takes the state from the table."""

    state: State
    reason: str
    detail: Mapping[str, str] = field(default_factory=dict)

    @property
    def intact(self) -> bool:
        """Whether the file is what was issued here."""
        return self.state == "intact"

    def sentence(self, lang: Language) -> str:
        """The reason in words."""
        reason = reasons()[self.reason]
        return (reason.zh if lang == "zh" else reason.en).format(**self.detail)

    def as_mapping(self) -> dict[str, object]:
        """The finding as plain data, for JSON."""
        return {
            "state": self.state,
            "reason": self.reason,
            "detail": dict(self.detail),
            "zh": self.sentence("zh"),
            "en": self.sentence("en"),
        }


def finding(reason: str, **detail: object) -> Finding:
    """Return the finding for a reason of the table. Raises KeyError for a reason or a detail that it does not know.

    Details may come from a hostile file: what would move the cursor, turn the direction of writing or cannot be written
    is shown as its number, and a long one is cut.
    """
    said = {key: printable(str(value)) for key, value in detail.items()}
    made = Finding(reasons()[reason].state, reason, said)
    made.sentence("zh"), made.sentence("en")
    return made


@cache
def reasons() -> Mapping[str, Reason]:
    """All reasons by code. Raises ValueError for a code that stands in two sections, and for an unknown state."""
    table: dict[str, Reason] = {}
    for section in read_yaml(FILE).values():
        for code, row in section.items():
            if code in table or row["state"] not in get_args(State):
                raise ValueError(f"{FILE.name}: {code}")
            table[code] = Reason(row["state"], row["zh"], row["en"])
    return table


def printable(text: str) -> str:
    """A text of a file as it can be shown: nothing that moves the cursor or turns the direction of writing, and not long."""
    cut = text if len(text) <= _LONGEST_DETAIL else f"{text[:_LONGEST_DETAIL]}…"
    return "".join(f"U+{ord(c):04X}" if unicodedata.category(c) in _UNSEEN else c for c in cut)
