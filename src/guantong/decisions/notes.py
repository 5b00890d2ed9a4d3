"""Remarks on a whole answer: facts that lie after the day asked, or are still to come."""

from collections.abc import Iterator
from datetime import date

from guantong.cases.model import Case, Note


def later_facts(case: Case, today: date) -> tuple[Note, ...]:
    """Note every fact dated after the day of the case; one after `today` is still to come.

    Such facts are no error: they do not help on that day and count for the first day.
    """
    return tuple(_note(path, day, today) for path, day in _dated(case) if day > case.as_of)


def _dated(case: Case) -> Iterator[tuple[str, date]]:
    for job in case.employment or ():
        yield f"{job.path}.from", job.start
    for certificate in case.certificates or ():
        yield f"{certificate.path}.issued_on", certificate.issued_on
    for title in case.titles or ():
        yield f"{title.path}.obtained_on", title.obtained_on
    for appraisal in case.appraisals or ():
        yield appraisal.path, date(appraisal.year, 12, 31)
    for honour in case.honours or ():
        if honour.granted_on is not None:
            yield f"{honour.path}.granted_on", honour.granted_on
    for education in case.education or ():
        if education.graduated_on is not None:
            yield f"{education.path}.graduated_on", education.graduated_on


def _note(path: str, day: date, today: date) -> Note:
    if day > today:
        return Note(
            path, "to_come", f"{day.isoformat()} 还没有到，到时才算数", f"{day.isoformat()} is still to come"
        )
    return Note(
        path,
        "later_than_as_of",
        f"{day.isoformat()} 在申报之日以后，当日不算数",
        f"{day.isoformat()} is after the day asked and does not count on it",
    )
