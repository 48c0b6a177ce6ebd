"""The newsletter: an e-mail alone, confirmed twice."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    """The newsletter as a Django application."""

    name = "kept.newsletter"
    label = "newsletter"

    def ready(self) -> None:
        """Show the room to the operator's staff; hear of choices, and of letters that were refused for good."""
        from kept.consent import answerers
        from kept.newsletter import bounces, consenting, noticing
        from kept.outside import mail
        from kept.privacy.notices import telling
        from kept.web import rooms

        rooms.operator(
            "newsletter_operator:issues", _("Newsletter"), "megaphone", "staff.newsletter", group=_("Service"), place=15
        )
        answerers.listens(consenting.heard)
        if bounces.refused not in mail.REFUSED:
            mail.REFUSED.append(bounces.refused)
        if noticing.tell_readers not in telling.OTHERS:
            telling.OTHERS.append(noticing.tell_readers)
