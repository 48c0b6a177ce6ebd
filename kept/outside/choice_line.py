"""The line at the foot of each mail that a person may stop: where to, in their own words and with one click (R7)."""

from __future__ import annotations

from dataclasses import replace

from django.utils.html import format_html
from django.utils.translation import gettext as _

from kept.consent.ledger import at_the_ledger
from kept.consent.links import choices_url, stop_url
from kept.consent.purposes import aim_of
from kept.outside.letter import Letter
from kept.policy.keeps import keeps


@keeps("R7")
def added(letter: Letter) -> Letter:
    """The letter with the line and the headers, where its purpose is one that a person may refuse."""
    someone = letter.someone
    with at_the_ledger(someone.instance_id):
        aim = aim_of(letter.asked_for, someone.instance_id)
    if not aim.may_refuse or "List-Unsubscribe" in letter.headers:  # a newsletter has a way out of its own
        return letter
    link = choices_url(someone)
    says = _("You can stop these mails at any time, with one click and without signing in:")
    html = letter.html and letter.html + format_html('<p>{} <a href="{}">{}</a></p>', says, link, _("Your choices"))
    return replace(
        letter, text=f"{letter.text.rstrip()}\n\n-- \n{says}\n{link}\n", html=html, stop=stop_url(someone, aim.code)
    )
