"""The headers of a register: Chinese, as registers have them, so that a mapping has something to say."""

from typing import Final

HEADERS: Final = {
    "person": {
        "person_id": "人员编号",
        "status": "人员状况",
        "birth_date": "出生日期",
        "identity_type": "证件类型",
        "lawful_work_in_region": "在桂合法工作",
        "continuing_education": "继续教育",
        "results": "业绩成果",
        "employment": "工作经历齐全",
        "certificates": "证书齐全",
        "titles": "职称齐全",
        "appraisals": "考核齐全",
        "honours": "荣誉齐全",
        "education": "学历齐全",
        "sanctions": "处分齐全",
        "place": "所在城市",
    },
    "job": {
        "person_id": "人员编号",
        "sector": "单位性质",
        "occupation": "从事职业",
        "engaged_level": "在聘等级",
        "exam_fields": "考试专业",
        "from": "开始日期",
        "to": "结束日期",
    },
    "certificate": {
        "person_id": "人员编号",
        "kind": "证书种类",
        "level": "技能等级",
        "occupation": "职业名称",
        "issued_on": "发证日期",
        "number": "证书编号",
        "verified": "查验结果",
    },
    "title": {
        "person_id": "人员编号",
        "series": "职称系列",
        "specialty": "职称专业",
        "level": "职称层级",
        "obtained_on": "取得日期",
        "obtained_by": "取得方式",
    },
    "appraisal": {
        "person_id": "人员编号",
        "year": "考核年度",
        "grade": "考核等次",
        "occupation": "考核职业",
    },
    "honour": {
        "person_id": "人员编号",
        "honour": "荣誉名称",
        "granted_on": "授予日期",
        "jurisdiction": "授予级别或地区",
        "medal": "奖牌",
        "current": "现仍有效",
        "category": "津贴类别",
        "name": "荣誉全称",
    },
    "education": {
        "person_id": "人员编号",
        "kind": "教育类型",
        "class": "班次",
        "major": "所学专业",
        "proof": "学业证明",
        "degree": "授予学位",
        "graduated_on": "毕业日期",
    },
    "sanction": {"person_id": "人员编号", "kind": "处分种类", "from": "处分开始", "to": "处分结束"},
}
"""For every table and column of the normal form, the header in the files."""

NAMES: Final = {
    "person": "人员",
    "job": "工作经历",
    "certificate": "技能证书",
    "title": "职称",
    "appraisal": "年度考核",
    "honour": "荣誉",
    "education": "学历",
    "sanction": "处分和失信",
}
"""What each table is about."""
