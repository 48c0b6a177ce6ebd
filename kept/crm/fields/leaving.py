"""What the vocabulary does when its instance leaves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kept.privacy.leaving.travelling import travels

travels("fields.picklistitem", founding=True)
travels("fields.customfield", words=_("custom fields"))
