"""A year that the person writes may stand beside an appraisal that they dispute."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_entry_drafts")]

    operations = [
        migrations.AlterModelOptions(
            name="appraisalyear", options={"ordering": ["year", "created_at", "id"]}
        ),
        migrations.RemoveConstraint(model_name="appraisalyear", name="one appraisal a year"),
        migrations.AddConstraint(
            model_name="appraisalyear",
            constraint=models.UniqueConstraint(
                condition=models.Q(("disputed_at", None)),
                fields=("person", "year"),
                name="one appraisal a year",
            ),
        ),
    ]
