"""The Django application of this context."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "guantong.portal.audit"
    label = "audit"
    verbose_name = _("审计")
