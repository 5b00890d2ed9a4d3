"""A clerk's workbook in, the same workbook with the answers out."""

from datetime import date
from pathlib import Path

from guantong.policy import Policy
from guantong.policy.model import Language

from .decisions import Decider
from .people import rows_of
from .workbook.answer import answer
from .workbook.reading import read_roster
from .workbook.roster import Roster


def screen_roster(
    path: Path, out: Path, *, as_of: date, policy: Policy, decider: Decider, lang: Language = "zh"
) -> Roster:
    """Read a workbook, decide everybody in it who can be decided, and write the answer; the roster as it was read.

    A roster that is `refused` as a whole has no answer, and nothing is written. Raises OSError where a file
    cannot be read or written.
    """
    roster = read_roster(path, as_of=as_of)
    if roster.refused:
        return roster
    decisions = decider.decide_tables(rows_of((person.person_id, person.case) for person in roster.people))
    answer(roster, decisions, as_of, out, lang, policy=policy)
    return roster
