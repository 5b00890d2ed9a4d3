"""Rows whose numbers were given up before rows could say so: nobody issues them, and they hold up no other replacement."""

from typing import TYPE_CHECKING

from django.db import migrations
from django.utils import timezone

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_up(apps: "Apps", editor: "BaseDatabaseSchemaEditor") -> None:
    """Say so of each row, and call a list done of which nothing else was left."""
    entries = apps.get_model("certificates", "BatchEntry").objects.using(editor.connection.alias)
    rows = entries.filter(
        state__in=["failed", "waiting"], certificate__state="annulled", certificate__issued_at=None
    )
    for row in rows.select_related("batch"):
        row.state, row.lease_until, row.leased_by = "given_up", None, ""
        row.save()
        batch = row.batch
        if batch.state == "confirmed" and not entries.filter(batch=batch, state="waiting").exists():
            batch.state, batch.finished_at = "done", timezone.now()
            batch.save()


class Migration(migrations.Migration):
    dependencies = [("certificates", "0007_integrity_record")]
    operations = [migrations.RunPython(give_up, migrations.RunPython.noop)]
