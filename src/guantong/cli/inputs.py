"""What a command is given: days, a person's file, a policy with what is laid over it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from guantong.cli.failures import Failure, Problem, from_case

if TYPE_CHECKING:
    from datetime import date

    from guantong.cases import Case
    from guantong.cli.wording import Wording
    from guantong.policy import Policy


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


def case(source: str, today: date | None, say: Wording) -> Case:
    """The case of a file, or of standard input for `-`. Raises Failure."""
    from guantong.cases import CaseErrors, load_case

    try:
        return load_case(source if source == "-" else Path(source), today=today)
    except CaseErrors as errors:
        raise from_case(errors, say.lang) from None


def policy(file: str | None, say: Wording) -> Policy:
    """The shipped policy, with the rows and readings of a file. Raises Failure for a file that cannot be used."""
    from guantong.policy import OverlayError, load_policy, overlay, read_overlay

    shipped = load_policy()
    if file is None:
        return shipped
    try:
        return overlay(shipped, read_overlay(Path(file)), file)
    except OverlayError as error:
        raise Failure(Problem("--policy", str(error))) from None
    except OSError as error:
        message = say("打不开文件 {file}：{reason}", file=file, reason=error.strerror or str(error))
        raise Failure(Problem("--policy", message)) from None
