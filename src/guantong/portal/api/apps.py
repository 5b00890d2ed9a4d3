"""The Django application of the interface for programs."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "guantong.portal.api"
    label = "api"
    verbose_name = _("程序接口")

    def ready(self) -> None:
        """Refuse to start with limits or a size that cannot be read."""
        from ..policies import size
        from .limits import VARIABLE, limits

        try:
            limits()
        except ValueError as error:
            raise ImproperlyConfigured(f"{VARIABLE}：应如 decide=60,path=20,library=120 / {error}") from error
        try:
            size.most_rows()
        except ValueError as error:
            raise ImproperlyConfigured(f"{size.VARIABLE}：应为大于 0 的整数 / a number above 0") from error
