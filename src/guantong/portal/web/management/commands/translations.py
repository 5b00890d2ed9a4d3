"""``guantong manage translations``: which texts lack English; with ``--compile``, write what Django reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from ...translations import compile_all, translated, used

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Which texts of the portal lack English; --compile writes the form that Django reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--compile", action="store_true", help="write the compiled files")
        parser.add_argument(
            "--under", default="", help="only texts of places that begin so, as web/selfcheck"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            compile_all()
            return
        known = translated()
        missing = {
            text: place
            for text, place in used().items()
            if text not in known and place.startswith(options["under"])
        }
        for text, place in missing.items():
            self.stdout.write(f"{place}: {text}")
        if missing:
            raise CommandError(f"{len(missing)} without English")
