"""What somebody signed in finds on their desk: the pages that their roles of today open, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..accounts.access import GIVES
from ..accounts.models import Role
from ..certificates.access import READERS as CERTIFICATE_READERS
from ..certificates.access import REGISTER_READERS
from ..organisations.access import READERS as ORGANISATION_READERS
from ..organisations.access import SPEAKERS
from ..people.access import READS
from ..policies.access import READERS as RULING_READERS
from .audit.access import VIEWERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..accounts.models import RoleGrant


@dataclass(frozen=True)
class Entry:
    """A page: the name of its address, its words, what it is for, and who finds it; without roles, everybody."""

    name: str
    label: Any
    what: Any
    roles: frozenset[Role] = frozenset()
    arguments: Mapping[str, str] = field(default_factory=dict)
    only_demo: bool = False


@dataclass(frozen=True)
class Group:
    """Pages that belong together."""

    title: Any
    entries: tuple[Entry, ...]


_ADMINISTRATOR: Final = frozenset({Role.ADMINISTRATOR})
_GIVING: Final = frozenset({*GIVES, Role.SUPERVISOR})
_TOKEN_READERS: Final = frozenset(
    {
        Role.EMPLOYER_APPROVER,
        Role.OFFICE_LEADER,
        Role.COMMITTEE_SECRETARY,
        Role.EVALUATION_OFFICER,
        Role.ADMINISTRATOR,
        Role.SUPERVISOR,
    }
)

GROUPS: Final = (
    Group(
        _("我的"),
        (
            Entry("record", _("个人档案"), _("任职、证书、职称、考核、荣誉和证明材料")),
            Entry("certificates_mine", _("我的证书"), _("下载、分享，申请更正")),
            Entry("selfcheck_start", _("自查"), _("看看现在能报什么、哪天能报")),
            Entry("interchange_mine", _("我的立交桥"), _("我在哪里，从哪个匝道上去，多久能到")),
            Entry("notices", _("消息"), _("系统发给我的通知")),
            Entry("account_security", _("登录与安全"), _("密码、动态验证码、其他登录方式")),
            Entry("account_sessions", _("登录设备"), _("我在哪里登录着，结束不认得的")),
            Entry("audit_mine", _("我的操作记录"), _("我做过什么，谁看过、改过我的档案和账户")),
        ),
    ),
    Group(
        _("我的机构"),
        (
            Entry("people_employed", _("本单位人员"), _("查看职工档案，逐项核实"), frozenset(READS)),
            Entry("organisations_own", _("本机构"), _("登记的信息和联系方式"), frozenset(SPEAKERS)),
            Entry("tokens", _("接口令牌"), _("哪些系统以机构的名义调用程序接口"), _TOKEN_READERS),
        ),
    ),
    Group(
        _("管理"),
        (
            Entry("certificates", _("发证"), _("获批名单、签发、换发和撤销"), frozenset(CERTIFICATE_READERS)),
            Entry(
                "certificates_authorities",
                _("发证机关和权限"),
                _("谁可以发什么证；变更由一人提出、另一人确认"),
                frozenset(REGISTER_READERS),
            ),
            Entry("roles", pgettext_lazy("工作台", "角色"), _("谁在哪里有什么角色、到哪天为止"), _GIVING),
            Entry(
                "organisations_list",
                _("机构登记"),
                _("用人单位、职改办、评委会办公室和评价机构的登记信息"),
                frozenset(ORGANISATION_READERS),
                {"kind": "employer"},
            ),
            Entry(
                "audit",
                _("审计"),
                _("监督人员看逐条记录，系统管理员看各类数量；留痕是否完整"),
                frozenset(VIEWERS),
            ),
            Entry(
                "policies_waiting",
                _("等待同意"),
                _("提出的核实、先例和读法，要由另一个人同意"),
                frozenset(RULING_READERS),
            ),
            Entry(
                "counter_reset",
                _("当面重置密码"),
                _("本人带证件原件到场，给他一个设置新密码的链接"),
                _ADMINISTRATOR,
            ),
            Entry(
                "break_glass",
                _("紧急打开"),
                _("写明理由，限时查看，并通知负责人和监督人员"),
                _ADMINISTRATOR,
            ),
            Entry("notices_outbox", _("发件箱"), _("哪些通知没有送达，为什么"), _ADMINISTRATOR),
            Entry(
                "calendar_clock", _("演示时钟"), _("演示时把日期调到别的一天"), _ADMINISTRATOR, only_demo=True
            ),
        ),
    ),
    Group(
        _("公用"),
        (
            Entry("verify", _("验证证书"), _("凭验证码、持证人或文件核验，不用登录")),
            Entry("policies", _("政策库"), _("条款、读法、参数和目录；核实事实、记录先例")),
            Entry("organisations", _("机构"), _("单位、职改办、评委会办公室和评价机构")),
            Entry("calendar", _("工作日历"), _("哪天上班，期限怎样数")),
            Entry("help", _("帮助"), _("从哪里开始，五种结论是什么意思")),
        ),
    ),
)


def desk_of(grants: Iterable[RoleGrant]) -> list[dict[str, object]]:
    """The groups with the entries that these grants open; a group without any is left out."""
    held = {grant.role for grant in grants}
    found = []
    for group in GROUPS:
        entries = [
            {
                "url": reverse(entry.name, kwargs=dict(entry.arguments)),
                "label": entry.label,
                "what": entry.what,
            }
            for entry in group.entries
            if (not entry.roles or entry.roles & held) and (settings.DEMO or not entry.only_demo)
        ]
        if entries:
            found.append({"title": group.title, "entries": entries})
    return found
