"""What a command is given: days, a person's file, a policy with what is laid over it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from guantong.cli.failures import BAD_PACK, Failure, Problem, from_case, unreadable

if TYPE_CHECKING:
    from datetime import date

    from guantong.cases import Case
    from guantong.policy import Policy
    from guantong.wording.language import Wording


def day(option: str, text: str | None, say: Wording) -> date | None:
    """The day that an option gives, in any form that a case may have it. Raises Failure."""
    if text is None:
        return None
    from guantong.cases.days import NotADay, read_day

    try:
        return read_day(text).date
    except NotADay as error:
        reason, hint = (error.zh, error.hint[0]) if say.lang == "zh" else (error.en, error.hint[1])
        raise Failure(Problem(option, reason, hint)) from None


def case(source: str, today: date | None, say: Wording, *, as_of: date | None = None) -> Case:
    """The case of a file, or of standard input for `-`, on its own date of submission or another. Raises Failure."""
    from guantong.cases import CaseErrors, load_case

    try:
        return load_case(source if source == "-" else Path(source), today=today, as_of=as_of)
    except CaseErrors as errors:
        raise from_case(errors, say.lang) from None


def policy(file: str | None, say: Wording) -> Policy:
    """The shipped policy, with the rows and readings of a file. Raises Failure for what cannot be used."""
    from guantong.policy import OverlayError, PackErrors, load_policy, overlay, read_overlay

    try:
        shipped = load_policy()
    except PackErrors as errors:
        raise Failure(*(Problem("", str(problem)) for problem in errors.problems), code=BAD_PACK) from None
    if file is None:
        return shipped
    try:
        return overlay(shipped, read_overlay(Path(file)), file)
    except OverlayError as error:
        raise Failure(Problem("--policy", str(error))) from None
    except OSError as error:
        raise Failure(unreadable("--policy", file, error, say)) from None
