"""An instance furnished with a row of each kind, every text of it marked, so that a leak can be seen."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from kept.crm.activities.models import Note, Task
from kept.crm.companies.models import Address, Company, CompanyLink
from kept.crm.contacts.models import Contact, Position
from kept.crm.fields.models import CustomField, DataType, PicklistItem
from kept.crm.files.models import Attachment
from kept.crm.records.history import Change, Operation
from kept.crm.records.shared import ExternalId, SavedView, Tag
from kept.crm.titles.models import Basis, LegalTitle, LegalTitleTemplate
from kept.tenancy.opening import system
from tests.cast import Cast

MARKER = "zxqvmarker"


def furnish(cast: Cast, mark: str = MARKER) -> dict[str, int]:
    """Fill an instance; every text holds `mark`. Returns ids by the names that addresses use for them."""
    with system("furnishing", cast.instance.pk):
        level = cast.level
        owner = next(iter(cast.members.values()))
        item = PicklistItem.objects.create(list="companyCategory", label=f"{mark} category")
        CustomField.objects.create(kind="contact", name="mark_00000", label=mark, group=mark, data_type=DataType.STRING)
        company = Company.objects.create(name=f"{mark} company", category=item, owner=owner, security_level=level)
        other = Company.objects.create(name=f"{mark} other", security_level=level)
        address = Address.objects.create(
            company=company, name=mark, city=mark, email=f"{mark}@example.com", primary=True
        )
        link = CompanyLink.objects.create(company=company, other=other, kind="free", notice=mark)
        contact = Contact.objects.create(
            first_name=mark, last_name=mark, email=f"{mark}@example.com", tags=[mark], custom={"mark_00000": mark},
            notice=mark, owner=owner, security_level=level,
        )  # fmt: skip
        position = Position.objects.create(contact=contact, company=company, title=mark, primary=True)
        for record in (company, other, contact):
            record.index()
            record.save(update_fields=["search", "sort_key"])
        task = Task.objects.create(
            title=mark, contact=contact, company=company, deadline=timezone.now(), owner=owner, security_level=level
        )
        note = Note.objects.create(contact=contact, company=company, text=mark, by=owner)
        act = Operation.objects.create(act="contact.edited", kind="contact", by=owner)
        Change.objects.create(
            operation=act, kind="contact", record_id=contact.pk, act=Change.CHANGED, values={"position": [mark, mark]}
        )
        template = LegalTitleTemplate.objects.create(name=mark, basis=Basis.CONSENT)
        title = LegalTitle.objects.create(template=template, contact=contact, valid_from=dt.date(2026, 1, 1))
        file = Attachment.objects.create(contact=contact, name=f"{mark}.txt", link=f"https://{mark}.example/")
        view = SavedView.objects.create(kind="contact", name=mark, membership=owner, shared=True)
        tag = Tag.objects.create(kind="contact", name=mark)
        ExternalId.objects.create(kind="contact", record_id=contact.pk, value=f"erp:{mark}")
    return {
        "contacts": contact.pk, "companies": company.pk, "contact": contact.pk, "company": company.pk,
        "other": other.pk, "source": other.pk, "address": address.pk, "link": link.pk, "position": position.pk,
        "task": task.pk, "note": note.pk, "operation": act.pk, "title": title.pk, "template": template.pk,
        "file": file.pk, "attachment": file.pk, "view": view.pk, "tag": tag.pk, "item": item.pk,
        "activities": task.pk, "tasks": task.pk, "notes": note.pk, "membership": owner.pk, "member": owner.pk,
        "level": level.pk,
    }  # fmt: skip
