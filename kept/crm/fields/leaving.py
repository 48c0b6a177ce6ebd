"""What the vocabulary does when its instance leaves; and whether the values of free links are links."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kept.crm.fields.models import CustomField, DataType
from kept.privacy.leaving.travelling import travels, when_all_are_there
from kept.tenancy.ids import id_of

CHUNK = 1000

travels("fields.picklistitem", founding=True)
travels("fields.customfield", words=_("custom fields"))


@when_all_are_there
def free_links(made: Any) -> None:
    """Free fields may be links too: each of their values is held to the rule of links."""
    from kept.crm.nouns.noun import NOUNS
    from kept.crm.records.safe_values import wrong_link

    for field in CustomField.objects.filter(data_type=DataType.HYPERLINK, kind__in=list(NOUNS)):
        model = NOUNS[field.kind].model
        rows = model.objects.filter(custom__has_key=field.name).order_by("pk").values_list("pk", "custom")
        for pk, custom in rows.iterator(chunk_size=CHUNK):
            said = wrong_link(custom[field.name])
            if said:
                made.tell(f"data/{model._meta.label_lower}.jsonl", pk, [f"custom.{field.name}: {said}"])


@when_all_are_there
def files_of_fields(made: Any) -> None:
    """A field for files names a file of its own record, and no other. One that is gone is no harm: it shows nothing."""
    from kept.crm.nouns.kept_file import whose
    from kept.crm.nouns.noun import NOUNS

    for field in CustomField.objects.filter(data_type=DataType.FILE, kind__in=list(NOUNS)):
        model, known = NOUNS[field.kind].model, whose(field.kind)
        rows = model.objects.filter(custom__has_key=field.name).order_by("pk").values_list("pk", "custom")
        for pk, custom in rows.iterator(chunk_size=CHUNK):
            number = id_of(custom[field.name])
            if number is None or known.get(number, (pk, field.name)) != (pk, field.name):
                said = f"custom.{field.name}: is no file of this record"
                made.tell(f"data/{model._meta.label_lower}.jsonl", pk, [said])
