"""What the keys of one map say together: periods, numbers of certificates, specialties of a series, honours."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from guantong.cases import certificate_numbers
from guantong.cases.certificate_numbers import LegacyNumber, LevelNumber, SpecialNumber
from guantong.cases.errors import shown
from guantong.catalogue import catalogue, terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.cases.errors import Report
    from guantong.cases.shapes import Row


def check_period(row: Row, _raw: Mapping[str, Any], report: Report) -> None:
    """A period ends on or after the day on which it begins."""
    start, end = row.values.get("from"), row.values.get("to")
    if start and end and end < start:
        report.error(
            row.at("to"),
            "period",
            f"结束日期 {end} 早于开始日期 {start}",
            f"it ends on {end}, before it begins on {start}",
        )


def check_certificate(row: Row, _raw: Mapping[str, Any], report: Report) -> None:
    """The number of a certificate has the form of its kind, and its digits agree with level and year."""
    text = row.values.get("number")
    if text is None:
        return
    number = row.values["number"] = certificate_numbers.normalise(text)
    kind, level = row.values.get("kind"), row.values.get("level")
    if kind not in (None, "skill_level", "vocational_qualification"):
        return
    match certificate_numbers.parse(number):
        case LevelNumber() as found:
            _check_kind(kind, "skill_level", row, report)
            _check_level_number(found, level, row, report)
        case SpecialNumber():
            _check_kind(kind, "skill_level", row, report)
            if level is not None and level not in certificate_numbers.SPECIAL_LEVELS:
                _wrong_number(
                    row,
                    report,
                    "两个字母的编号只用于特级技师和首席技师",
                    "a number with two letters belongs to the levels 特级技师 and 首席技师",
                )
        case LegacyNumber():
            _check_kind(kind, "vocational_qualification", row, report)
            report.note(
                row.at("number"),
                "legacy_number",
                "16 位是旧版职业资格证书的编号，没有核对其中的内容",
                "16 digits are the number of an old vocational qualification; what they say was not compared",
            )
        case None if kind == "vocational_qualification":
            report.note(
                row.at("number"),
                "unknown_number",
                "不认识这种职业资格证书编号，没有核对",
                "the form of this qualification number is not known; it was not compared",
            )
        case _:
            _wrong_number(
                row,
                report,
                "不是职业技能等级证书的编号",
                "this is no number of a skill certificate",
                ("应为字母 Y 或 S 加 21 位数字", "it should be the letter Y or S and 21 digits"),
            )


def _check_kind(kind: str | None, fitting: str, row: Row, report: Report) -> None:
    if kind not in (None, fitting):
        name = terms.name("certificate_kind", fitting)
        _wrong_number(
            row,
            report,
            f"这是{name}的编号，与证书种类不符",
            f"this is the number of another kind: {terms.name('certificate_kind', fitting, 'en')}",
        )


def _check_level_number(found: LevelNumber, level: str | None, row: Row, report: Report) -> None:
    if found.province not in catalogue().provinces:
        _wrong_number(
            row,
            report,
            f"第 6、7 位 {found.province} 不是省级代码",
            f"characters 6 and 7, {found.province}, are no code of a province",
        )
    if level is not None and level != found.level:
        _wrong_number(
            row,
            report,
            f"第 16 位表示{terms.name('skill_level', found.level)}，与等级{terms.name('skill_level', level)}不符",
            f"character 16 means {terms.name('skill_level', found.level, 'en')}, the level says {terms.name('skill_level', level, 'en')}",
        )
    issued = row.values.get("issued_on")
    if issued is None:
        return
    apart = certificate_numbers.years_apart(found.year, issued.year)
    zh = f"第 14、15 位 {found.year:02} 与发证年份 {issued.year} 不同"
    en = f"characters 14 and 15, {found.year:02}, differ from the year of issue {issued.year}"
    if apart == 1:
        report.note(row.at("number"), "year_differs", zh, en)
    elif apart > 1:
        _wrong_number(row, report, zh, en)


def _wrong_number(row: Row, report: Report, zh: str, en: str, hint: tuple[str, str] | None = None) -> None:
    report.error(
        row.at("number"),
        "certificate_number",
        zh,
        en,
        hint
        or (
            "请对照证书核对编号、种类、等级和日期",
            "compare number, kind, level and date with the certificate",
        ),
    )


def check_specialty(row: Row, raw: Mapping[str, Any], report: Report) -> None:
    """A title name belongs to its series, and a specialty to the closed list of its series."""
    if raw.get("series") is not None and "series" not in row.values:
        return
    _check_title_name(row, raw.get("level"), report)
    specialty = row.values.get("specialty")
    if specialty is None:
        return
    known, series = catalogue(), row.values.get("series")
    if series is None:
        listed = sorted(
            {item.series for item in known.all_specialties if known.find_specialty(item.series, specialty)}
        )
        if len(listed) == 1:
            series = row.values["series"] = listed[0]
            _note_series(row, "specialty", series, report)
        elif listed:
            return
    elif not known.specialties(series):
        return
    found = known.find_specialty(series, specialty) if series else None
    if found:
        row.values["specialty"] = found
        return
    near = "、".join(_near_specialties(series, specialty[:40]))
    name = terms.name("series", series) + "系列" if series else "各系列"
    report.error(
        row.at("specialty"),
        "unknown_specialty",
        f"{name}没有“{shown(specialty)}”这个专业",
        f"“{shown(specialty)}” is no specialty of "
        + (terms.name("series", series, "en") if series else "any series"),
        (f"是否指 {near}", f"did you mean {near}") if near else ("", ""),
    )


def _near_specialties(series: str | None, text: str) -> tuple[str, ...]:
    if series:
        return catalogue().suggest_specialties(series, text)
    return terms.nearest(
        text, {terms.normalise(row.name): row.name for row in catalogue().all_specialties}, 3
    )


def _check_title_name(row: Row, raw: object, report: Report) -> None:
    if not isinstance(raw, str) or terms.term("title_level", raw) is not None:
        return
    title = catalogue().find_title(raw)
    if title is None:
        return
    if "series" not in row.values:
        row.values["series"] = title.series
        _note_series(row, "level", title.series, report)
    elif row.values["series"] != title.series:
        report.error(
            row.at("level"),
            "title_of_other_series",
            f"“{shown(raw)}”是{terms.name('series', title.series)}系列的职称",
            f"“{shown(raw)}” is a title of {terms.name('series', title.series, 'en')}",
        )


def _note_series(row: Row, key: str, series: str, report: Report) -> None:
    report.note(
        row.at(key),
        "series_supplied",
        f"没有写系列，按{terms.name('series', series)}系列读取",
        f"the series is not given; read as {terms.name('series', series, 'en')}",
    )


def check_honour(row: Row, raw: Mapping[str, Any], report: Report) -> None:
    """The exact name of another province's honour says which province, and is kept as its name."""
    text = raw.get("honour")
    found = catalogue().find_honour(text) if isinstance(text, str) else None
    if found is None or found.jurisdiction is None:
        return
    if raw.get("jurisdiction") is None:
        row.values["jurisdiction"] = found.jurisdiction
    if raw.get("name") is None:
        row.values["name"] = unicodedata.normalize("NFKC", str(text)).strip()
