"""Files of promises, and of meetings and calls."""

import django.db.models.deletion
from django.db import migrations

import kept.tenancy.models


class Migration(migrations.Migration):
    dependencies = [("activities", "0006_talks"), ("files", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name=name,
            field=kept.tenancy.models.InstanceForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to=f"activities.{name}",
            ),
        )
        for name in ("task", "talk")
    ]
