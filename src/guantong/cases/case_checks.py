"""What the whole document says together: the identity and the date of birth, days before birth, pending years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guantong.cases import identity
from guantong.catalogue import catalogue

if TYPE_CHECKING:
    from datetime import date

    from guantong.cases.errors import Report
    from guantong.cases.shapes import Row


def check_case(root: Row, report: Report) -> None:
    """Report what does not fit together, and put the identity number into its usual form."""
    as_of: date = root.values["as_of"]
    person: Row | None = root.values.get("person")
    if person is not None:
        born = _birth(person, as_of, report)
        if born is not None:
            _check_after_birth(born, report)
    for row in root.values.get("appraisals") or ():
        if row.values.get("grade") == "pending" and row.values["year"] != as_of.year - 1:
            report.error(
                row.path,
                "pending",
                f"只有 {as_of.year - 1} 年（申报日期的上一年）可以写尚未评定",
                f"only {as_of.year - 1}, the year before the date of submission, may be pending",
            )


def _birth(person: Row, as_of: date, report: Report) -> date | None:
    """Return the date of birth from the person and the identity number, which have to agree."""
    given: date | None = person.values.get("birth_date")
    if given is not None and given > as_of:
        report.error(
            person.at("birth_date"),
            "birth_date",
            f"出生日期晚于申报日期 {as_of}",
            f"the date of birth is after the date of submission {as_of}",
        )
    document: Row | None = person.values.get("identity")
    carried = _identity_birth(document, as_of, report) if document is not None else None
    if given is None or carried is None:
        return given or carried
    if report.noted(person.at("birth_date"), "month_precision") and (given.year, given.month) == (
        carried.year,
        carried.month,
    ):
        person.values["birth_date"] = carried
        return carried
    if given != carried:
        report.error(
            person.at("birth_date"),
            "birth_date",
            "与证件号码中的出生日期不符",
            "it differs from the date of birth in the identity number",
            ("请对照证件核对两处", "compare both with the document"),
        )
    return given


def _identity_birth(document: Row, as_of: date, report: Report) -> date | None:
    text = document.values.get("number")
    if text is None:
        return None
    kind, number = document.values.get("type"), identity.normalise(text)
    document.values["number"] = number
    try:
        born = identity.check_number(kind, number, as_of)
    except identity.WrongNumber as error:
        report.error(document.at("number"), "identity_number", error.zh, error.en, error.hint)
        return None
    if born and number[:2] not in catalogue().provinces and not number.startswith(identity.PERMIT_REGIONS):
        report.note(
            document.at("number"),
            "region_hint",
            "号码的前两位不是现行的省级代码，请核对",
            "the first two digits are no present code of a province, please compare",
        )
    return born


def _check_after_birth(born: date, report: Report) -> None:
    for path, day in report.days:
        if day < born:
            report.error(
                path,
                "before_birth",
                f"{day} 早于出生日期 {born}",
                f"{day} is before the date of birth {born}",
            )
