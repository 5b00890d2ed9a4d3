"""``guantong certificate issue``: take in an approved list, issue what two persons have confirmed."""

from __future__ import annotations

from argparse import BooleanOptionalAction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from guantong.cases.days import NotADay, read_day

from .... import clock
from ....audit.origin import at_the_command_line
from ....refusals import InvalidError, RefusedError
from ....tasks import enqueue_after_commit
from ...batches import batch_take_in
from ...issuing import issue_all, overdue
from ...jobs import issue_waiting, tell_asked
from ...lists import read_workbook
from ...models import IssuingAuthority
from ...naming import authority_meant
from ...previews import untold

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Issue everything that two persons have confirmed. With --list, take in an approved list first: "
        "it is proposed and confirmed on the pages, by two people who are signed in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", type=Path, metavar="FILE", help="the workbook of an approved list")
        parser.add_argument("--photos", type=Path, metavar="ZIP", help="its photos")
        parser.add_argument(
            "--authority",
            metavar="CODE",
            help="credit code of the issuing authority; where several have it, its kind and unit, as title-0001",
        )
        parser.add_argument("--document", default="", help="number of the approval")
        parser.add_argument("--approved-on", default="", metavar="DAY", help="its day")
        parser.add_argument(
            "--ask-holders",
            action=BooleanOptionalAction,
            default=None,
            help="whether everybody on the list is asked if it is right (without it, as previews.yaml says)",
        )
        parser.add_argument(
            "--resume", action="store_true", help="have the worker go on with what nobody holds"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with at_the_command_line():
            self._handle(options)

    def _handle(self, options: dict[str, Any]) -> None:
        if options["resume"]:
            if overdue():
                enqueue_after_commit(issue_waiting, alone=True)
            if untold():
                enqueue_after_commit(tell_asked, alone=True)
            return
        if options["list"] is not None:
            self._take_in(options)
            return
        self.stdout.write(f"处理了 {issue_all(now=None)} 行 / rows dealt with")

    def _take_in(self, options: dict[str, Any]) -> None:
        try:
            authority = authority_meant(
                options["authority"] or "", IssuingAuthority.objects.filter(active=True)
            )
            content = options["list"].read_bytes()
            photos = options["photos"].read_bytes() if options["photos"] else None
            batch = batch_take_in(
                actor=None,
                authority=authority,
                approval_document=options["document"],
                approved_on=read_day(options["approved_on"]).date,
                rows=read_workbook(content, photos, authority.kind),
                origin="workbook",
                asks_holders=options["ask_holders"],
                now=clock.now(),
            )
        except OSError as error:
            raise CommandError(f"{error.filename}：{error.strerror}") from error
        except NotADay as error:
            raise CommandError(f"--approved-on：{error.zh} / {error.en}") from error
        except InvalidError as error:
            raise CommandError("\n".join(refusal.text for refusal in error.refusals)) from error
        except RefusedError as error:
            raise CommandError(error.text) from error
        for entry in batch.entries.all():
            for problem in entry.problems:
                self.stderr.write(f"第 {entry.row} 行：{problem}")
        count = batch.entries.filter(state="waiting").count()
        self.stdout.write(
            f"{batch.pk}：{count} 行可以签发，请两名证书管理员在网页上提交、确认 / rows to be confirmed"
        )
