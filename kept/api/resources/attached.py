"""What companies and people have alike in other rows: legal titles, files, external ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from kept.api.operations import Call
from kept.api.resource import Attached, Rows
from kept.audit.prepared import Prepared
from kept.crm.files.models import Attachment
from kept.crm.records.shared import ExternalId
from kept.crm.titles.models import LegalTitle


def titles(owner: str) -> Attached:
    """`inlineGdpr`: the reasons in force for which a record is held."""

    columns = (owner, "pk", "valid_from", "valid_till", "template_id", "template__name", "template__basis")
    found = Prepared(
        lambda given: (
            LegalTitle.objects.filter(**{f"{owner}__in": [given]}, invalid_at=None).order_by("pk").values_list(*columns)
        )
    )

    def load(call: Call, ids: Sequence[int], detail: bool) -> Rows:
        rows: Rows = defaultdict(lambda: {"inlineGdpr": []})
        for row in found.rows(list(ids)):
            rows[row[0]]["inlineGdpr"].append(
                {
                    "id": row[1],
                    "validFrom": row[2].isoformat(),
                    "validTill": row[3].isoformat() if row[3] else None,
                    "legalTitle": row[6],
                    "templateName": row[5],
                    "gdprTemplate": row[4],
                }
            )
        return rows

    return Attached(load, lambda detail: {"inlineGdpr": []})


def files(owner: str) -> Attached:
    """`attachments`, in details only."""

    columns = (owner, "pk", "name", "link", "content_type", "size")
    found = Prepared(
        lambda given: (
            Attachment.objects.filter(**{f"{owner}__in": [given]}, deleted_at=None, custom_field="")
            .order_by("pk")
            .values_list(*columns)
        )
    )

    def load(call: Call, ids: Sequence[int], detail: bool) -> Rows:
        rows: Rows = defaultdict(lambda: {"attachments": []})
        for one in found.rows(list(ids)):
            rows[one[0]]["attachments"].append(_file(*one[1:]))
        return rows

    return Attached(load, lambda detail: {"attachments": []}, detail_only=True)


def _file(pk: int, name: str, link: str, content_type: str, size: int) -> dict[str, Any]:
    held = None if link else {"id": pk, "contentType": content_type, "fileName": name, "size": size}
    return {"id": pk, "link": link or None, "linkName": name if link else None, "file": held, "folder": None}


ORIGIN = Attached(lambda call, ids, detail: {}, lambda detail: {"originLead": None}, detail_only=True)  # no leads yet


def external_ids(kind: str) -> Attached:
    """`extIds`, in details only: null or a list."""

    found = Prepared(
        lambda given: (
            ExternalId.objects.filter(kind=kind, record_id__in=[given]).order_by("pk").values_list("record_id", "value")
        )
    )

    def load(call: Call, ids: Sequence[int], detail: bool) -> Rows:
        rows: Rows = defaultdict(lambda: {"extIds": []})
        for record, value in found.rows(list(ids)):
            rows[record]["extIds"].append(value)
        return rows

    return Attached(load, lambda detail: {"extIds": None}, detail_only=True)
