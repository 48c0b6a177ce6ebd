"""Django's own commands, each under the database role it needs."""

import os
import sys
from collections.abc import Sequence

OWNERS = {"migrate", "showmigrations", "sqlmigrate", "makemigrations", "squashmigrations", "sqlflush"}
WITHOUT_DATABASE = {"help", "makemessages", "compilemessages", "collectstatic", "findstatic"}


def role_for(command: str) -> str:
    """The owner makes and changes tables; everything else lives within the application's rights."""
    return "owner" if command in OWNERS else "app"


def needs_database(words: Sequence[str]) -> bool:
    return bool(words) and words[0] not in WITHOUT_DATABASE and "--help" not in words and "-h" not in words


def manage(words: Sequence[str]) -> None:
    """Run one of Django's commands in this process. The caller sees to it that the database runs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
    os.environ.setdefault("KEPT_DB_ROLE", role_for(words[0]) if words else "app")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["bin/kept manage", *words])


def apart(*words: str) -> list[str]:
    """The command line that runs one of Django's commands in a process of its own."""
    return [sys.executable, "-m", "kept.server.manage", *words]


if __name__ == "__main__":
    manage(sys.argv[1:])
