"""The facts of a worked case in a few words of Chinese, for a table."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.cases.model import Appraisal, Certificate, Honour, Job, Title, Trust
    from guantong.decisions.words import Words

    from .cases import WorkedCase

_KEYS = {"person": "个人情况", "employment": "工作经历", "certificates": "证书", "titles": "职称",
         "appraisals": "考核", "honours": "荣誉", "education": "学历", "evidence": "证明材料"}  # fmt: skip


def facts_in_short(worked: WorkedCase, words: Words) -> Iterator[str]:
    """The facts one by one: the person, work, certificates, titles, appraisals, honours, education, proofs."""
    case = worked.case
    yield from _person(worked, words)
    if case.employment is not None:
        yield "、".join(_job(job, words) for job in case.employment) or "没有工作"
    if case.certificates:
        yield "、".join(_certificate(c, words) for c in case.certificates)
    if case.titles:
        yield "、".join(_title(title, words) for title in case.titles)
    if case.appraisals:
        yield f"考核 {'、'.join(_appraisals(case.appraisals, words))}"
    if case.honours:
        yield "、".join(_honour(honour, words) for honour in case.honours)
    yield from _education(worked, words)
    yield from _evidence(worked)
    for finding in case.findings:
        question = words.policy.questions[finding.question].label.zh
        yield f"已认定：{question}，{'是' if finding.answer else '否'}"
    if blank := [name for key, name in _KEYS.items() if worked.document.get(key, "") is None]:
        yield f"未填{'、'.join(blank)}"


def _person(worked: WorkedCase, words: Words) -> Iterator[str]:
    person = worked.case.person
    if person.status not in (None, "employed"):
        yield words.value("status", person.status)
    if person.birth_date is not None:
        yield f"{person.birth_date} 出生"
    if person.identity is not None:
        yield words.value("identity_type", person.identity.type)
    if person.lawful_work_in_region is not None:
        yield "有合法工作证明" if person.lawful_work_in_region else "无合法工作"
    for sanction in person.sanctions or ():
        yield f"{words.value('sanction_kind', sanction.kind)} {sanction.start or '…'} 至 {sanction.end or '未结束'}"


def _job(job: Job, words: Words) -> str:
    what = words.value("occupation", job.occupation) if job.occupation else job.post or "工作"
    where = "" if job.sector in (None, "enterprise") else f"（{words.value('sector', job.sector)}）"
    fields = "".join(f"（{words.value('exam_field', field)}工作）" for field in job.exam_fields or ())
    hired = f"，在聘{words.value('skill_level', job.engaged_level)}" if job.engaged_level else ""
    end = f" 至 {job.end}" if job.end else " 起"
    return f"{what}{where}{fields} {job.start}{end}{hired}"


def _certificate(certificate: Certificate, words: Words) -> str:
    kind = (
        ""
        if certificate.kind == "skill_level"
        else f"（{words.value('certificate_kind', certificate.kind)}）"
    )
    level = words.value("skill_level", certificate.level)
    occupation = words.value("occupation", certificate.occupation)
    return f"{occupation}{level} {certificate.issued_on}{kind}{_trust(certificate.verified, '未查询', '查无此证')}"


def _trust(value: Trust, unknown: str, refused: str) -> str:
    words = {None: unknown, False: refused, "declared": "本人声明"}
    return "" if value is True else f"（{words[value]}）"


def _title(title: Title, words: Words) -> str:
    field = title.specialty or words.value("series", title.series)
    return f"{field}{words.value('title_level', title.level)}职称 {title.obtained_on}"


def _appraisals(appraisals: tuple[Appraisal, ...], words: Words) -> Iterator[str]:
    ordered = sorted(appraisals, key=lambda appraisal: appraisal.year)
    for (grade, occupation), run in groupby(ordered, key=lambda a: (a.grade, a.occupation)):
        years = [appraisal.year for appraisal in run]
        span = f"{years[0]}" if len(years) == 1 else f"{years[0]}–{years[-1]}"
        elsewhere = f"（{words.value('occupation', occupation)}）" if occupation else ""
        yield f"{span} {words.value('grade', grade)}{elsewhere}"


def _honour(honour: Honour, words: Words) -> str:
    catalogue = words.policy.catalogue
    said = [honour.name or catalogue.honours[honour.honour].name.zh]
    if honour.jurisdiction:
        province = catalogue.provinces.get(honour.jurisdiction.removeprefix("cn-"))
        said.append(province.name.zh if province else words.value("jurisdiction", honour.jurisdiction))
    if honour.medal:
        said.append(words.value("medal", honour.medal))
    if honour.category:
        said.append(words.value("honour_category", honour.category))
    if honour.current is not None:
        said.append("现任" if honour.current else "曾任")
    return f"{' '.join(said)} {honour.granted_on or ''}".strip()


def _education(worked: WorkedCase, words: Words) -> Iterator[str]:
    for row in worked.case.education or ():
        kind = words.value("education_kind", row.kind)
        course = f"{words.value('school_class', row.class_)} " if row.class_ else ""
        proof = "证书未填" if row.proof is None else words.value("proof", row.proof)
        yield f"{kind} {course}{row.major or ''} {proof}".replace("  ", " ")


def _evidence(worked: WorkedCase) -> Iterator[str]:
    evidence = worked.case.evidence
    if not worked.document.get("evidence"):
        return
    for name, value in (("继续教育", evidence.continuing_education), ("业绩成果", evidence.results)):
        if value is not True:
            yield f"{name}{_trust(value, '未提供', '不符合')}"
