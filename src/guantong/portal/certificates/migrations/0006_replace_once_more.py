"""A certificate can be replaced once more after the number of its replacement was given up.

SQLite makes the table of certificates anew, and its trigger goes with the old one: it is put back.
"""

from typing import TYPE_CHECKING

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from guantong.portal.certificates import protection

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def protect(apps: "Apps", editor: "BaseDatabaseSchemaEditor") -> None:
    protection.protect(editor)


def lift(apps: "Apps", editor: "BaseDatabaseSchemaEditor") -> None:
    protection.lift(editor)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0005_prolonging")]
    operations = [
        migrations.RunPython(lift, protect),
        migrations.AlterField(
            model_name="certificate",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replacements",
                to="certificates.certificate",
                verbose_name="换发自",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=~Q(state="annulled"), fields=("replaces",), name="one living replacement"
            ),
        ),
        migrations.RunPython(protect, lift),
        migrations.AlterField(
            model_name="batchentry",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="certificates.certificate",
                verbose_name="换发自",
            ),
        ),
        migrations.AlterField(
            model_name="batchentry",
            name="state",
            field=models.CharField(
                choices=[
                    ("wrong", "有错误"),
                    ("waiting", "等待签发"),
                    ("issued", "已签发"),
                    ("failed", "签发失败"),
                    ("taken_out", "已移出名单"),
                    ("given_up", "已作废"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchentry",
            constraint=models.UniqueConstraint(
                condition=~Q(state="given_up"), fields=("replaces",), name="one replacement at a time"
            ),
        ),
    ]
