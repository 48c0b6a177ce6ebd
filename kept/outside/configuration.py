"""What kept.toml says of all that leads outside: mail, mailboxes, keys, files and their scanner, passwords, alarms, traces."""

from __future__ import annotations

import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

DEFAULTS: dict[str, Any] = {
    "host": "", "port": 587, "user": "", "password_file": "", "from": "", "authority": "", "bounces": "",
}  # fmt: skip


ALARMS: dict[str, Any] = {
    "email": "", "webhook": "", "recipient": "", "secret_file": "", "inside": False, "authority": "",
}  # fmt: skip

TRACES: dict[str, Any] = {
    "endpoint": "", "recipient": "", "token_file": "", "inside": False, "authority": "", "share": 1.0,
}  # fmt: skip

FILES: dict[str, Any] = {"s3": {}, "scanner": "", "scanner_away": "wait"}
HERE_ALONE = re.compile(r"unix:/.+|tcp:(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d{1,5}")

BOX: dict[str, Any] = {
    "host": "", "port": 993, "user": "", "password_file": "", "folder": "INBOX", "authority": "", "address": "",
}  # fmt: skip


def mailbox_settings(section: str) -> dict[str, Any]:
    """A mailbox that is read by IMAP: [desk] or [bounces]. Without a host there is none.

    The password comes from a file, or from KEPT_DESK_PASSWORD. Raises ValueError for a name that is unknown."""
    known = _section(section, BOX)
    secret = known.pop("password_file")
    password = Path(secret).read_text().strip() if secret else os.environ.get(f"KEPT_{section.upper()}_PASSWORD", "")
    return known | {"password": password, "authority": known["authority"] or None}


def key_settings() -> dict[str, Any]:
    """Where the operator's key is: `file`, or `command`, the words of a program that speaks for a key store."""
    known = _section("keys", {"file": "", "command": []})
    if isinstance(known["command"], str) or not all(isinstance(word, str) for word in known["command"]):
        raise ValueError('kept.toml: [keys] command is a list of words, such as ["/usr/local/bin/our-kms"]')
    return known


def file_settings() -> dict[str, Any]:
    """The bucket in which files lie, [files.s3]; empty when they lie in the data folder."""
    return dict(_section("files", FILES)["s3"])


def scanner_settings() -> dict[str, str]:
    """The scanner of files: its `address`, "" for none, and what is done while it is `away`: "wait" or "refuse".

    It is on this machine, because files go there in the clear (D2). Raises ValueError for any other."""
    known = _section("files", FILES)
    address, away = str(known["scanner"]), str(known["scanner_away"])
    if address and not HERE_ALONE.fullmatch(address):
        raise ValueError('kept.toml: [files] scanner is "unix:/a/socket" or "tcp:127.0.0.1:3310", on this machine')
    if away not in ("wait", "refuse"):
        raise ValueError('kept.toml: [files] scanner_away is "wait" or "refuse"')
    return {"address": address, "away": away}


def mail_settings() -> dict[str, Any]:
    """The section, complete. The password comes from a file of its own, never from kept.toml.

    Raises ValueError for a name that is unknown, so that a slip of the pen does not go unnoticed."""
    known = _section("mail", DEFAULTS)
    secret = Path(known.pop("password_file")) if known["password_file"] else None
    known.pop("password_file", None)
    sender = known["from"] or _document().get("controller", {}).get("email") or "kept@localhost"
    return known | {
        "from": sender,
        "password": secret.read_text().strip() if secret else "",
        "authority": known["authority"] or None,
    }


def password_settings() -> dict[str, Any]:
    """[passwords]: `breached` names a list of passwords known from breaches. Raises ValueError when it cannot be read."""
    known = _section("passwords", {"breached": ""})
    if known["breached"] and not os.access(known["breached"], os.R_OK):
        raise ValueError(f"kept.toml: the list of breached passwords in {known['breached']} cannot be read")
    return known


def alarm_settings() -> dict[str, Any]:
    """Who is told when something needs a person: [alarms]. Without an address it is the operator's own.

    The webhook's secret comes from a file, or from KEPT_ALARMS_SECRET. Raises ValueError for a name that is unknown,
    and for a webhook whose recipient is not said (S1)."""
    known = _section("alarms", ALARMS)
    file = known.pop("secret_file")
    secret = Path(file).read_text().strip() if file else os.environ.get("KEPT_ALARMS_SECRET", "")
    if known["webhook"] and not known["recipient"]:
        raise ValueError("kept.toml: [alarms] webhook needs the recipient, one of those under contract (S1)")
    return known | {"secret": secret, "authority": known["authority"] or None}


def trace_settings() -> dict[str, Any]:
    """The collector of traces: [traces]. Without an endpoint no trace is made.

    The token comes from a file, or from KEPT_TRACES_TOKEN. Raises ValueError for a name that is unknown, an endpoint
    that is not https (D2) or whose recipient is not said (S1), a share that is none."""
    known = _section("traces", TRACES)
    file = known.pop("token_file")
    token = Path(file).read_text().strip() if file else os.environ.get("KEPT_TRACES_TOKEN", "")
    if known["endpoint"] and not known["recipient"]:
        raise ValueError("kept.toml: [traces] endpoint needs the recipient, one of those under contract (S1)")
    if known["endpoint"] and not str(known["endpoint"]).startswith("https://"):
        raise ValueError("kept.toml: [traces] endpoint begins with https:// (D2)")
    if not isinstance(known["share"], int | float) or not 0 <= known["share"] <= 1:
        raise ValueError("kept.toml: [traces] share is a number from 0 to 1")
    return known | {"token": token, "authority": known["authority"] or None}


def _section(name: str, defaults: dict[str, Any]) -> dict[str, Any]:
    section: dict[str, Any] = _document().get(name, {})
    unknown = sorted(set(section) - set(defaults))
    if unknown:
        raise ValueError(f"kept.toml has settings in [{name}] that Kept does not know: {', '.join(unknown)}")
    return defaults | section


def _document() -> dict[str, Any]:
    path = Path(os.environ.get("KEPT_CONFIG") or "kept.toml")
    try:
        status = path.stat()
    except FileNotFoundError:
        return {}
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)  # asked for with each key
def _read(path: Path, _changed: int, _size: int) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
