"""The Django application of this context."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "guantong.portal.certificates"
    label = "certificates"
    verbose_name = _("证书")
