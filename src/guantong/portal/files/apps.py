"""The Django application of this context."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "guantong.portal.files"
    label = "files"
    verbose_name = _("文件")
