"""Composing: an issue as the letter that one reader gets, with the way out in its head and at its foot."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from kept.identity.models import User
from kept.newsletter import pixel
from kept.newsletter.joining import leave_path, object_path
from kept.newsletter.models import Audience, Issue, Subscriber
from kept.newsletter.writing import as_html, as_text
from kept.outside import mail
from kept.outside.letter import Letter
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.web.addresses import absolute
from kept.web.templatetags.kept import brand


def way_out(reader: Subscriber | User) -> str:
    """Where a reader leaves, and a customer objects."""
    if isinstance(reader, User):
        return absolute(object_path(reader))
    return absolute(leave_path(reader))


@keeps("L4", "L3", "R7")
def letter(issue: Issue, reader: Subscriber | User, *, id: str) -> Letter:
    """The letter. `List-Unsubscribe` lets the mail program offer the way out by itself, in one click (RFC 8058)."""
    out = way_out(reader)
    with override(issue.language):
        text, html = contents(issue, out, pixel.mark_for(issue, reader))
    return mail.written(
        purpose=issue.audience,
        recipient=mail.EMAIL,
        to=reader.email,
        subject=issue.subject,
        text=text,
        html=html,
        id=id,
        person={"kind": "identity.user", "key": reader.pk} if isinstance(reader, User) else {},
        envelope=settings.MAIL["bounces"],
        headers={
            "List-Unsubscribe": f"<{out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
        },
    )


def contents(issue: Issue, out: str, mark: str = "") -> tuple[str, str]:
    """The issue as text and as HTML, with its foot; `mark` is the pixel that counts readings, where there may be one."""
    words: dict[str, Any] = {
        "issue": issue,
        "out": out,
        "mark": mark,
        "brand": brand(),
        "operator": controller(),
        "asked_for": issue.audience == Audience.READERS,
        "notice": absolute(f"/privacy#{issue.audience}"),
    }
    return (
        render_to_string("newsletter/mail/issue.txt", {**words, "body": as_text(issue.text)}),
        render_to_string("newsletter/mail/issue.html", {**words, "body": as_html(issue.text)}),
    )
