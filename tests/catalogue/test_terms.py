"""Words and codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.catalogue import terms

EVERY = [(kind, term) for kind, words in terms.vocabularies().items() for term in words.terms]


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (
            "skill_level",
            "apprentice junior_worker intermediate_worker senior_worker technician senior_technician special_technician chief_technician",
        ),
        ("title_level", "junior assistant intermediate associate_senior full_senior"),
        ("exam_level", "junior intermediate senior"),
        ("verdict", "out_of_scope not_eligible needs_evidence needs_human eligible"),
        ("school_class", "intermediate_worker_class senior_worker_class technician_class"),
        ("status", "employed unemployed self_employed retired civil_servant"),
        ("sanction_kind", "disciplinary investigation integrity_record"),
        ("sector", "enterprise public_institution government agency self_employed"),
        ("certificate_kind", "skill_level vocational_qualification special_ability training one_plus_x"),
        ("obtained_by", "review recognition exam"),
        ("grade", "excellent qualified basically_qualified unqualified not_graded pending"),
        ("medal", "gold silver bronze excellence none"),
        ("honour_category", "skilled professional"),
        (
            "education_kind",
            "technician_school secondary_vocational junior_college bachelor master doctor junior_middle senior_high",
        ),
        ("proof", "graduation completion attendance"),
        (
            "identity_type",
            "resident_identity_card hk_macao_permit hk_macao_taiwan_residence taiwan_permit passport foreign_permanent_resident",
        ),
        ("direction", "title_review skill_evaluation qualification_exam treatment"),
        ("matter", "training appointment promotion honours research post"),
        (
            "question",
            "honour_equality former_studio_lead allowance_category specialty_relation occupation_relation major_relation appraisal_equivalence other",
        ),
        (
            "exam_field",
            "economics accounting statistics auditing translation publishing telecommunications computing",
        ),
        ("waiver", "level years education papers foreign_language computer step_by_step"),
        ("basis", "verified declared"),
    ],
)
def test_a_vocabulary_has_exactly_these_codes_in_this_order(kind: str, codes: str) -> None:
    assert terms.codes(kind) == tuple(codes.split())


def test_every_spelling_of_every_term_means_its_code() -> None:
    for kind, term in EVERY:
        for spelling in term.spellings:
            assert terms.term(kind, spelling) == term.code


@given(st.sampled_from(EVERY), st.sampled_from(["", " ", "\t", "\u3000"]))
def test_width_case_and_blanks_around_do_not_matter(entry: tuple[str, terms.Term], blank: str) -> None:
    kind, term = entry
    wide = "".join(
        chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in term.code.upper()
    )

    assert terms.term(kind, f"{blank}{wide}{blank}") == term.code


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("skill_level", "三级/高级工", "senior_worker"),
        ("skill_level", "高级工(三级)", "senior_worker"),
        ("skill_level", "二级", "technician"),
        ("skill_level", "高级技师", "senior_technician"),
        ("title_level", "副高", "associate_senior"),
        ("series", "工程", "engineering"),
        ("series", "工程技术", "engineering"),
        ("honour", "国家政府特殊津贴", "state_council_allowance"),
        ("exam_field", "软考", "computing"),
        ("jurisdiction", "cn-45", "cn-gx"),
        ("jurisdiction", "广东", "cn-44"),
        ("jurisdiction", "内蒙古自治区", "cn-15"),
        ("statement", "本人声明", "declared"),
    ],
)
def test_what_people_write_is_understood(kind: str, text: str, code: str) -> None:
    assert terms.term(kind, text) == code


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("title_level", "初级"),
        ("title_level", "高级"),
        ("skill_level", "高级"),
        ("skill_level", "特级"),
        ("grade", "称职"),
        ("jurisdiction", "cn-99"),
    ],
)
def test_a_word_that_could_mean_two_things_or_nothing_is_not_guessed(kind: str, text: str) -> None:
    assert terms.term(kind, text) is None


def test_names_in_both_languages() -> None:
    assert terms.name("skill_level", "technician") == "技师"
    assert terms.name("skill_level", "technician", "en") == "technician (level 2)"
    with pytest.raises(KeyError):
        terms.name("skill_level", "技师")


def test_levels_have_an_order_and_other_kinds_have_none() -> None:
    assert terms.order("skill_level", "technician") > terms.order("skill_level", "senior_worker")
    assert terms.order("title_level", "junior") == 0
    with pytest.raises(ValueError, match="no order"):
        terms.order("sector", "enterprise")
    with pytest.raises(KeyError):
        terms.order("skill_level", "工程师")


def test_a_slip_gets_the_nearest_words() -> None:
    assert terms.suggest("skill_level", "technican")[0] == "technician"
    assert terms.suggest("series", "工程技朮")[0] == "工程技术"
    assert terms.suggest("medal", "完全不同的话") == ()


def test_suggestions_name_each_code_once() -> None:
    suggested = terms.suggest("skill_level", "高级技师", most=5)

    assert suggested[0] == "高级技师"
    assert len({terms.term("skill_level", spelling) for spelling in suggested}) == len(suggested)


def test_a_spelling_of_two_codes_is_refused() -> None:
    words = terms.Vocabulary(
        "grade", False, (terms.Term("a", "甲", "a", ("同",)), terms.Term("b", "乙", "b", ("同",)))
    )

    with pytest.raises(ValueError, match="同 means a and b"):
        _ = words.by_spelling
