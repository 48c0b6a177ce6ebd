"""What came with a mail is shown to the scanner when it comes, and again whenever somebody takes it out (D9)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kept.desk.reading import File
from kept.outside import scanning
from kept.policy.keeps import keeps
from kept.web.refused import Refused


@keeps("D9")
def passed(files: Iterable[File]) -> tuple[list[File], list[str]]:
    """The files that may be kept, and the names of those that hold malicious software. While the scanner is away all
    are kept: none can be taken out unchecked."""
    kept: list[File] = []
    found: list[str] = []
    for file in files:
        if _holds_malware(file.content):
            found.append(file.name)
        else:
            kept.append(file)
    return kept, found


@keeps("D9")
def refuse_unchecked(content: bytes) -> None:
    """Raises Refused for a file that cannot be checked now, and for one that holds malicious software."""
    if not scanning.configured():
        return
    try:
        found = scanning.look([content])
    except scanning.Away as away:
        raise Refused(
            _("Files cannot be checked just now, so none can be taken out. Please try again later."), promise="D9"
        ) from away
    if found:
        raise scanning.Infected(found)


def _holds_malware(content: bytes) -> bool:
    if not scanning.configured():
        return False
    try:
        return bool(scanning.look([content]))
    except (scanning.Away, Refused):
        return False
