"""``guantong manage demo_code``: the code of the moment for the staff of the demonstration."""

from __future__ import annotations

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ....clock import machine
from ...demonstration import SECRET


class Command(BaseCommand):
    help = "Print the code that staff of the demonstration sign in with; only the demonstration has one."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("只有演示环境才有固定的验证码 / only the demonstration has one")
        moment = int(machine().timestamp())
        code = format_hotp_value(hotp_value(SECRET, moment // app_settings.TOTP_PERIOD))
        left = app_settings.TOTP_PERIOD - moment % app_settings.TOTP_PERIOD
        self.stdout.write(f"{code}   （还有 {left} 秒有效 / valid for {left} s）")
