"""The Django application of this context."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "guantong.portal.organisations"
    label = "organisations"
    verbose_name = _("机构")
