"""``guantong manage regions``: bring the table of regions to what the catalogue lists."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ...regions import region_facts
from ...services import regions_load


class Command(BaseCommand):
    help = "Load the regions of the catalogue; doing it again changes nothing."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{regions_load()} {region_facts().source} {region_facts().as_of}")
