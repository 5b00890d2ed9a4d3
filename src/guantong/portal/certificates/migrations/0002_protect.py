from typing import TYPE_CHECKING

from django.db import migrations

from guantong.portal.certificates import protection

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def protect(apps: "Apps", editor: "BaseDatabaseSchemaEditor") -> None:
    protection.protect(editor)


def lift(apps: "Apps", editor: "BaseDatabaseSchemaEditor") -> None:
    protection.lift(editor)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]
    operations = [migrations.RunPython(protect, lift)]
