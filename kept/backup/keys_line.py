"""`bin/kept keys`: the operator's key by hand: show it (never the key itself), confirm its copy, rotate."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kept.server import database
from kept.server.trouble import Trouble

EPILOG = """\
examples:
  bin/kept keys show                       where the key is, its name, what hangs on it
  bin/kept keys make                       the first one, where KEPT_ROOT_KEY_FILE or kept.toml say that it lies
  bin/kept keys confirm                    type the last eight characters of your copy
  bin/kept keys confirm --copy /mnt/stick/root.key
  bin/kept keys move /etc/kept/root.key    out of the data folder
  bin/kept keys rotate                     a new key in its place, while everybody works on
  bin/kept keys rotate --instance lipa     a new key for the files of one instance

Copy the file where the key lies to a place that does not burn with this machine. Without it nobody can open the
backups, the files and the second steps.
"""


def main(words: Sequence[str]) -> int:
    """Do what the words say. Returns 0, or 1 when it is not as it should be. Raises Trouble."""
    arguments = _parser().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
    os.environ.setdefault("KEPT_DB_ROLE", "app")
    import django

    django.setup()
    from kept.backup import keys_acts
    from kept.backup.ring import WrongKey
    from kept.outside.keys_roots import WrongRootKey
    from kept.outside.keys_rotating import NotAll

    try:
        return int(getattr(keys_acts, arguments.verb)(arguments))
    except (WrongRootKey, WrongKey, NotAll) as trouble:
        raise Trouble(f"{str(trouble)[0].upper()}{str(trouble)[1:]}.") from trouble
    finally:
        database.leave()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/kept keys", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(title="verbs", required=True, dest="verb", metavar="VERB")
    verbs.add_parser("show", help="where the key is, its name, and what hangs on it")
    verbs.add_parser("make", help="make the first key, where it is named to lie")
    confirm = verbs.add_parser("confirm", help="say that there is a copy, by the end of it")
    confirm.add_argument("--copy", type=Path, metavar="FILE", help="the copy itself, to be compared")
    move = verbs.add_parser("move", help="put the key into another place")
    move.add_argument("to", type=Path, metavar="FILE", help="where to; it must not exist yet")
    rotate = verbs.add_parser("rotate", help="a new key, while everybody works on")
    rotate.add_argument("--instance", metavar="NAME", help="of this instance's files alone")
    return parser


def typed(question: str) -> str:
    """What the person at the terminal types, unseen; or the line that a program hands over."""
    return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline()
