"""What a certificate of an end calls the tables, for people who never saw one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kept.privacy.kinds import kind

ITS_OWN = {
    "identity.membership": _("people of the instance"),
    "outside.instancekey": _("its key"),
}


def name_of(label: str) -> str:
    """A table in words."""
    return str(ITS_OWN[label]) if label in ITS_OWN else kind(label)
