"""People of the demonstration, all of 桂江机械（演示）. None of them exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from ..accounts.models import User
from ..organisations.models import Employer
from .access import employers_testifying
from .kinds import KINDS
from .models import Achievement, Apprenticeship, ContinuingEducation, EmploymentPeriod, Person
from .services import entry_add, entry_change, fill_record, person_create
from .testifying import employer_entry_add, entry_dispute

if TYPE_CHECKING:
    from datetime import datetime

EMPLOYER: Final = "桂江机械（演示）"

_TURNER: Final[dict[str, Any]] = {
    "person": {
        "name": "韦示例",
        "identity": {"type": "resident_identity_card", "number": "450202198803024713"},
        "birth_date": "1988-03-02",
        "status": "在职",
        "sanctions": [],
    },
    "employment": [
        {"employer": EMPLOYER, "sector": "企业", "post": "车工", "occupation": "车工", "from": "2012-07-01",
         "engaged_level": "技师"},
    ],
    "certificates": [
        {"kind": "职业技能等级证书", "level": "高级工", "occupation": "车工", "issued_on": "2016-09-20", "verified": True},
        {"kind": "职业技能等级证书", "level": "技师", "occupation": "车工", "issued_on": "2020-06-01", "verified": True},
    ],
    "titles": [],
    "appraisals": {"2023": "合格", "2024": "合格", "2025": "优秀"},
    "honours": [],
    "education": [
        {"kind": "技工院校", "class": "高级工班", "major": "机械加工", "proof": "毕业证书", "graduated_on": "2012-06-30"},
    ],
    "evidence": {"continuing_education": True, "results": True},
}  # fmt: skip
_WELDER: Final[dict[str, Any]] = {
    "person": {"name": "陆示例", "birth_date": "1996-11-05", "status": "在职", "sanctions": []},
    "employment": [
        {"employer": EMPLOYER, "sector": "企业", "post": "焊工", "occupation": "焊工", "from": "2018-03-12"},
    ],
    "certificates": [
        {"kind": "职业技能等级证书", "level": "高级工", "occupation": "焊工", "issued_on": "2025-05-18", "verified": True},
    ],
    "titles": [],
    "appraisals": {"2023": "合格", "2024": "合格", "2025": "合格"},
    "honours": [],
    "education": [{"kind": "中专", "major": "焊接技术", "proof": "毕业证书", "graduated_on": "2016-07-01"}],
}  # fmt: skip
_ENGINEER: Final[dict[str, Any]] = {
    "person": {"name": "覃示例", "birth_date": "1985-01-20", "status": "在职", "sanctions": []},
    "employment": [
        {"employer": EMPLOYER, "sector": "企业", "post": "设备维护", "occupation": "电工", "from": "2010-08-01"},
    ],
    "certificates": [],
    "titles": [
        {"series": "工程", "specialty": "电气", "level": "中级", "obtained_on": "2019-12-30", "obtained_by": "评审"},
    ],
    "appraisals": {"2023": "合格", "2024": "优秀", "2025": "合格"},
    "honours": [],
    "education": [{"kind": "本科", "major": "电气工程及其自动化", "proof": "毕业证书", "degree": True, "graduated_on": "2010-06-30"}],
}  # fmt: skip
_EXPERT: Final[dict[str, Any]] = {
    "person": {"name": "农示例", "birth_date": "1979-06-09", "status": "在职", "sanctions": []},
    "employment": [
        {"employer": EMPLOYER, "sector": "企业", "post": "钳工", "occupation": "钳工", "from": "2001-07-01",
         "engaged_level": "高级技师"},
    ],
    "certificates": [
        {"kind": "职业资格证书", "level": "高级技师", "occupation": "钳工", "issued_on": "2015-12-25"},
    ],
    "titles": [],
    "appraisals": {"2024": "优秀", "2025": "优秀"},
    "honours": [{"honour": "广西技术能手", "granted_on": "2022-10-01"}],
}  # fmt: skip


def load(*, now: datetime) -> None:
    """Create what is missing."""
    worker = User.objects.filter(username="worker").first()
    if worker is not None and not Person.objects.filter(user=worker).exists():
        person = person_create(actor=None, user=worker, now=now)
        _fill(person, _TURNER, now)
        _results(person, now)
        _employer_wrote(person, worker, now)
    for case in (_WELDER, _ENGINEER, _EXPERT):
        if not Person.objects.filter(user=None, name=case["person"]["name"]).exists():
            _fill(person_create(actor=None, user=None, now=now), case, now)


def _fill(person: Person, case: dict[str, Any], now: datetime) -> None:
    fill_record(actor=None, person=person, case=case, now=now)
    if not Employer.objects.filter(name=EMPLOYER).exists():
        return
    (row,) = case["employment"]
    job = EmploymentPeriod.objects.get(person=person)
    entry_change(actor=None, entry=job, values={**row, "share": True}, row_version=1, now=now)


def _results(person: Person, now: datetime) -> None:
    rows: dict[type, dict[str, str]] = {
        Achievement: {"kind": "operation_method", "title": "细长轴反向车削操作法（演示）", "role": "主要完成人",
                      "start": "2022-01", "end": "2022-09", "effect": "减少弯曲变形，返修率下降（演示）"},
        Apprenticeship: {"apprentice": "示例徒弟", "occupation": "车工", "start": "2021-03-01"},
        ContinuingEducation: {"year": "2025", "content": "数控编程（演示）", "hours": "72"},
    }  # fmt: skip
    for kind in KINDS.values():
        if kind.model in rows:
            entry_add(actor=None, person=person, kind=kind, values=rows[kind.model], now=now)


def _employer_wrote(person: Person, worker: User, now: datetime) -> None:
    """Two rows of the employer, one of which the person disputes."""
    clerk = User.objects.filter(username="clerk").first()
    employer = clerk and employers_testifying(clerk, person, today=timezone.localdate(now)).first()
    if not clerk or not employer:
        return
    rows: dict[str, dict[str, str]] = {
        "continuing_education": {"year": "2024", "content": "安全生产复训（演示）", "hours": "24"},
        "apprenticeships": {"apprentice": "示例徒弟乙", "occupation": "车工", "start": "2023-09-01"},
    }
    for key, values in rows.items():
        row = employer_entry_add(
            actor=clerk, employer=employer, person=person, kind=KINDS[key], values=values, now=now
        ).entry
    reason = "带徒从 2022 年 9 月开始，不是 2023 年（演示）"
    entry_dispute(actor=worker, entry=row, reason=reason, row_version=1, now=now)
