"""The shelf of copies: encrypted files that wait a few days to be fetched, and are gone after."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from kept.outside.places import data_folder
from kept.privacy.erasure import sealed
from kept.privacy.erasure.models import Package
from kept.privacy.erasure.passages import inside
from kept.tenancy.models import Instance

DAYS = 7


def place(package: Package) -> Path:
    """Where the file of a package lies."""
    return data_folder() / "packages" / str(package.instance_id) / f"{package.number}.zip"


def password_once(package: Package) -> str:
    """The password, the first time it is asked for; "" after. Inside the passage of its instance."""
    if not package.sealed_password:
        return ""
    password = str(sealed.opened(package.sealed_password))
    Package.objects.filter(pk=package.pk, instance_id=package.instance_id).update(sealed_password="")
    package.sealed_password = ""
    return password


def drop(package: Package) -> None:
    """Remove a package, file first. Inside the passage of its instance."""
    place(package).unlink(missing_ok=True)
    Package.objects.filter(pk=package.pk, instance_id=package.instance_id).delete()


def drop_old() -> int:
    """Remove all that waited too long, and files that no row names. Returns how many packages."""
    gone = 0
    with inside(None):
        instances = [0, *Instance.objects.values_list("pk", flat=True)]
    for instance in instances:
        with inside(instance):
            for package in Package.objects.filter(instance_id=instance, expires_at__lt=timezone.now()):
                drop(package)
                gone += 1
    return gone


def expiry() -> datetime:
    """When a package made now is gone."""
    return timezone.now() + timedelta(days=DAYS)
