"""`empty_bin`: remove for good what has lain in the bin for 30 days, with its history, files and other names."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Q
from django.utils import timezone

from kept.crm.activities.models import Note
from kept.crm.files.keeping import empty_bin as destroy_old_files
from kept.crm.files.models import Attachment
from kept.crm.files.owners import ACTIVITIES, references
from kept.crm.nouns.noun import NOUNS
from kept.crm.records.models import Change, ExternalId, SavedView
from kept.crm.records.record import Record
from kept.grants.models import Share
from kept.outside import files
from kept.policy.doors import allow
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

KEPT_FOR = dt.timedelta(days=30)
CHUNK = 200


@allow("operator")
class Command(BaseCommand):
    """Empty the bins of all instances."""

    help = "Remove for good what was deleted more than 30 days ago."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only whether to count instead of removing."""
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One passage an instance, so that one that fails holds up no other."""
        before = timezone.now() - KEPT_FOR
        for instance in Instance.objects.order_by("pk"):
            gone = counted(instance.pk, before) if options["dry_run"] else emptied(instance.pk, before)
            if gone:
                self.stdout.write(f"{instance.slug}: {gone}")


def counted(instance: int, before: dt.datetime) -> int:
    """How many records of an instance have lain long enough."""
    with system("command empty_bin", instance):
        return sum(model.objects.filter(deleted_at__lt=before).count() for model in record_models())


def emptied(instance: int, before: dt.datetime) -> int:
    """Remove an instance's records that have lain long enough. Returns how many."""
    gone = 0
    keys: list[UUID] = []
    with system("command empty_bin", instance, purpose="retention"):
        SavedView.objects.filter(kind__endswith=".bin").delete()
        for model in record_models():
            while ids := list(model.objects.filter(deleted_at__lt=before).values_list("pk", flat=True)[:CHUNK]):
                keys += _forget(model, ids)
                model.objects.filter(pk__in=ids).delete()
                gone += len(ids)
        Note.objects.filter(deleted_at__lt=before).delete()
        destroy_old_files(before)
        for key in keys:  # last, when nothing can fail any more but the commit
            files.delete(instance, key)
    return gone


def record_models() -> list[Any]:
    """All kinds of records, those that belong to others first."""
    models = [model for model in apps.get_models() if issubclass(model, Record)]
    nouns = [noun.model for noun in NOUNS.values()]
    return sorted(models, key=lambda model: model in nouns)


def _forget(model: Any, ids: list[int]) -> list[UUID]:
    """Remove what speaks of a record without a reference that goes with it. Returns the keys of its files."""
    kind = next((noun.key for noun in NOUNS.values() if noun.model is model), model._meta.model_name)
    Change.objects.filter(kind=kind, record_id__in=ids).delete()
    ExternalId.objects.filter(kind=kind, record_id__in=ids).delete()
    Share.objects.filter(kind=model._meta.db_table, record_id__in=ids).delete()
    if kind not in references():
        return []
    files = Q(**{f"{kind}__in": ids})
    for key in ACTIVITIES if kind in NOUNS else ():  # its promises and talks go with it, and they with their files
        files |= Q(**{f"{key}__{kind}__in": ids})
    return list(Attachment.objects.filter(files, link="").values_list("key", flat=True))
