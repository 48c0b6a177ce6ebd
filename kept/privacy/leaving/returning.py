"""Coming back to where it was made: what was erased here since then must not come back with it (R6).

The ledger of erasures knows numbers of rows and stamps of what they were. Numbers are kept on a journey, and so the
lines of the instance that the archive was made of speak of the rows that come.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kept.policy.keeps import keeps
from kept.privacy.erasure import erasing, ledger, replaying
from kept.privacy.erasure.ledger import ASKED, Line
from kept.privacy.leaving.unpacking import damaged

USE = "where an archive was made"


def origin() -> str:
    """The sign of this Kept in the archives that it makes: nobody else can make it, and it tells nothing."""
    return ledger.digest(USE)


def gone_since(manifest: dict[str, Any]) -> list[Line]:
    """The erasures in the instance since the archive was made, if it was made here."""
    instance = manifest.get("instance")
    number = instance.get("number") if isinstance(instance, dict) else None
    if manifest.get("origin") != origin() or type(number) is not int:
        return []
    try:
        made_at = datetime.fromisoformat(str(manifest.get("made_at")))
        lines = [line for line in ledger.lines() if line.act == ASKED and line.instance_id == number]
        return [line for line in lines if datetime.fromisoformat(line.at) >= made_at]
    except (ValueError, TypeError) as wrong:
        raise damaged("manifest.json") from wrong


@keeps("R6")
def erase_again(made: Any) -> int:
    """Take out again whom the ledger names. Returns how many rows and things are gone."""
    if not made.gone:
        return 0
    subject = replaying.subject_of_lines(made.instance_id, made.gone)
    if not subject.keys and not subject.emails:
        return 0
    certificate = erasing.erase(subject, reason="erased before the archive came back")
    return sum(dict(certificate.report.get("gone", {})).values())
