"""Every mistake is found at its place, all of them in one pass, and nothing that is right is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import pytest

from guantong.cases import CaseErrors, load_case, parse_case
from guantong.cases.model import Appraisal, Case, Evidence, Identity, Person
from guantong.cases.reading import parse_document
from tests.cases.documents import RICH_YAML, TODAY, changed, errors_of, places

RICH: Final[dict[str, Any]] = parse_document(RICH_YAML)


def case(**document: Any) -> Case:
    return parse_case({"as_of": "2024-06-01", **document}, today=TODAY)


def test_the_rich_document_is_a_case() -> None:
    found = load_case(RICH_YAML, today=TODAY)

    assert found.person.identity == Identity("resident_identity_card", "450202198803024713")
    assert found.employment is not None
    assert found.employment[0].exam_fields == ("accounting", "economics")
    assert found.employment[1].occupation == "6-18-01-02"
    assert found.employment[1].start == date(2010, 7, 31)
    assert found.appraisals is not None
    assert found.appraisals[2] == Appraisal("appraisals.2022", 2022, "qualified", "6-18-01-01")
    assert found.education is not None
    assert found.education[0].class_ == "senior_worker_class"
    assert [finding.about for finding in found.findings] == [
        "南粤技术能手",
        (("occupation", "6-18-01-01"), ("specialty", "机械制造")),
        (("occupation", "6-18-01-01"), ("target", "6-18-01-02")),
        (("major", "机电一体化"), ("occupation", "6-18-01-01")),
        "self_employed",
        (("point", "其他情况"),),
    ]


def test_nothing_known_is_a_case() -> None:
    assert parse_case({}, today=TODAY) == Case(TODAY)
    assert parse_case(dict.fromkeys(RICH), today=TODAY) == Case(TODAY)
    assert parse_case({}).as_of == date.today()


def test_absent_is_unknown_and_empty_is_none() -> None:
    assert case(titles=[]).titles == ()
    assert case().titles is None
    assert case(person={"sanctions": []}).person == Person(sanctions=())
    assert case(appraisals={}).appraisals == ()
    assert case(appraisals={"2023": None}).appraisals == ()
    assert case(evidence={}).evidence == Evidence()
    assert case(findings=None).findings == ()


@pytest.mark.parametrize("data", [None, [], "text", 1, True, 1.5, date(2024, 6, 1), object()])
def test_what_is_no_map_is_no_case(data: object) -> None:
    with pytest.raises(CaseErrors, match="一组键和值"):
        parse_case(data)


WRONG: Final[list[tuple[tuple[Any, ...], object, str, str]]] = [
    (("titel",), [], "unknown_key", "titles"),
    (("person", "姓 名"), "甲", "unknown_key", "name"),
    (("person", "zzzz"), "甲", "unknown_key", ""),
    (("certificates", 0, "levl"), "technician", "unknown_key", "level"),
    (("certificates", 0, "level"), "techician", "unknown_code", "技师（technician）"),
    (("certificates", 0, "level"), "三极", "unknown_code", "高级工（senior_worker）"),
    (("certificates", 0, "level"), 3, "wrong_type", "引号"),
    (("certificates", 0, "level"), True, "wrong_type", ""),
    (("certificates", 0, "level"), None, "required", ""),
    (("certificates", 0, "occupation"), None, "required", ""),
    (("certificates", 0, "occupation"), "6180101", "occupation_code", "6-18-01-01"),
    (("certificates", 0, "occupation"), "6-18-01-1", "occupation_code", "6-18-01-01"),
    (("certificates", 0, "occupation"), "0-00", "occupation_code", ""),
    (("certificates", 0, "issued_on"), None, "required", ""),
    (("certificates", 0, "issued_on"), "2020-02-30", "date", "2024-06-01"),
    (("certificates", 0, "issued_on"), datetime(2020, 6, 1, 8), "date", ""),
    (("certificates", 1, "issued_on"), "1987-06-01", "before_birth", ""),
    (("certificates", 0, "verified"), "maybe", "truth_value", "declared"),
    (("certificates", 0, "verified"), 1, "truth_value", "declared"),
    (("certificates", 0), [], "wrong_type", ""),
    (("certificates", 0), None, "wrong_type", ""),
    (("certificates",), {}, "wrong_type", "[]"),
    (("certificates",), "x", "wrong_type", "[]"),
    (("person",), [], "wrong_type", ""),
    (("person", "name"), "", "empty_text", ""),
    (("person", "name"), "字" * 201, "text_too_long", ""),
    (("person", "name"), "a\x1b[31m", "control_character", ""),
    (("person", "name"), "\ud800", "control_character", ""),
    (("person", "name"), b"x", "wrong_type", ""),
    (("person", "status"), "emploed", "unknown_code", "在职（employed）"),
    (("person", "lawful_work_in_region"), "declared", "truth_value", ""),
    (("person", "lawful_work_in_region"), "yes", "truth_value", ""),
    (("person", "sanctions", 0, "to"), "2018-12-31", "period", ""),
    (("person", "sanctions", 0, "from"), "1980-01-01", "before_birth", ""),
    (("person", "identity", "type"), "id", "unknown_code", ""),
    (("person", "identity", "number"), "450202198803024714", "identity_number", "18"),
    (("employment", 1, "to"), "2010-07-30", "period", ""),
    (("employment", 0, "from"), None, "required", ""),
    (("employment", 0, "from"), "1980-01-01", "before_birth", ""),
    (("employment", 0, "exam_fields"), "accounting", "wrong_type", ""),
    (("employment", 0, "exam_fields", 0), "cooking", "unknown_code", ""),
    (("titles", 0, "series"), None, "required", ""),
    (("titles", 0, "series"), "工成", "unknown_code", "工程（engineering）"),
    (("titles", 0, "specialty"), "机械制早", "unknown_specialty", "机械制造"),
    (("titles", 0, "specialty"), "qqq", "unknown_specialty", ""),
    (("titles", 0, "level"), "农艺师", "title_of_other_series", ""),
    (("titles", 0, "level"), "高级", "unknown_code", "副高级"),
    (("appraisals", "2020"), "god", "unknown_code", ""),
    (("appraisals", "2020"), {"occupation": "车工"}, "required", ""),
    (("appraisals", "2020"), {"grade": "合格", "work": "车工"}, "unknown_key", ""),
    (("appraisals", "2020"), "pending", "pending", ""),
    (("appraisals", "1986"), "合格", "before_birth", ""),
    (("appraisals", "20"), "合格", "year", "2023: 合格"),
    (("appraisals", "3024"), "合格", "year", ""),
    (("appraisals", True), "合格", "year", ""),
    (("appraisals", 1.5), "合格", "year", ""),
    (("appraisals", 2020), "合格", "duplicate_key", ""),
    (("appraisals", "2020年度"), "合格", "duplicate_key", ""),
    (("appraisals",), [], "wrong_type", ""),
    (("honours", 0, "honour"), "全国技术能首", "unknown_code", "全国技术能手"),
    (("honours", 0, "jurisdiction"), "cn-99", "unknown_code", ""),
    (("honours", 0, "granted_on"), "1980-01-01", "before_birth", ""),
    (("education", 0, "class"), "技师版", "unknown_code", "technician_class"),
    (("education", 0, "graduated_on"), "1980-01-01", "before_birth", ""),
    (("evidence", "papers"), True, "unknown_key", ""),
    (("evidence", "results"), [], "truth_value", "declared"),
    (("findings", 0, "question"), "honor_equality", "unknown_code", "honour_equality"),
    (("findings", 0, "answer"), None, "required", ""),
    (("findings", 0, "about"), None, "required", ""),
    (("findings", 0, "about"), {}, "wrong_type", ""),
    (("findings", 1, "about"), "机械制造", "wrong_type", ""),
    (("findings", 1, "about", "specialty"), None, "required", ""),
    (("findings", 1, "about", "target"), "车工", "unknown_key", ""),
    (("findings", 4, "about"), "employed", "unknown_code", "self_employed"),
    (("findings", 5, "about"), 1, "wrong_type", ""),
    (("findings", 5, "about", "point"), 1, "wrong_type", ""),
    (("findings", 5, "about", ""), "x", "empty_text", ""),
    (("findings", 5, "about", "ｐoint"), "x", "duplicate_key", ""),
    (("findings", 5, "about"), {}, "empty_text", ""),
    (("targets", 0, "direction"), None, "required", ""),
    (("targets", 0, "field"), "accounting", "key_not_for_this", "series"),
    (("targets", 0, "levle"), "中级", "unknown_key", "level"),
    (("targets", 1, "level"), "中级", "unknown_code", ""),
    (("targets", 2, "level"), "technician", "unknown_code", "初级（junior）"),
    (("targets", 3, "level"), "technician", "key_not_for_this", "matter"),
    (("targets", 3, "matter"), "sleep", "unknown_code", "promotion"),
    (("as_of",), "soon", "date", "2024-06-01"),
]


@pytest.mark.parametrize(("path", "value", "code", "hint"), WRONG)
def test_a_mistake_is_one_error_at_its_place(
    path: tuple[Any, ...], value: object, code: str, hint: str
) -> None:
    (error,) = errors_of(changed(RICH, *path, to=value))

    assert error.code == code
    assert hint in error.hint()
    assert bool(error.hint()) == bool(error.hint("en"))
    assert error.path.startswith(str(path[0]))
    assert error.as_dict() == {"path": error.path, "message": error.zh, "hint": error.hint_zh}
    assert error.as_dict("en")["message"] == error.en


def test_the_path_is_exact() -> None:
    assert places(changed(RICH, "certificates", 0, "level", to="x")) == {
        "certificates[0].level": "unknown_code"
    }
    assert places(changed(RICH, "appraisals", "2022", "grade", to="x")) == {
        "appraisals.2022.grade": "unknown_code"
    }
    assert places(changed(RICH, "appraisals", "2020", to="x")) == {"appraisals.2020": "unknown_code"}
    assert places(changed(RICH, "findings", 1, "about", "specialty", to=None)) == {
        "findings[1].about.specialty": "required"
    }
    assert places(changed(RICH, "employment", 0, "exam_fields", 1, to="x")) == {
        "employment[0].exam_fields[1]": "unknown_code"
    }


def test_all_mistakes_are_found_in_one_pass() -> None:
    document = RICH
    for path, value, _, _ in (
        WRONG[0],
        (("certificates", 0, "level"), "x", "", ""),
        (("employment", 1, "to"), "2010-01-01", "", ""),
        (("person", "identity", "number"), "1", "", ""),
        (("titles", 0, "obtained_on"), "1970-01-01", "", ""),
        (("appraisals", "2020"), "pending", "", ""),
        (("targets", 3, "matter"), "x", "", ""),
    ):
        document = changed(document, *path, to=value)

    assert places(document) == {
        "titel": "unknown_key",
        "certificates[0].level": "unknown_code",
        "employment[1].to": "period",
        "person.identity.number": "identity_number",
        "titles[0].obtained_on": "before_birth",
        "appraisals.2020": "pending",
        "targets[3].matter": "unknown_code",
    }


def test_a_target_without_direction_still_has_its_keys_checked() -> None:
    assert places({"targets": [{"direction": "x", "series": "y", "foo": 1}]}) == {
        "targets[0].direction": "unknown_code",
        "targets[0].foo": "unknown_key",
    }


def test_errors_read_as_text() -> None:
    with pytest.raises(CaseErrors) as found:
        parse_case({"certificates": [{"level": "x"}], "zzz": 1})

    lines = str(found.value).splitlines()
    assert "certificates[0].occupation: 缺少 occupation（职业）" in lines
    assert lines[-1] == "zzz: 没有 zzz 这个键"
    assert "zzz: there is no key zzz" in [error.text("en") for error in found.value.errors]
    assert errors_of({"titel": []})[0].text("en") == "titel: there is no key titel (did you mean titles?)"


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (
            {
                "titles": [
                    {"series": "卫生", "specialty": "护理", "level": "中级", "obtained_on": "2020-01-01"}
                ]
            },
            "护理",
        ),
        (
            {
                "titles": [
                    {
                        "series": "技工院校教师",
                        "specialty": "数控",
                        "level": "中级",
                        "obtained_on": "2020-01-01",
                    }
                ]
            },
            "数控",
        ),
        (
            {
                "titles": [
                    {"series": "工程", "specialty": "机械", "level": "中级", "obtained_on": "2020-01-01"}
                ]
            },
            "机械制造",
        ),
        ({"titles": [{"series": "工程", "level": "中级", "obtained_on": "2020-01-01"}]}, None),
    ],
)
def test_specialties_are_checked_where_the_series_has_a_list(
    document: dict[str, Any], path: str | None
) -> None:
    titles = parse_case(document).titles
    assert titles is not None
    assert titles[0].specialty == path


def test_a_title_name_says_the_level() -> None:
    found = case(titles=[{"series": "工程", "level": "工程师", "obtained_on": "2020-01-01"}])

    assert found.titles is not None
    assert found.titles[0].level == "intermediate"
    assert [note.code for note in found.notes] == ["title_name"]


def test_a_target_may_leave_the_series_to_its_title_or_specialty() -> None:
    found = case(
        targets=[
            {"direction": "职称评审", "level": "高级工程师"},
            {"direction": "职称评审", "specialty": "机械"},
            {"direction": "职称评审", "specialty": "综合"},
            {"direction": "职称评审"},
        ]
    )

    assert found.targets is not None
    assert [(row.series, row.specialty, row.level) for row in found.targets] == [
        ("engineering", None, "associate_senior"),
        ("engineering", "机械制造", None),
        (None, "综合", None),
        (None, None, None),
    ]
    assert [note.code for note in found.notes] == ["title_name", "series_supplied", "series_supplied"]
    assert places({"targets": [{"direction": "职称评审", "specialty": "机械制早"}]}) == {
        "targets[0].specialty": "unknown_specialty"
    }
    assert places({"targets": [{"direction": "职称评审", "series": "x", "specialty": "机械制早"}]}) == {
        "targets[0].series": "unknown_code"
    }


def test_the_identity_number_is_kept_in_its_usual_form() -> None:
    found = case(person={"identity": {"type": "护照", "number": " e1234 567 "}})

    assert found.person.identity == Identity("passport", "E1234567")
    assert case(person={"identity": {}}).person.identity == Identity(None, None)


@pytest.mark.parametrize(
    ("year", "grade", "fine"),
    [("2023", "pending", True), ("2022", "尚未评定", False), ("2024", "pending", False)],
)
def test_only_the_year_before_may_be_pending(year: str, grade: str, fine: bool) -> None:
    assert (errors_of({"as_of": "2024-06-01", "appraisals": {year: grade}}) == ()) is fine


def test_years_may_be_numbers_or_texts() -> None:
    found = case(appraisals={"2022年": "合格", 2021: "优秀", "２０２０": {"grade": "合格"}})

    assert found.appraisals == (
        Appraisal("appraisals.2020", 2020, "qualified", None),
        Appraisal("appraisals.2021", 2021, "excellent", None),
        Appraisal("appraisals.2022", 2022, "qualified", None),
    )


def test_truth_may_be_said_in_words() -> None:
    found = case(
        evidence={"results": "有", "continuing_education": "本人声明"}, person={"lawful_work_in_region": "否"}
    )

    assert found.evidence == Evidence("declared", True)
    assert found.person.lawful_work_in_region is False
