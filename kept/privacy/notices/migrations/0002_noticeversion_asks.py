"""A version says whether it asks people before it applies to them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AddField(model_name="noticeversion", name="asks", field=models.BooleanField(default=False)),
    ]
