"""Indexes in the orders in which lists of contacts are asked for most: each holds only the records that have the fact,
so that one which is seldom known costs next to nothing when it is not."""

from django.db import migrations

from kept.crm.records.beside import IndexBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("contacts", "0003_initial")]

    operations = [
        IndexBeside(
            "contact_by_first",
            "contacts_contact (instance_id, first_name, id) WHERE deleted_at IS NULL AND first_name <> ''",
        ),
        IndexBeside(
            "contact_by_phone", "contacts_contact (instance_id, phone, id) WHERE deleted_at IS NULL AND phone <> ''"
        ),
        IndexBeside(
            "position_by_title",
            "contacts_position (instance_id, title, contact_id) WHERE \"primary\" AND title <> ''",
        ),
    ]
