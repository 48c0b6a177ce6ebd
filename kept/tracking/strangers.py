"""A sign-in by a browser and a system that a person has not come with before is told to them by mail (D9).

It is compared by families alone (C4): a new version is nothing new, another browser on another system is. The first
sign-in of all is not told: there is nothing to compare it with.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kept.identity.devices import PROGRAM, Kind, kind_of
from kept.outside import mail
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient
from kept.tracking.models import Device
from kept.web.addresses import absolute
from kept.web.formats import moment


@keeps("D9")
def look(request: Any, user: Any, **rest: Any) -> bool:
    """Called when somebody has signed in. Returns whether a letter went."""
    kind = kind_of(request.META.get("HTTP_USER_AGENT", "")) if request is not None else None
    if kind is None or kind.browser in ("", PROGRAM) or not _is_new(user.pk, kind):
        return False
    return _tell(user, kind)


def _is_new(user_id: int, kind: Kind) -> bool:
    known = {(one.browser, one.system) for one in Device.objects.filter(user_id=user_id)}
    return bool(known) and (kind.browser, kind.system) not in known


def _tell(user: Any, kind: Kind) -> bool:
    with translation.override(user.language):
        words = {"device": str(kind), "at": moment(clock.now()), "url": absolute("/profile/sessions/")}
        try:
            mail.send(
                purpose="D9", recipient=mail.EMAIL, to=user.email, subject=_("A sign-in from another device"),
                text=render_to_string("tracking/stranger.txt", words),
            )  # fmt: skip
        except NoRecipient:
            return False
    return True
