"""The Django application of this context."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "guantong.portal.accounts"
    label = "accounts"
    verbose_name = _("账户与权限")
