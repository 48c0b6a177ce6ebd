"""What all records share, as rows: operations and changes, external ids, saved views, tags."""

from __future__ import annotations

from kept.crm.records.history import Change, Operation
from kept.crm.records.shared import ExternalId, SavedView, Tag
from kept.crm.records.tally import Tally

__all__ = ["Change", "ExternalId", "Operation", "SavedView", "Tag", "Tally"]
