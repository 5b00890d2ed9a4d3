"""What single cells mean, and what is said of those that mean nothing."""

from datetime import date, datetime
from decimal import Decimal
from random import Random

import duckdb
import pytest

from guantong.cases import identity
from guantong.cases.certificate_numbers import LEVELS
from guantong.catalogue import catalogue
from guantong.screening.register import places_of
from guantong.screening.sources import keys
from guantong.screening.sources.parts import literal
from guantong.screening.sources.values import (
    clean,
    read_identity,
    read_number,
    read_together,
    read_value,
)

DAY = date(2024, 5, 20)


@pytest.mark.parametrize(
    "written",
    [
        DAY,
        datetime(2024, 5, 20),
        "2024-05-20",
        "2024-5-20",
        "2024.5.20",
        "2024/5/20",
        "20240520",
        20240520,
        "2024年5月20日",
        "2024年 5月 20日",
        "２０２４．５．２０",
        "2024-05-20 00:00:00",
        "2024-05-20T00:00:00.000",
        45432,
        45432.0,
        "45432",
        "\ufeff 45432.0 ",
        Decimal("45432.00"),
    ],
)
def test_a_day_in_every_spelling(written: object) -> None:
    assert read_value("certificate", "issued_on", written).values == (DAY.toordinal(),)


def test_a_month_is_its_last_day() -> None:
    reading = read_value("certificate", "issued_on", "2024年2月")
    assert reading.values == (date(2024, 2, 29).toordinal(),)
    assert [note.code for note in reading.notes] == ["month_precision"]


@pytest.mark.parametrize(
    "written", ["2024", "2024-02-30", "2024-05-20 10:30", "待查", "1899-01-01", "9", 45432.5]
)
def test_no_day(written: object) -> None:
    reading = read_value("certificate", "issued_on", written)
    assert reading.values == (None,)
    assert [error.code for error in reading.errors] == ["date"]


def test_an_open_end_is_no_day() -> None:
    assert read_value("job", "to", "至今").values == (None,)
    assert read_value("job", "to", "至今").errors == ()
    assert read_value("job", "from", "至今").errors


@pytest.mark.parametrize("nothing", [None, "", "  ", "　", "\ufeff", float("nan")])
def test_an_empty_cell_is_unknown(nothing: object) -> None:
    assert read_value("person", "status", nothing).values == (None,)
    assert read_value("person", "status", nothing).errors == ()


@pytest.mark.parametrize("written", ["technician", "技师", "二级", "２级", " 技师（二级）", "二级/技师"])
def test_a_level_in_every_spelling(written: str) -> None:
    assert read_value("certificate", "level", written).values == (places_of("skill_level")["technician"],)


@pytest.mark.parametrize(("written", "meaning"), [(True, True), (False, False), ("是", True), ("无", False)])
def test_truth(written: object, meaning: bool) -> None:
    assert read_value("education", "degree", written).values == (meaning,)
    assert read_value("certificate", "verified", written).values == (int(meaning),)


def test_a_number_is_no_truth_value() -> None:
    (error,) = read_value("certificate", "verified", 1).errors
    assert error.code == "truth_value"


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        ("会计;统计", ["accounting", "statistics"]),
        (["会计"], ["accounting"]),
        ([], []),
        ("无", []),
        ("[]", []),
    ],
)
def test_exam_fields(written: object, fields: list[str]) -> None:
    assert read_value("job", "exam_fields", written).values == (fields,)


@pytest.mark.parametrize(
    ("written", "year"), [("2023", 2023), (2023.0, 2023), ("２０２３年度", 2023), ("23", None)]
)
def test_a_year(written: object, year: int | None) -> None:
    assert read_value("appraisal", "year", written).values == (year,)


@pytest.mark.parametrize(
    "damaged", ["4.50202E+17", "4.50202198803025e+17", 4.50202198803025e17, "450202198803025000"]
)
def test_what_a_spreadsheet_did_to_a_number_is_explained(damaged: object) -> None:
    for reading in (read_value("person", "person_id", damaged), read_identity(damaged, DAY)):
        (error,) = reading.errors
        assert error.code == "damaged_number"
        assert "电子表格" in error.zh
        assert "文本格式" in error.hint_zh


def test_a_staff_number_stays_as_it_is() -> None:
    assert read_value("person", "person_id", " ０１ 23 ").values == ("0123",)
    assert read_value("person", "person_id", 123.0).values == ("123",)
    assert read_value("person", "person_id", "x" * 65).errors


def test_a_title_is_read_as_a_whole() -> None:
    reading = read_together("title", {"series": "工程", "specialty": "机械", "level": "工程师"})
    assert reading.values == (
        places_of("series")["engineering"],
        "机械制造",
        places_of("title_level")["intermediate"],
    )
    errors = read_together("title", {"series": "工程", "specialty": "机械学", "level": "农艺师"}).errors
    assert {(error.path, error.code) for error in errors} == {
        ("specialty", "unknown_specialty"),
        ("level", "title_of_other_series"),
    }
    assert [error.code for error in read_together("title", {}).errors] == ["required", "required"]


def test_the_name_of_an_honour_says_whose_it_is() -> None:
    assert read_together("honour", {"honour": "广东省技术能手"}).values[1:] == ("cn-44", "广东省技术能手")


def test_what_a_finding_is_about() -> None:
    reading = read_together("finding", {"question": "专业相近", "about": "specialty=机械 ; occupation=车工"})
    assert reading.values == ("specialty_relation", "occupation=6-18-01-01;specialty=机械制造")
    assert read_together("finding", {"question": "专业相近", "about": "车工"}).errors


def test_the_number_of_a_certificate_is_compared() -> None:
    right = "S000045000123202000001"
    assert read_number(f" {right.lower()}", "skill_level", "technician", None).values == (right,)
    assert read_number(right, "skill_level", "senior_technician", None).errors
    assert read_number(right, "skill_level", "technician", date(2020, 1, 1)).errors == ()
    assert read_number("4.5E+15", None, None, None).errors[0].code == "damaged_number"


@pytest.mark.parametrize("value", [True, 31.0, Decimal(31), "31.0", "３１"])
def test_clean(value: object) -> None:
    assert clean(value) == ("true" if value is True else "31")


# --- what SQL takes for surely right, the reader takes as it stands ------------------------------------


def _sql(expression: str, values: list[str]) -> list[bool]:
    listed = ", ".join(f"({literal(value)})" for value in values)
    rows = duckdb.sql(f"SELECT coalesce({expression}, false) FROM (VALUES {listed}) t(v)").fetchall()  # noqa: S608
    return [bool(row[0]) for row in rows]


def test_surely_plain_keys_are_read_as_they_are() -> None:
    keys_given = [
        "P001",
        "123",
        "1.5",
        "12.0",
        "1e5",
        "1E+17",
        "450202198803025000",
        "人1",
        " P1",
        "０1",
        "a b",
        "x" * 65,
    ]
    for key, sure in zip(keys_given, _sql(keys.surely_plain("v"), keys_given), strict=True):
        reading = read_value("person", "person_id", key)
        assert not sure or reading.values == (key,), key
    assert _sql(keys.surely_plain("v"), ["P001", "123", "A-17/b"]) == [True, True, True]


def test_the_check_digit_in_sql_is_that_of_the_reader() -> None:
    random = Random(5)  # noqa: S311
    numbers = []
    for _ in range(300):
        first = f"{random.randint(110000, 659999)}{random.randint(1899, 2026)}{random.randint(1, 13):02}{random.randint(1, 31):02}{random.randint(0, 999):03}"
        right = first + identity.check_digit(first)
        numbers += [right, first + random.choice("0123456789X")]
    numbers += ["81000019900101001X", "92000019900101001X", "45020219880302471x"]
    latest = date(2026, 6, 1)
    sure = _sql(keys.card_is_right("v", latest), numbers)
    births = duckdb.sql(
        f"SELECT {keys.card_birth('v')} FROM (VALUES {', '.join(f'({literal(n)})' for n in numbers)}) t(v)"  # noqa: S608
    ).fetchall()
    for number, surely, (birth,) in zip(numbers, sure, births, strict=True):
        reading = read_identity(number, latest)
        if surely:
            assert reading.values == (number, birth)
        elif number.isdigit():
            assert reading.errors, number
    assert 0 < sum(sure) < len(sure)


def test_surely_right_certificate_numbers_are_right() -> None:
    random = Random(9)  # noqa: S311
    levels, kinds = places_of("skill_level"), places_of("certificate_kind")
    codes = keys.CertificateCodes(
        ((digit, levels[level]) for digit, level in LEVELS.items()),
        kinds["skill_level"],
        kinds["vocational_qualification"],
        catalogue().provinces,
    )
    seen = set()
    for _ in range(250):
        number = random.choice(
            (
                f"{random.choice('YSA')}0000{random.choice(('45', '44', '00'))}000123{random.choice(('20', '21', '19'))}{random.randint(0, 6)}000001",
                f"{random.randint(0, 10**16 - 1):016}",
                "Y1234S1234567890123456",
                "ABC-1",
                "",
            )
        )
        kind, level = random.choice((None, *kinds)), random.choice((None, *levels))
        issued = random.choice((None, date(2020, 2, 29), date(2021, 1, 1)))
        places = (kind and kinds[kind], level and levels[level], issued and issued.toordinal())
        beside = tuple("NULL" if value is None else str(value) for value in places)
        sure = _sql(keys.surely_numbered("v", beside[0], beside[1], beside[2], codes), [number])[0]
        seen.add(sure)
        if sure:
            reading = read_number(number, kind, level, issued)
            assert reading.values == (number,), (number, kind, level, issued)
            assert reading.errors == ()
    assert seen == {True, False}
