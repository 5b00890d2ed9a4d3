"""The Django application of this context."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class CalendarConfig(AppConfig):
    name = "guantong.portal.calendar"
    label = "calendar"
    verbose_name = _("工作日历")

    def ready(self) -> None:
        """A demonstration's clock is kept in its database."""
        if settings.DEMO:
            from .. import clock
            from .moving import shift

            clock.follow(shift)
