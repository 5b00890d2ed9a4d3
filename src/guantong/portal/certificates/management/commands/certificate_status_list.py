"""``guantong certificate status-list``: write the signed lists of states and the register dump to a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from guantong.certificates.signing.signer import SigningError

from .... import clock
from ...publishing import lists_of, publishers, register_dump, signed_status_list

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    requires_system_checks = []
    help = "Write the signed lists of states and the register dump of every issuing authority, for a mirror."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        try:
            for authority in publishers():
                folder: Path = options["folder"] / f"{authority.kind}-{authority.unit}"
                folder.mkdir(parents=True, exist_ok=True)
                for purpose, number in lists_of(authority):
                    content = signed_status_list(authority, purpose, number, now=now)
                    (folder / f"{purpose}-{number}.json").write_bytes(content or b"")
                (folder / "register.jwt").write_text(register_dump(authority, now=now))
                self.stdout.write(str(folder))
        except SigningError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}：{error.strerror}") from error
