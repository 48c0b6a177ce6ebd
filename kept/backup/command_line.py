"""`bin/kept backup`: take, list, verify, drill and restore, by hand."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from kept.server import database
from kept.server.trouble import Trouble

EPILOG = """\
examples:
  bin/kept backup now
  bin/kept backup restore --into /srv/again                         as of the last moment that was saved
  bin/kept backup restore --into /srv/again --at "2026-11-20 14:35"
  bin/kept backup restore                                           in the place of what is here; stop Kept first
  bin/kept backup restore --instance lipa --at "2026-11-20 14:35"   one instance alone, while the others work on

Times are UTC unless they say otherwise ("2026-11-20 14:35+01:00").
"""

ACTS = {"list": "show"}


def main(words: Sequence[str]) -> int:
    """Do what the words say. Returns 0, or 1 for a backup that is not as it should be. Raises Trouble."""
    arguments = _parser().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
    os.environ.setdefault("KEPT_DB_ROLE", "app")
    import django

    django.setup()
    from kept.backup import acts
    from kept.backup.depot import Missing
    from kept.backup.packing import Unreadable
    from kept.backup.ring import KeyGone, WrongKey
    from kept.outside.keys_roots import WrongRootKey
    from kept.outside.sealing import Damaged
    from kept.outside.storage.terms import Away

    try:
        return int(getattr(acts, ACTS.get(arguments.verb, arguments.verb))(arguments))
    except (WrongKey, WrongRootKey, KeyGone, Missing) as trouble:
        raise Trouble(f"{trouble}.") from trouble
    except Away as trouble:
        raise Trouble(f"The place of the backups: {trouble}") from trouble
    except (Damaged, Unreadable) as trouble:
        raise Trouble(f"The backup is damaged: {trouble}. Nothing was restored from it.") from trouble
    finally:
        database.leave()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/kept backup", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(title="verbs", required=True, dest="verb", metavar="VERB")
    verbs.add_parser("now", help="take a complete backup")
    verbs.add_parser("list", help="what backups there are, and how far back they reach")
    verify = verbs.add_parser("verify", help="read the newest backup and compare every hash")
    verify.add_argument("--all", action="store_true", help="all backups, not the newest alone")
    verbs.add_parser("drill", help="restore the newest backup beside us, look through it, remove it")
    verbs.add_parser("shelve", help="bring files that lie here into the bucket of [files.s3]")
    restore = verbs.add_parser("restore", help="restore the database and its files, or one instance of it")
    restore.add_argument("--at", type=_time, metavar="TIME", help="the moment to go back to (default: the last one)")
    restore.add_argument("--into", type=Path, metavar="DIR", help="a data folder that does not exist yet")
    restore.add_argument("--instance", metavar="NAME", help="this instance alone, by its name in addresses")
    return parser


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-11-20 14:35") from wrong
    return found if found.tzinfo else found.replace(tzinfo=UTC)
