"""What entries and their subjects are called in words; the codes beside them stay what programs and filters use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ...people.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

_EVENTS: Final[dict[str, Any]] = {
    "accounts.break_glass.closed": _("结束紧急打开"),
    "accounts.break_glass.opened": _("紧急打开"),
    "accounts.password.changed": _("修改密码"),
    "accounts.password.reset": _("用链接设置新密码"),
    "accounts.password.reset_allowed": _("当面办理密码重置"),
    "accounts.password.set": _("设置密码"),
    "accounts.role.ended": _("收回角色"),
    "accounts.role.given": _("授予角色"),
    "accounts.second_factor.removed": _("解除第二道验证"),
    "accounts.session.ended": _("结束登录"),
    "accounts.signed_in": _("登录"),
    "accounts.signed_out": _("退出登录"),
    "api.token.issued": _("发放接口令牌"),
    "api.token.revoked": _("停用接口令牌"),
    "audit.exported": _("导出审计记录"),
    "audit.read_in_emergency": _("应急访问时查看审计记录"),
    "audit.verified": _("核对记录链"),
    "calendar.clock.moved": _("移动演示时钟"),
    "calendar.clock.reset": _("演示时钟复位"),
    "certificates.change.confirmed": _("确认证书的办理"),
    "certificates.change.proposed": _("提出证书的办理"),
    "certificates.change.rejected": _("不同意证书的办理"),
    "certificates.change.withdrawn": _("收回提出的证书办理"),
    "certificates.claimed": _("把证书领入档案"),
    "certificates.copy": _("下载证书文件"),
    "certificates.correction.answered": _("答复更正申请"),
    "certificates.correction.asked": _("申请更正证书"),
    "certificates.integrity.recorded": _("记入失信记录"),
    "certificates.issued": _("签发证书"),
    "certificates.key.distrusted": _("声明签名密钥不可信"),
    "certificates.key.registered": _("登记签名密钥"),
    "certificates.key.retired": _("停用签名密钥"),
    "certificates.list.confirmed": _("确认获批名单"),
    "certificates.list.photos_removed": _("删除没有发证的名单里的照片"),
    "certificates.list.proposed": _("提出获批名单，等待确认"),
    "certificates.list.retried": _("重新签发名单里没有签成的"),
    "certificates.list.taken_in": _("收进获批名单"),
    "certificates.list.withdrawn": _("收回获批名单"),
    "certificates.mandate.confirmed": _("确认发证权限的变更"),
    "certificates.mandate.proposed": _("提出发证权限的变更"),
    "certificates.mandate.rejected": _("不同意发证权限的变更"),
    "certificates.mandate.withdrawn": _("收回提出的发证权限变更"),
    "certificates.preview.confirmed": _("本人核对证书预览无误"),
    "certificates.preview.corrected": _("更正名单的行，重新请本人核对"),
    "certificates.preview.reported": _("本人说证书预览有误"),
    "certificates.preview.taken_out": _("把一行移出获批名单"),
    "certificates.preview.went_on": _("注明理由继续办理名单的行"),
    "certificates.prolonged": _("给证书的签名加时间戳"),
    "certificates.replaced": _("证书已换发，原证书失效"),
    "certificates.reported": _("下载证书的验证报告"),
    "certificates.share_withdrawn": _("停用分享链接"),
    "certificates.shared": _("分享证书"),
    "certificates.verified": _("查验证书"),
    "file.expired": _("删除没有用上的文件"),
    "file.uploaded": _("上传文件"),
    "notices.delivery.retried": _("重新发送通知"),
    "organisations.evaluation_body.scope_added": _("登记评价范围"),
    "organisations.evaluation_body.scope_removed": _("取消评价范围"),
    "organisations.office.closed": _("登记停办日"),
    "people.identity_keys.rotated": _("更换证件号码密钥"),
    "people.nothing.stated": _("写明没有"),
    "people.nothing.withdrawn": _("撤回写明的没有"),
    "people.person.changed": _("修改个人情况"),
    "people.person.created": _("建立档案"),
    "people.record.filled": _("填入档案"),
    "personal_data.read": _("查看个人资料"),
    "policies.fact.confirmed": _("核实事实"),
    "policies.fact.withdrawn": _("撤回核实"),
    "policies.precedent.recorded": _("记录先例"),
    "policies.precedent.withdrawn": _("撤回先例"),
    "policies.ruling.declined": _("提议未采纳"),
    "policies.ruling.enforced": _("批准生效"),
    "policies.ruling.proposed": _("提出，等待生效"),
    "policies.ruling.withdrawn": _("同意撤回"),
    "policies.withdrawal.declined": _("撤回未采纳"),
    "policies.withdrawal.proposed": _("提出撤回"),
    "selfcheck.deleted": _("删除保存的自查"),
    "selfcheck.purged": _("清除到期的自查"),
    "selfcheck.saved": _("保存自查"),
    "selfcheck.saved_again": _("更新保存的自查"),
}
_VERBS: Final[dict[str, Any]] = {
    "added": _("添加"),
    "changed": _("修改"),
    "disputed": _("写明不符"),
    "dispute_withdrawn": _("去掉与实际不符的标记"),
    "removed": _("删除"),
    "verified": _("核实"),
}
_SUBJECTS: Final[dict[str, Any]] = {
    "accounts.breakglass": _("紧急打开"),
    "accounts.rolegrant": _("角色授权"),
    "api.apitoken": pgettext_lazy("审计对象", "接口令牌"),
    "certificates.batch": _("获批名单"),
    "certificates.certificate": _("证书"),
    "certificates.mandate": _("发证权限的变更"),
    "certificates.preview": _("证书预览"),
    "files.storedfile": _("文件"),
    "organisations.committeeoffice": _("评委会办公室"),
    "organisations.employer": _("用人单位"),
    "organisations.evaluationbody": _("评价机构"),
    "organisations.office": _("职改办"),
    "organisations.officeclosure": _("停办日"),
    "notices.delivery": _("通知的发送"),
    "notices.message": _("通知"),
    "people.person": _("个人档案"),
    "policies.chosenreading": _("读法的选定"),
    "policies.confirmation": _("事实的核实"),
    "policies.precedent": _("先例"),
}
_ORGANISATIONS: Final = {
    "committee_office": "organisations.committeeoffice",
    "employer": "organisations.employer",
    "evaluation_body": "organisations.evaluationbody",
    "office": "organisations.office",
}


def event_name(code: str) -> str:
    """An event in words; a code that has none is its own name."""
    if code in _EVENTS:
        return str(_EVENTS[code])
    context, _dot, rest = code.partition(".")
    thing, _dot, verb = rest.rpartition(".")
    nouns = {kind.row: kind.title for kind in KINDS.values()} if context == "people" else {}
    if context == "organisations" and thing in _ORGANISATIONS:
        nouns = {thing: _SUBJECTS[_ORGANISATIONS[thing]]}
    if verb not in _VERBS or thing not in nouns:
        return code
    return say("%(verb)s：%(thing)s") % {"verb": _VERBS[verb], "thing": nouns[thing]}


def subject_names() -> Mapping[str, Any]:
    """What each kind of subject is called."""
    return {
        model._meta.label_lower: _SUBJECTS.get(model._meta.label_lower, model._meta.verbose_name or "")
        for model in apps.get_models()
    }
