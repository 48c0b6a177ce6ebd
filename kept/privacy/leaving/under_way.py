"""What is known while an archive comes in, and what was found wrong with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.privacy.leaving.laid import Laid
from kept.privacy.leaving.members import Members
from kept.privacy.leaving.trouble import MOST_TOLD
from kept.privacy.leaving.unpacking import Unpacking


@dataclass(slots=True)
class Bringing:
    """What is known while an archive comes in."""

    access: Access
    instance_id: int
    archive: Unpacking
    members: Members
    gone: Any  # what was erased since the archive was made, if it was made here
    laid: Laid
    rows: int = 0
    files: int = 0
    wrong: list[str] = field(default_factory=list)
    many_wrong: int = 0
    unknown_addresses: int = 0
    erased_again: int = 0

    def left_out(self) -> Collection[str]:
        """The files that stayed behind, as the manifest says."""
        said = self.archive.manifest.get("files_left_out")
        return said if isinstance(said, dict) else ()

    def tell(self, name: str, line: int, wrong: list[str]) -> None:
        """Something is wrong with a line."""
        for one in wrong:
            self.many_wrong += 1
            if len(self.wrong) < MOST_TOLD:
                self.wrong.append(_("%(file)s, line %(line)s: %(wrong)s") % {"file": name, "line": line, "wrong": one})
