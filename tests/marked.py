"""An instance furnished with a row of each kind, every text of it marked, so that a leak can be seen."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.utils import timezone

from kept.consent.bases import Basis
from kept.crm.activities.models import Note, Participant, Talk, Task
from kept.crm.companies.models import Address, Company, CompanyLink
from kept.crm.contacts.models import Contact, Position
from kept.crm.fields.models import CustomField, DataType, PicklistItem
from kept.crm.files.models import Attachment
from kept.crm.imports.models import Import
from kept.crm.imports.starting import begin
from kept.crm.records.history import Change, Operation
from kept.crm.records.shared import ExternalId, SavedView, Tag
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from kept.grants.models import Grant, Group, GroupMember, Share
from kept.identity.keys import ApiKey
from kept.identity.membership import Invitation
from kept.outside import files
from kept.privacy.requests.models import DataSubjectRequest, Review, Step
from kept.tenancy.opening import system
from tests.cast import FAR, Cast

MARKER = "zxqvmarker"


def furnish(cast: Cast, mark: str = MARKER) -> dict[str, int]:
    """Fill an instance; every text holds `mark`. Returns ids by the names that addresses use for them."""
    far = count(FAR + 1000) if cast.level.pk >= FAR else None

    def make(model: Any, **values: Any) -> Any:
        return model.objects.create(**({"id": next(far)} if far else {}), **values)

    with system("furnishing", cast.instance.pk) as passage:
        level = cast.level
        owner = next(iter(cast.members.values()))
        item = make(PicklistItem, list="companyCategory", label=f"{mark} category")
        make(CustomField, kind="contact", name="mark_00000", label=mark, group=mark, data_type=DataType.STRING)
        company = make(Company, name=f"{mark} company", category=item, owner=owner, security_level=level)
        other = make(Company, name=f"{mark} other", security_level=level)
        address = make(Address, company=company, name=mark, city=mark, email=f"{mark}@example.com", primary=True)
        link = make(CompanyLink, company=company, other=other, kind="free", notice=mark)
        contact = make(Contact,
            first_name=mark, last_name=mark, email=f"{mark}@example.com", tags=[mark], custom={"mark_00000": mark},
            notice=mark, owner=owner, security_level=level,
        )  # fmt: skip
        position = make(Position, contact=contact, company=company, title=mark, primary=True)
        for record in (company, other, contact):
            record.index()
            record.save(update_fields=["search", "sort_key"])
        task = make(
            Task,
            title=mark,
            contact=contact,
            company=company,
            deadline=timezone.now(),
            owner=owner,
            security_level=level,
        )
        talk = make(
            Talk, title=mark, place=mark, contact=contact, company=company, scheduled_from=timezone.now(), owner=owner,
            security_level=level,
        )  # fmt: skip
        make(Participant, talk=talk, contact=contact)
        for below in ({"task": task}, {"talk": talk}):
            make(Attachment, **below, name=mark, link=f"https://{mark}.example/", by=owner)
            make(Note, **below, text=mark, by=owner)
        note = make(Note, contact=contact, company=company, text=mark, by=owner)
        act = make(Operation, act="contact.edited", kind="contact", by=owner)
        make(
            Change,
            operation=act,
            kind="contact",
            record_id=contact.pk,
            act=Change.CHANGED,
            values={"position": [mark, mark]},
        )
        template = make(LegalTitleTemplate, name=mark, basis=Basis.CONSENT)
        title = make(LegalTitle, template=template, contact=contact, valid_from=dt.date(2026, 1, 1))
        make(Attachment, contact=contact, name=mark, link=f"https://{mark}.example/", by=owner)
        file = make(
            Attachment, contact=contact, name=f"{mark}.txt", content_type="text/plain", size=len(mark), by=owner
        )
        files.write(cast.instance.pk, file.key, [mark.encode()])
        begun = begin(passage, "contact", f"{mark}.csv", [f"First name,Last name\n{mark},{mark}\n".encode()])
        begun.delete()
        plan = {"plan": begun.plan, "file_key": begun.file_key}
        entry = make(Import, kind="contact", file_name=f"{mark}.csv", by=owner, **plan)
        group = make(Group, name=mark)
        make(GroupMember, group=group, membership=owner)
        share = make(Share, kind="contacts_contact", record_id=contact.pk, group=group)
        grant = make(Grant, group=group, permission="contacts.view")
        key = make(ApiKey, membership=owner, name=mark, prefix=mark, secret_hash=mark)
        week = timezone.now() + dt.timedelta(7)
        invitation = make(Invitation, email=f"{mark}@example.net", token_hash=mark, invited_by=owner, expires_at=week)
        view = make(SavedView, kind="contact", name=mark, membership=owner, shared=True)
        tag = make(Tag, kind="contact", name=mark)
        asked = make(
            DataSubjectRequest, right="R2", email=f"{mark}@example.com", words=mark, name=mark, received_on=week.date()
        )
        step = make(Step, request=asked, act="note", reason=mark, by="officer")
        review = make(Review, request=asked, store=mark, reference=mark, text=mark)
        make(ExternalId, kind="contact", record_id=contact.pk, value=f"erp:{mark}")
    return {
        "contacts": contact.pk, "companies": company.pk, "contact": contact.pk, "company": company.pk,
        "other": other.pk, "source": other.pk, "address": address.pk, "link": link.pk, "position": position.pk,
        "task": task.pk, "note": note.pk, "operation": act.pk, "title": title.pk, "template": template.pk,
        "file": file.pk, "attachment": file.pk, "view": view.pk, "tag": tag.pk, "item": item.pk,
        "activities": task.pk, "calendar": talk.pk, "talk": talk.pk, "tasks": task.pk, "notes": note.pk, "membership": owner.pk, "member": owner.pk,
        "level": level.pk, "levels": level.pk, "members": owner.pk, "groups": group.pk, "share": share.pk,
        "grant": grant.pk, "keys": key.pk, "invitations": invitation.pk, "imports": entry.pk, "files": file.pk,
        "undo": act.pk, "requests": asked.pk, "letters": step.pk, "step": step.pk, "reviews": review.pk,
        "review": review.pk,
    }  # fmt: skip
