"""The undertaking of confidentiality: read and signed before any other of the operator's doors opens (D6)."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.grants.doorway import UNDERTAKING
from kept.grants.staff import Staff
from kept.policy.controller import controller
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page


def text() -> list[str]:
    """What is undertaken, in paragraphs, in the reader's language."""
    name = controller().name
    return [
        _("I work for %(operator)s and may come to know personal data of its customers and of others.")
        % {"operator": name},
        _("I use them only for the task I was given, tell them to nobody else, and keep no copy of my own."),
        _("I know that what I look at is written down, and that this undertaking lasts after my work here ends."),
    ]


@allow(*UNDERTAKING)
@keeps("D6")
def undertaking(request: HttpRequest) -> HttpResponse:
    """Show it, and take the signature."""
    staff: Staff = request.staff  # type: ignore[attr-defined]
    paragraphs = text()
    if request.method == "POST" and staff.undertaken_at is None:
        if request.POST.get("agree") != "yes":
            return page(request, "console/undertaking.html", {"text": paragraphs, "staff": staff, "missing": True})
        staff.undertaken_at = timezone.now()
        staff.undertaking = hashlib.sha256("\n".join(paragraphs).encode()).hexdigest()
        staff.save(update_fields=["undertaken_at", "undertaking"])
        return done(request, "/operator/", _("Signed. Thank you."))
    return page(request, "console/undertaking.html", {"text": paragraphs, "staff": staff})
