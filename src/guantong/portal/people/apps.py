"""The Django application of this context."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "guantong.portal.people"
    label = "people"
    verbose_name = _("个人档案")
