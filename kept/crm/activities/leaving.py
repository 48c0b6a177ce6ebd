"""What tasks, talks and notes do when their instance leaves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kept.crm.activities.models import Talk, Task
from kept.crm.records.found_again import words_of
from kept.privacy.leaving.shapes import scalars
from kept.privacy.leaving.travelling import travels

travels(
    "activities.task", words=_("tasks"), sheet=True, derived=("search", "sort_key"), fill=words_of(Task), data={"custom": scalars}
)  # fmt: skip
travels(
    "activities.talk", words=_("meetings and calls"), sheet=True, derived=("search", "sort_key"), fill=words_of(Talk), data={"custom": scalars}
)  # fmt: skip
travels("activities.participant", sheet=True)
travels("activities.note", words=_("notes"), sheet=True)
