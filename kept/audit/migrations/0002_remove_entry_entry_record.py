"""Lines are found by the mentions beside their seals; an index of their own made every request pay for it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="entry",
            name="entry_record",
        ),
    ]
