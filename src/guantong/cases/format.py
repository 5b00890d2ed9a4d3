"""The case document: every key, its shape and its names. Reading, writing and the schema follow this table."""

from __future__ import annotations

from typing import Final

from guantong.cases import model
from guantong.cases.row_checks import (
    check_certificate,
    check_honour,
    check_period,
    check_specialty,
)
from guantong.cases.shapes import (
    LONGEST_REASON,
    Anything,
    Code,
    Codes,
    DayOf,
    Field,
    Flag,
    HonourName,
    HonourText,
    OccupationText,
    Only,
    Pair,
    Record,
    Rows,
    Shape,
    SpecialtyText,
    Statement,
    Text,
    TitleLevel,
    Variants,
    Years,
)

IDENTITY: Final = Record(
    model.Identity,
    (
        Field("type", Code("identity_type"), "证件类型", "kind of identity document"),
        Field("number", Text(), "证件号码", "number of the identity document"),
    ),
)
SANCTION: Final = Record(
    model.Sanction,
    (
        Field("kind", Code("sanction_kind"), "种类", "kind"),
        Field("from", DayOf(holds=True), "开始日期", "first day", attribute="start"),
        Field("to", DayOf(), "结束日期", "last day", attribute="end"),
    ),
    check_period,
)
PERSON: Final = Record(
    model.Person,
    (
        Field("name", Text(), "姓名", "name"),
        Field("identity", IDENTITY, "证件", "identity document"),
        Field("birth_date", DayOf(), "出生日期", "date of birth"),
        Field("status", Code("status"), "人员状况", "status"),
        Field("lawful_work_in_region", Flag(), "在广西合法工作", "lawful work in the region"),
        Field("sanctions", Rows(SANCTION), "处分和失信", "sanctions"),
    ),
)
JOB: Final = Record(
    model.Job,
    (
        Field("employer", Text(), "单位", "employer"),
        Field("sector", Code("sector"), "单位性质", "kind of employer"),
        Field("post", Text(), "岗位", "post"),
        Field("occupation", OccupationText(), "职业", "occupation"),
        Field("from", DayOf(holds=True), "开始日期", "first day", required=True, attribute="start"),
        Field("to", DayOf(), "结束日期", "last day", attribute="end"),
        Field("engaged_level", Code("skill_level"), "在聘等级", "level hired at"),
        Field("exam_fields", Codes("exam_field"), "工作所属的考试专业", "exam fields of the work"),
    ),
    check_period,
)
CERTIFICATE: Final = Record(
    model.Certificate,
    (
        Field("kind", Code("certificate_kind"), "证书种类", "kind of certificate"),
        Field("level", Code("skill_level"), "等级", "level", required=True),
        Field("occupation", OccupationText(), "职业", "occupation", required=True),
        Field("issued_on", DayOf(holds=True), "发证日期", "day of issue", required=True),
        Field("number", Text(), "证书编号", "number of the certificate"),
        Field("verified", Statement(), "查验结果", "result of the query"),
    ),
    check_certificate,
)
TITLE: Final = Record(
    model.Title,
    (
        Field("series", Code("series"), "职称系列", "title series", required=True),
        Field("specialty", Text(compared=True), "专业", "specialty"),
        Field("level", TitleLevel(), "职称层级", "title level", required=True),
        Field("obtained_on", DayOf(holds=True), "取得日期", "day obtained", required=True),
        Field("obtained_by", Code("obtained_by"), "取得方式", "way obtained"),
    ),
    check_specialty,
)
APPRAISAL: Final = Record(
    model.Appraisal,
    (
        Field("grade", Code("grade"), "考核等次", "grade", required=True),
        Field("occupation", OccupationText(), "职业", "occupation"),
    ),
)
HONOUR: Final = Record(
    model.Honour,
    (
        Field("honour", HonourText(), "荣誉", "honour", required=True),
        Field("granted_on", DayOf(holds=True), "授予日期", "day granted"),
        Field("jurisdiction", Code("jurisdiction"), "授予级别或地区", "jurisdiction"),
        Field("medal", Code("medal"), "奖牌", "medal"),
        Field("current", Flag(), "现仍有效", "still current"),
        Field("category", Code("honour_category"), "类别", "category"),
        Field("name", Text(compared=True), "荣誉全称", "own name of the honour"),
    ),
    check_honour,
)
EDUCATION: Final = Record(
    model.Education,
    (
        Field("kind", Code("education_kind"), "教育类型", "kind of education"),
        Field("class", Code("school_class"), "班次", "class of the technician school", attribute="class_"),
        Field("major", Text(compared=True), "所学专业", "major"),
        Field("proof", Code("proof"), "学业证明", "proof"),
        Field("degree", Flag(), "授予学位", "degree conferred"),
        Field("graduated_on", DayOf(holds=True), "毕业日期", "day of graduation"),
    ),
)
EVIDENCE: Final = Record(
    model.Evidence,
    (
        Field("continuing_education", Statement(), "继续教育", "continuing education"),
        Field("results", Statement(), "业绩成果", "results"),
    ),
)

_QUESTION: Final = Field("question", Code("question"), "问题", "question", required=True)
_OCCUPATION: Final = Field("occupation", OccupationText(), "职业", "occupation", required=True)


def _finding(about: Shape, *, required: bool = True) -> Record:
    return Record(
        model.Finding,
        (
            _QUESTION,
            Field("about", about, "所涉事项", "what it is about", required=required),
            Field("answer", Flag(), "结论", "answer", required=True),
            Field("by", Text(), "认定机关", "authority"),
            Field("decided_on", DayOf(holds=True), "认定日期", "day decided"),
            Field("reason", Text(longest=LONGEST_REASON), "理由", "reason"),
        ),
    )


FINDING: Final = Variants(
    _QUESTION,
    {
        "honour_equality": _finding(HonourName()),
        "former_studio_lead": _finding(HonourName()),
        "allowance_category": _finding(HonourName()),
        "specialty_relation": _finding(
            Pair((_OCCUPATION, Field("specialty", SpecialtyText(), "专业", "specialty", required=True)))
        ),
        "occupation_relation": _finding(
            Pair(
                (
                    _OCCUPATION,
                    Field("target", OccupationText(), "目标职业", "target occupation", required=True),
                )
            )
        ),
        "major_relation": _finding(
            Pair((Field("major", Text(compared=True), "所学专业", "major", required=True), _OCCUPATION))
        ),
        "appraisal_equivalence": _finding(Only("status", "self_employed")),
        "other": _finding(Anything(), required=False),
    },
)

_DIRECTION: Final = Field("direction", Code("direction"), "方向", "direction", required=True)


def _target(*fields: Field, specialty: bool = False) -> Record:
    return Record(model.Target, (_DIRECTION, *fields), check_specialty if specialty else None)


TARGET: Final = Variants(
    _DIRECTION,
    {
        "title_review": _target(
            Field("series", Code("series"), "职称系列", "title series"),
            Field("specialty", Text(compared=True), "专业", "specialty"),
            Field("level", TitleLevel(), "职称层级", "title level"),
            specialty=True,
        ),
        "skill_evaluation": _target(
            Field("occupation", OccupationText(), "职业", "occupation"),
            Field("level", Code("skill_level"), "技能等级", "skill level"),
        ),
        "qualification_exam": _target(
            Field("field", Code("exam_field"), "考试专业", "exam field"),
            Field("level", Code("exam_level"), "考试级别", "exam level"),
        ),
        "treatment": _target(Field("matter", Code("matter"), "待遇事项", "matter of treatment")),
    },
)

CASE: Final = Record(
    model.Case,
    (
        Field("as_of", DayOf(), "申报日期", "date of submission"),
        Field("person", PERSON, "个人情况", "person"),
        Field("employment", Rows(JOB), "工作经历", "employment"),
        Field("certificates", Rows(CERTIFICATE), "技能证书", "skill certificates"),
        Field("titles", Rows(TITLE), "职称", "titles"),
        Field("appraisals", Years(Code("grade"), APPRAISAL), "年度考核", "yearly appraisals"),
        Field("honours", Rows(HONOUR), "荣誉", "honours"),
        Field("education", Rows(EDUCATION), "学历", "education"),
        Field("evidence", EVIDENCE, "材料", "evidence"),
        Field("findings", Rows(FINDING), "人工认定结果", "findings"),
        Field("targets", Rows(TARGET), "申报目标", "targets"),
    ),
)
