"""Where the backups go, and how the way there is protected."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.backup import places
from kept.backup.depot import Folder
from kept.outside.links import Link, agreed
from kept.server.trouble import Trouble


def way() -> Link | None:
    """The line to the place of the backups; none when it is a folder."""
    try:
        here = isinstance(places.depot(), Folder)
    except Trouble as wrong:
        return Link(_("place of the backups"), str(wrong), good=False)
    return None if here else agreed("backup", _("place of the backups"))


def told() -> str:
    """Where they lie, in words."""
    named = places.elsewhere_named()
    if named:
        return named
    return _("on the disk of the data") if places.beside_the_data() else _("in a folder on another disk")
