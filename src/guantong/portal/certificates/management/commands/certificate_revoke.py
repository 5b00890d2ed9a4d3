"""``guantong certificate revoke``: propose to revoke a certificate; another person confirms on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from guantong.certificates import numbers

from .... import clock
from ....accounts.models import User
from ....audit.origin import at_the_command_line
from ....refusals import InvalidError, RefusedError
from ...changes import change_propose
from ...life import transitions
from ...models import Certificate

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    requires_system_checks = []
    help = "Propose to revoke a certificate, in the name of an account with the role. Another person has to confirm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who proposes it")
        parser.add_argument(
            "--reason-code", required=True, choices=transitions()["revoke"].reasons, help="the reason"
        )
        parser.add_argument("--reason", required=True, help="in words, without numbers of persons")
        parser.add_argument("--document", required=True, help="number of the decision")
        parser.add_argument("--clause", required=True, help="the clause that it rests on")

    def handle(self, *args: Any, **options: Any) -> None:
        with at_the_command_line():
            self._handle(options)

    def _handle(self, options: dict[str, Any]) -> None:
        certificate = Certificate.objects.filter(number=numbers.normalise(options["number"])).first()
        actor = User.objects.filter(username=options["by"]).first()
        if certificate is None or actor is None:
            what = "证书 / certificate" if certificate is None else "账户 / account"
            raise CommandError(
                f"没有这个{what}：{options['number'] if certificate is None else options['by']}"
            )
        try:
            change_propose(
                actor=actor,
                certificate=certificate,
                transition="revoke",
                reason_code=options["reason_code"],
                reason=options["reason"],
                document=options["document"],
                clause=options["clause"],
                effective_on=None,
                now=clock.now(),
            )
        except InvalidError as error:
            raise CommandError("\n".join(refusal.text for refusal in error.refusals)) from error
        except RefusedError as error:
            raise CommandError(error.text) from error
        self.stdout.write(
            "已提出，等批准机关的另一人在网页上确认 / proposed; another person confirms on the page"
        )
