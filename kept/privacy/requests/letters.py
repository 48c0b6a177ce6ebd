"""Letters to the person: one at each step, in their language, by mail or to be printed. Purpose R8."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kept.outside import mail
from kept.policy.keeps import keeps
from kept.privacy.requests.links import AFTERWARDS, address_of, code_of, desk_path
from kept.privacy.requests.party import party_here
from kept.privacy.requests.reasons import reason_of
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.states import Act
from kept.privacy.requests.step import LETTER, LIFT, RECIPIENTS, Step
from kept.web.addresses import absolute

SUBJECTS: dict[str, str] = {
    Act.ASK_IDENTITY: gettext_noop("Is it you? Request %(ref)s"),
    Act.VERIFY: gettext_noop("We have your request %(ref)s"),
    Act.ASK_MORE: gettext_noop("A question about your request %(ref)s"),
    Act.EXTEND: gettext_noop("Your request %(ref)s takes longer"),
    Act.ANSWER: gettext_noop("The answer to your request %(ref)s"),
    Act.REFUSE: gettext_noop("We cannot do what you ask, request %(ref)s"),
    Act.WITHDRAW: gettext_noop("You took back your request %(ref)s"),
    Act.APPEAL: gettext_noop("We look once more at your request %(ref)s"),
    LIFT: gettext_noop("The lock on your data is lifted, request %(ref)s"),
    "officer": gettext_noop("Request %(ref)s must be answered by %(day)s"),
}


def written(request: DataSubjectRequest, name: str, step: Step | None = None, *, language: str = "") -> tuple[str, str]:
    """Subject and text of a letter, in the language of the person or of who else reads it."""
    from kept.web.formats import long_day

    language = language or request.language
    with translation.override(language):
        party, reason = party_here(), reason_of(step.code) if step else None
        words: dict[str, Any] = {
            "one": request,
            "party": party,
            "link": address_of(request),
            "portal": absolute(party.portal),
            "desk": absolute(desk_path(request)),
            "code": code_of(request),
            "step": step,
            "recipients": request.steps.filter(code=RECIPIENTS).order_by("-pk").first(),
            "reason": reason.text.in_(language) if reason else "",
            "article": reason.article if reason else "",
            "days": AFTERWARDS.days,
        }
        day = long_day(request.due_on) if request.due_on else ""
        subject = _(SUBJECTS[name]) % {"ref": request.written_ref, "day": day}
        text = render_to_string(f"requests/letters/{name}.txt", words)
    return subject, _tidy(text)


@keeps("R8")
def post(request: DataSubjectRequest, name: str, step: Step | None = None) -> None:
    """Send a letter to the person, and write down that it was sent."""
    subject, text = written(request, name, step)
    mail.send(purpose="R8", recipient=mail.EMAIL, to=request.email, subject=subject, text=text)
    Step.objects.create(request=request, act=LETTER, code=name, by="system")


def _tidy(text: str) -> str:
    """No more than one empty line at once, and one line break at the end."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"
