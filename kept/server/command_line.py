"""The command line of Kept: `bin/kept --help`."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from typing import Any

from kept.server import database, inventory, running
from kept.server.manage import manage, needs_database
from kept.server.options import chosen
from kept.server.preparing import prepare_apart
from kept.server.trouble import Trouble, say

DELEGATED = {"demo": "demo", "import": "import_records", "staff": "staff", "instance": "instance"}
STOP_SECONDS = 15

EPILOG = """\
examples:
  bin/kept run --demo                      a working CRM on http://127.0.0.1:8000 with a demo world
  bin/kept run --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem
  bin/kept demo --json                     who may sign in to the demo world
  bin/kept import --help                   companies and contacts from CSV or XLSX
  bin/kept backup now                      a complete backup; `restore --help` tells the way back
  bin/kept keys show                       where the operator's key is, and whether its copy was confirmed
  bin/kept database psql --role app        look at the database as the application sees it

PORT, KEPT_DATA and KEPT_CONFIG choose the port, the data folder and the configuration (kept.toml).
DATABASE_URL names an external PostgreSQL; without it Kept brings its own.
"""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that the words name. Returns the exit code: 0 done, 1 failed, 2 refused, 3 not running."""
    words = list(sys.argv[1:] if words is None else words)
    try:
        # These have options of their own, which are none of our parser's business.
        if words and words[0] in {"manage", "database", "backup", "keys", *DELEGATED}:
            return _delegate(words[0], words[1:])
        arguments = _parser().parse_args(words)
        return int(arguments.act(arguments))
    except Trouble as trouble:
        say(str(trouble))
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/kept",
        description="Kept, the CRM that keeps its promises.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_run(commands.add_parser("run", help="serve Kept until Ctrl-C: database, web and worker"))
    commands.add_parser("stop", help="stop Kept and its database").set_defaults(act=_stop)
    commands.add_parser("reload", help="take up a new version or certificate without closing").set_defaults(act=_reload)
    commands.add_parser("status", help="say what runs, and where").set_defaults(act=_status)
    commands.add_parser(
        "migrate", help="bring the tables up to date while the version before still serves"
    ).set_defaults(act=_migrate)
    commands.add_parser("inventory", help="every package that Kept is made of (CycloneDX)").set_defaults(act=_inventory)
    _list_those_elsewhere(commands)
    return parser


def _list_those_elsewhere(commands: Any) -> None:
    """Commands with options of their own are here for --help alone; `main` hands them on before parsing."""
    commands.add_parser("demo", help="make or describe the demo world", add_help=False)
    commands.add_parser("import", help="import companies and contacts from a file", add_help=False)
    commands.add_parser("staff", help="who works for the operator: list, hire, roles, confirm, end", add_help=False)
    commands.add_parser("backup", help="take, list, verify, try and restore backups", add_help=False)
    commands.add_parser("instance", help="bring a whole instance in from its archive, or compare two", add_help=False)
    commands.add_parser("keys", help="the operator's key: show, confirm its copy, rotate", add_help=False)
    commands.add_parser("manage", help="one of Django's commands, such as migrate or shell", add_help=False)
    commands.add_parser("database", help="start, stop, status or psql of the embedded database", add_help=False)


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("--host", help="address to listen on; beyond 127.0.0.1 only with TLS")
    run.add_argument("--port", help="port to listen on (default: 8000)")
    run.add_argument("--hosts", nargs="+", metavar="NAME", help="the names people reach it by, such as crm.example.org")
    run.add_argument("--tls-cert", metavar="FILE", help="certificate chain, PEM")
    run.add_argument("--tls-key", metavar="FILE", help="its private key, PEM without a password")
    run.add_argument("--behind-proxy", action="store_true", default=None, help="a proxy on this machine ends TLS")
    run.add_argument("--workers", help="processes that answer requests (default: 2)")
    run.add_argument("--threads", help="threads in each (default: 6)")
    run.add_argument("--only", choices=["web", "worker"], help="split web and worker into processes of their own")
    run.add_argument("--demo", action="store_true", help="make the demo world once, and print its logins")
    run.set_defaults(act=_run)


def _run(arguments: argparse.Namespace) -> int:
    return running.run(chosen(arguments))


def _stop(_: argparse.Namespace) -> int:
    known = running.found()
    for each in known:
        os.kill(int(each["pid"]), signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    while running.found() and time.monotonic() < until:
        time.sleep(0.1)
    stopped = database.stop()
    print("stopped" if known or stopped else "nothing was running")
    return 1 if running.found() else 0


def _reload(_: argparse.Namespace) -> int:
    known = running.found()
    for each in known:
        os.kill(int(each["pid"]), signal.SIGUSR1)
    print("new processes take over" if known else "Kept does not run")
    return 0 if known else 3


def _status(_: argparse.Namespace) -> int:
    known = running.found()
    for each in known:
        print(f"Kept ({each['part']}) runs at {each['address']}, process {each['pid']}")
    if not known:
        print("Kept does not run")
    print("The database", database.described())
    return 0 if known else 3


def _migrate(_: argparse.Namespace) -> int:
    try:
        database.ensure()
        database.bootstrap()
        prepare_apart(tables_alone=True)
    finally:
        database.leave()
    print("The tables are as this version wants them")
    return 0


def _inventory(_: argparse.Namespace) -> int:
    return inventory.main()


def _delegate(command: str, words: list[str]) -> int:
    if command == "database":
        return database.main(words)
    if command == "backup":
        from kept.backup import command_line as backup

        return backup.main(words)
    if command == "keys":
        from kept.backup import keys_line

        return keys_line.main(words)
    if command in DELEGATED:
        words = [DELEGATED[command], *words]
    if command == "demo":
        words += [word for each in running.found()[:1] for word in ("--address", str(each["address"]))]
    try:
        if needs_database(words):
            database.ensure()
            database.bootstrap()
        if command in DELEGATED and not database.has_tables():
            prepare_apart()
        manage(words)
        if command in ("demo", "import"):
            database.look_at_what_is_new()
    finally:
        database.leave()
    return 0
