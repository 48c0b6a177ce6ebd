"""What has to be done before serving: tables as the models say, static files where the server finds them."""

import hashlib
import os
from pathlib import Path

from kept.server.manage import role_for

MARK = ".collected"


def prepare() -> None:
    """Migrate and collect static files in this process, as the owner. Quick when nothing changed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
    os.environ["KEPT_DB_ROLE"] = role_for("migrate")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    _collect_static()


def _collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    if not getattr(settings, "STATIC_ROOT", None):
        return
    root = Path(settings.STATIC_ROOT)
    mark, found = root / MARK, _fingerprint()
    if mark.exists() and mark.read_text() == found:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    root.mkdir(parents=True, exist_ok=True)
    mark.write_text(found)


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            seen.update(f"{name} {status.st_mtime_ns} {status.st_size}\n".encode())
    return seen.hexdigest()


if __name__ == "__main__":
    prepare()
