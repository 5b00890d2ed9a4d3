"""Accounts, and the roles that people hold somewhere for a time."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..records import Record
from .sessions import SessionStore


class User(AbstractUser):
    """Somebody who can sign in. What they may do comes from role grants alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("姓名"), max_length=80, blank=True)
    demonstration = models.BooleanField(
        default=False, editable=False, help_text=_("演示账户，密码公开，正式运行时不能登录")
    )

    def __str__(self) -> str:
        return self.display_name or self.username


class Session(AbstractBaseSession):
    """A session of a browser, and whose it is where somebody is signed in."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sessions", null=True, editable=False)

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """What reads and writes it."""
        return SessionStore


class Role(models.TextChoices):
    """The roles of the process; a person may hold several, each somewhere and for a time."""

    APPLICANT = "A", _("申报人")
    EMPLOYER_CLERK = "EH", _("单位人事经办")
    EMPLOYER_APPROVER = "EA", _("单位审核负责人")
    SUPERIOR_OFFICE = "SD", _("主管部门、市县职改办")
    OFFICE_CLERK = "TO", _("职改办经办")
    OFFICE_LEADER = "TL", _("职改办负责人")
    COMMITTEE_SECRETARY = "CS", _("评委会秘书")
    CHAIR = "CC", _("主任、副主任委员")
    EXPERT = "EX", _("评审专家")
    TELLER = "TE", _("监票人")
    APPROVING_AUTHORITY = "AP", _("职称批准机关")
    CERTIFICATE_OFFICER = "CI", _("证书管理员")
    INVESTIGATOR = "IV", _("异议核查人")
    SUPERVISOR = "SU", _("监督检查人员")
    POLICY_OFFICER = "PO", _("政策管理员")
    EVALUATION_OFFICER = "EO", _("评价机构工作人员")
    ASSESSOR = "AS", _("考评员")
    QUALITY_INSPECTOR = "QI", _("质量督导员")
    ADMINISTRATOR = "AD", _("系统管理员")


class ScopeType(models.TextChoices):
    """What a role is bounded by."""

    EVERYWHERE = "everywhere", _("全区")
    EMPLOYER = "employer", _("单位")
    OFFICE = "office", _("职改办")
    COMMITTEE = "committee", _("评委会办公室")
    EVALUATION_BODY = "evaluation_body", _("评价机构")


class RoleGrant(Record):
    """One role of one person, where, from when until when, and who gave it for which reason."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(_("角色"), max_length=2, choices=Role)
    scope_type = models.CharField(_("范围"), max_length=20, choices=ScopeType, default=ScopeType.EVERYWHERE)
    scope_id = models.UUIDField(null=True, blank=True)
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"), help_text=_("含当日"))
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    ended_at = models.DateTimeField(_("提前终止于"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    end_reason = models.CharField(_("终止理由"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="a grant ends after it begins"
            ),
            models.CheckConstraint(
                condition=Q(scope_type="everywhere", scope_id=None)
                | ~Q(scope_type="everywhere") & Q(scope_id__isnull=False),
                name="a scope names its organisation",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(end_reason=""), name="a grant ended early says why"
            ),
        ]
        indexes = [models.Index(fields=["role", "scope_id"], name="grants by role and scope")]

    def __str__(self) -> str:
        return f"{self.role} {self.scope_type} {self.scope_id or ''}"


class BreakGlass(Record):
    """An administrator's emergency access: opened with a reason, seen by others, and over by itself."""

    user = models.ForeignKey(User, models.PROTECT, related_name="break_glasses")
    reason = models.CharField(_("理由"), max_length=200)
    opened_at = models.DateTimeField(_("开启于"))
    ends_at = models.DateTimeField(_("至迟结束于"))
    closed_at = models.DateTimeField(_("提前结束于"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="break-glass ends"),
            models.CheckConstraint(condition=~Q(reason=""), name="break-glass has a reason"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.opened_at:%Y-%m-%d %H:%M}"
