"""``guantong manage appoint_administrator NAME --reason …``: the first administrator, by whoever runs the machine."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ....clock import now as instant
from ....refusals import InvalidError
from ...models import Role, User
from ...services import grant_give

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Make an account an administrator for a year. It has to exist, and sets up its second factor itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the name of an account that has signed up")
        parser.add_argument("--reason", required=True, help="why; the audit keeps it")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"没有账户 {options['username']}，请先注册 / sign up first")
        now = instant()
        today = timezone.localdate(now)
        try:
            grant = grant_give(
                actor=None,
                user=user,
                role=Role.ADMINISTRATOR,
                scope_id=None,
                valid_from=today,
                valid_to=today + timedelta(days=365),
                reason=options["reason"],
                now=now,
            )
        except InvalidError as error:
            raise CommandError("\n".join(str(refusal) for refusal in error.refusals)) from error
        self.stdout.write(
            f"{user.username}：系统管理员，至 {grant.valid_to} / administrator until {grant.valid_to}"
        )
