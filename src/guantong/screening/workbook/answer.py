"""The clerk's own workbook returned: every mistake at its cell, and what each person may apply for, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from guantong.decisions.words import Words
from guantong.policy import load_policy

from .edited import edit
from .findings import Findings
from .rebuilt import rebuild
from .writing import replacing

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from guantong.policy.model import Language, Policy

    from .roster import Roster

MOST_EDITED: Final = 20_000
"""So many rows are edited in place; beyond that the workbook is written anew, which takes a fraction of the memory."""

MOST_CELLS: Final = 1_500_000
"""Rows that hold nothing but a format have cells too."""


def answer(
    roster: Roster,
    decisions: pa.Table,
    as_of: date,
    out: Path,
    lang: Language = "zh",
    *,
    policy: Policy | None = None,
) -> None:
    """Write the answer for a roster to `out`, whole or not at all.

    Args:
        roster: as `read_roster` returned it; its file has to be there still. One that was refused has no answer.
        decisions: one row for each person and target; people who are not in the roster are passed over.
        as_of: the day of submission of the decisions.
        out: the workbook to write; it may be the roster's own file.
        lang: the language of what is added; the clerk's own cells stay as they are.
        policy: the rules behind the decisions, for their names; the shipped ones unless given.

    Raises OSError where a file cannot be read or written, ValueError for a roster that was refused.

    """
    if roster.refused:
        raise ValueError("nothing was read from this workbook")
    words = Words(load_policy() if policy is None else policy, lang)
    findings = Findings(roster, decisions, as_of, words)
    came = roster.layout
    in_place = came.kind == "xlsx" and came.rows <= MOST_EDITED and came.cells <= MOST_CELLS
    write = edit if in_place else rebuild
    with replacing(out) as part:
        write(roster, findings, words, part)
