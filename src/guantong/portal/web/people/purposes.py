"""Why each fact is asked: one sentence and the clause that needs it. A field without a purpose of its own has its section's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Purpose(NamedTuple):
    """A sentence, and the id of the clause; empty where no clause asks, only the procedure."""

    sentence: _StrPromise
    clause: str = ""


SECTIONS: Final[dict[str, Purpose]] = {
    "person": Purpose(_("姓名和证件用来确认是您本人，不参与判断。")),
    "employment": Purpose(_("年限从取得证书后实际从事的技术技能工作算起。"), "2.2.1.1b"),
    "certificates": Purpose(_("看您有没有高级工以上的证书，以及从哪天起算年限。"), "2.2.1.1a"),
    "titles": Purpose(_("有职称的，可以按职称申报对应的技能等级。"), "2.4.1a"),
    "appraisals": Purpose(_("申报职称要看现岗位近三年考核是否都合格。"), "2.2.1.1a"),
    "honours": Purpose(_("获得所列荣誉的，可以走绿色通道，不受年限和逐级申报限制。"), "2.2.3a"),
    "education": Purpose(
        _("技工院校的班次在三种情形下与学历对应；相关专业毕业的可以免于理论知识考试。"), "2.2.1.2a"
    ),
    "achievements": Purpose(_("九类成果可以作为评审的重要内容。"), "2.2.2c"),
    "apprenticeships": Purpose(_("传技带徒是评价的一项内容。"), "2.2.2b"),
    "continuing_education": Purpose(_("申报职称要符合继续教育的规定。"), "1.2.3c"),
    "sanctions": Purpose(_("受处分、被立案审查或有失信记录期间不能申报职称。"), "cn/r40-2019#11"),
    "targets": Purpose(_("写下想申报的职称或等级，结果先看它。")),
    "findings": Purpose(_("条文交给有权机关判断的事，由机关登记。")),
}

FIELDS: Final[dict[tuple[str, str], Purpose]] = {
    ("person", "name"): Purpose(_("与身份证一致，以后印在证书上。")),
    ("person", "identity_type"): Purpose(_("外国证件要多看一项：是否在广西合法工作。"), "cn-gx/rs-2021-11#applicants"),
    ("person", "identity_number"): Purpose(
        _("防止两份档案混在一起。加密保存，屏幕上只显示首尾几位，谁看过完整号码都有记录。")
    ),
    ("person", "birth_date"): Purpose(_("用来核对证书和经历的日期，不用来判断年龄。")),
    ("person", "status"): Purpose(_("退休人员和公务员不能申报职称。"), "cn/r40-2019#11"),
    ("person", "lawful_work_in_region"): Purpose(
        _("持外国证件的人，申报要看是否在广西合法工作。"), "cn-gx/rs-2021-11#applicants"
    ),
    ("person", "region_code"): Purpose(_("告诉您该问哪个职改办。")),
    ("person", "continuing_education"): Purpose(_("申报职称要符合继续教育的规定。"), "1.2.3c"),
    ("person", "results"): Purpose(_("申报职称要达到该系列对业绩成果的要求。"), "1.2.3c"),
    ("employment", "employer"): Purpose(_("写单位全称，单位才能替您核实。")),
    ("employment", "sector"): Purpose(_("企业和事业单位落实待遇的做法不同。"), "2.5.1c"),
    ("employment", "post"): Purpose(_("申报技能等级时，看职业与现岗位是否一致。"), "2.4.1a"),
    ("employment", "occupation"): Purpose(_("现在做的工作要与申报的专业或职业相同或相近。"), "1.2.3a"),
    ("employment", "from"): Purpose(_("用来算年限；只记得月份也可以。"), "2.2.1.1b"),
    ("employment", "engaged_level"): Purpose(_("在聘的高级工、技师、高级技师可以比照职称享受待遇。"), "2.5.2b"),
    ("employment", "exam_fields"): Purpose(_("只有参加专业技术资格考试才要看。"), "2.2.1.3a"),
    ("certificates", "kind"): Purpose(_("只有职业资格和职业技能等级两种证书算数。"), "1.2.2"),
    ("certificates", "level"): Purpose(_("等级与职称层级一一对应。"), "1.2.3b"),
    ("certificates", "occupation"): Purpose(_("证书的职业要与申报的专业相同或相近。"), "1.2.3a"),
    ("certificates", "issued_on"): Purpose(_("年限从发证之日以后算起。"), "2.2.1.1b"),
    ("certificates", "number"): Purpose(_("用来在全国联网查询系统核对，填写时会检查位数。")),
    ("certificates", "verified"): Purpose(_("在全国联网查询系统能查到的证书才作数。")),
    ("titles", "specialty"): Purpose(_("职业要与职称的专业相同或相近。"), "1.2.3a"),
    ("titles", "level"): Purpose(_("助理级、中级、高级分别对应高级工、技师、高级技师。"), "2.4.1a"),
    ("titles", "obtained_on"): Purpose(_("取得职称晚于技能证书的，可以不再看年限。"), "2.4.1c"),
    ("titles", "obtained_by"): Purpose(_("评审、考核认定和考试取得的都算。")),
    ("appraisals", "occupation"): Purpose(_("看的是现岗位的考核。"), "2.2.1.1a"),
    ("honours", "jurisdiction"): Purpose(_("国家级的可以直接申报正高级，自治区级和外省同类的可以直接申报副高级。"), "2.2.3c"),
    ("honours", "medal"): Purpose(_("全国职业技能大赛金、银、铜牌可以直接申报副高级。"), "2.2.3c"),
    ("honours", "name"): Purpose(_("名称与所列不同的，例如外省荣誉，写证书上的全称。"), "2.2.3c"),
    ("education", "class"): Purpose(_("中级工班、高级工班、预备技师班分别比作中专、大专、本科。"), "2.2.1.2a"),
    ("education", "major"): Purpose(_("相关专业毕业的，申报技能等级可以免于理论知识考试。"), "2.4.2.1c"),
    ("education", "proof"): Purpose(_("只有毕业证书算毕业。"), "2.2.1.2a"),
    ("achievements", "effect"): Purpose(_("看成果用在生产上解决了什么问题，不要求论文。"), "2.2.2b"),
}  # fmt: skip

HINTS: Final[dict[tuple[str, str], _StrPromise]] = {
    ("employment", "to"): _("还在做就不填。"),
    ("appraisals", "occupation"): _("当年做的是别的工作才填。"),
    ("honours", "medal"): _("竞赛才填。"),
    ("honours", "current"): _("技能大师工作室带头人才填。"),
    ("honours", "category"): _("政府特殊津贴才填。"),
    ("person", "lawful_work_in_region"): _("持护照或外国人永久居留身份证的人才填。"),
}
"""When a field is to be filled, where that is not always."""


def purpose(section: str, field: str) -> Purpose | None:
    """The purpose of one field; None where the section says it all."""
    return FIELDS.get((section, field))
