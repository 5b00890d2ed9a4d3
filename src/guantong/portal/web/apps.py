"""The Django application of this context."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "guantong.portal.web"
    label = "web"
    verbose_name = _("页面")
