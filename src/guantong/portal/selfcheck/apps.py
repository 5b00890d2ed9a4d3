"""The Django application of this context."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SelfCheckConfig(AppConfig):
    name = "guantong.portal.selfcheck"
    label = "selfcheck"
    verbose_name = _("自查")
