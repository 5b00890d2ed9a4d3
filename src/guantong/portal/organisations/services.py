"""How organisations are entered and changed."""

from __future__ import annotations

from django.db import transaction

from .models import Region
from .regions import parent_code, region_facts


@transaction.atomic
def regions_load() -> int:
    """Bring the table of regions to what the catalogue lists; how many rows there are. Rows are never removed."""
    facts = region_facts().regions
    rows = [
        Region(
            code=fact.code,
            name=fact.zh,
            name_en=fact.en,
            parent_id=parent_code(fact.code),
            confidence=fact.confidence,
        )
        for fact in facts
    ]
    Region.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "parent", "confidence"],
    )
    return len(rows)
