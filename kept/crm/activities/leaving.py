"""What tasks and notes do when their instance leaves."""

from __future__ import annotations

from kept.privacy.leaving.shapes import scalars
from kept.privacy.leaving.travelling import travels

travels("activities.task", sheet=True, derived=("search", "sort_key"), data={"custom": scalars})
travels("activities.note", sheet=True)
