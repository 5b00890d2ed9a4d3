"""``guantong manage translations``: which texts lack English or have two; with ``--compile``, write what Django reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from ...translations import compile_all, translated, used

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Which texts of the portal lack English or have two; --compile writes the form that Django reads."

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
            key: place
            for key, place in used().items()
            if key not in known and place.startswith(options["under"])
        }
        torn = {
            key: texts
            for key, texts in known.items()
            if len(texts) > 1
            and any(place.startswith(options["under"]) for places in texts.values() for place in places)
        }
        for key, place in missing.items():
            self.stdout.write(f"{place}: {key}")
        for key, texts in torn.items():
            said = "; ".join(f'"{text}" in {", ".join(places)}' for text, places in texts.items())
            self.stdout.write(f"{key}: {said}")
        if missing or torn:
            raise CommandError(
                f"{len(missing)} without English, {len(torn)} with more than one; where the English has to differ,"
                " give the text a context (pgettext, {% translate … context … %})"
            )
