"""The files that an arrival lays down: each is written down before it is, so that whoever comes after a kill finds those
of which no row speaks."""

from __future__ import annotations

import os
from uuid import UUID

from kept.outside import files
from kept.privacy.leaving.models import Journey


class Laid:
    """The list of an arrival's files, on the disk beside its archive."""

    def __init__(self, journey: Journey) -> None:
        self.instance_id, self.list = journey.instance_id, journey.beside("laid")

    def about_to(self, key: UUID) -> None:
        """The next file will be this one."""
        with self.list.open("a") as list_of_keys:
            list_of_keys.write(f"{key}\n")
            list_of_keys.flush()
            os.fsync(list_of_keys.fileno())

    def remove(self) -> None:
        """Nothing came of it: its files go. In the open instance."""
        if self.list.exists():
            for line in self.list.read_text().split("\n")[:-1]:  # a last line without an end names no file yet
                files.delete(self.instance_id, UUID(line))
        self.forget()

    def forget(self) -> None:
        """The rows speak of them now."""
        self.list.unlink(missing_ok=True)
