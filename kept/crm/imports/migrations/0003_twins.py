"""Indexes on what tells records apart: the functions that find twins look into them (`kept.crm.imports.twins`)."""

from django.db import migrations

from kept.crm.records.beside import IndexBeside

TAIL = "right(translate(phone, translate(phone, '0123456789', ''), ''), 9)"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("imports", "0002_initial"), ("contacts", "0003_initial"), ("companies", "0003_initial")]

    operations = [
        IndexBeside("twin_contact_email", "contacts_contact (instance_id, lower(email)) WHERE email <> ''"),
        IndexBeside("twin_contact_tail", f"contacts_contact (instance_id, {TAIL}) WHERE phone <> ''"),
        IndexBeside("twin_address_email", "companies_address (instance_id, lower(email)) WHERE email <> ''"),
        IndexBeside(
            "twin_company_number",
            "companies_company (instance_id, registration_number) WHERE registration_number <> ''",
        ),
    ]
