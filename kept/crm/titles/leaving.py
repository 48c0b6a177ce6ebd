"""What legal titles do when their instance leaves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kept.privacy.leaving.shapes import a_dict
from kept.privacy.leaving.travelling import travels

travels("titles.legaltitletemplate", founding=True, data={"covers": a_dict})
travels("titles.legaltitle", words=_("reasons of people"), sheet=True)
