"""``guantong manage second_factor_remove NAME --reason …``: for somebody who lost phone and recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ....audit.services import record
from ....clock import now
from ...models import User
from ...sessions import sessions_end_others

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Remove somebody's second factor, once you know who asks. Staff set up a new one before any work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the name of the account")
        parser.add_argument(
            "--reason", required=True, help="why, and how you knew the person; the audit keeps it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        factors = Authenticator.objects.filter(user=user)
        if user is None or not factors.exists():
            raise CommandError(f"账户 {options['username']} 没有第二道验证 / no second factor")
        with transaction.atomic():
            factors.delete()
            at = now()
            record(
                "accounts.second_factor.removed", actor=None, subject=user, now=at, reason=options["reason"]
            )
            sessions_end_others(actor=None, user=user, here=None, now=at)
        self.stdout.write(f"{user.username}：已取消第二道验证 / second factor removed")
