"""The operator's own house in the demo world: who works there since when, reviews, a demand that was refused, news."""

from __future__ import annotations

from datetime import datetime, timedelta

from kept.console.announcing.models import Announcement, Kind
from kept.console.announcing.publishing import publish
from kept.console.disclosing import doing
from kept.console.reviewing.deciding import review
from kept.grants.hiring import hire
from kept.grants.staff import Staff
from kept.grants.undertaking import sign
from kept.identity.models import User
from kept.policy import clock

NEWS = {
    "title_en": "Rights and exports ask for your password again",
    "text_en": "Whoever changes rights, makes an API key or takes a list along is asked for their password once more, "
    "if they signed in more than ten minutes ago.\n\nSo a computer left open gives nothing away.",
    "title_cs": "Práva a exporty se znovu zeptají na heslo",
    "text_cs": "Kdo mění práva, zakládá klíč API nebo si odnáší seznam, zadá znovu své heslo, pokud se přihlásil před "
    "více než deseti minutami.\n\nOpuštěný počítač tak nic neprozradí.",
}


def let_in(user: User, roles: tuple[str, ...], now: datetime) -> Staff:
    """One of the operator's people, here for half a year, with the undertaking signed."""
    with clock.moved(now - timedelta(days=190)):
        staff = hire(user, roles, by=None, reason="the first people of the house")
        sign(staff)
    return staff


def make(now: datetime) -> None:
    """Reviews of each other, one of which is soon due again; a demand without a ground; a piece of news."""
    officer, runner = Staff.objects.select_related("user").order_by("pk")[:2]
    for days, one, by in ((40, runner, officer), (84, officer, runner)):
        with clock.moved(now - timedelta(days=days)):
            review(one, one.roles, by=by.user_id)
    with clock.moved(now - timedelta(days=26)):
        demand = doing.receive(
            by=officer.user_id,
            asker="Municipal Police Lipnice",
            reference="MP-2210/26",
            received_on=clock.today(),
            reason="law",
            email="karel.dusek@dusek-servis.example",
            name="Karel Dušek",
            wanted="All e-mails of this person with your support, for an inquiry into a parking offence.",
        )
    with clock.moved(now - timedelta(days=24)):
        doing.refuse(
            demand,
            by=officer.user_id,
            reason="No law is named that reaches correspondence, and an offence of this kind gives none.",
        )
    publish(Announcement.objects.create(kind=Kind.CHANGE, **NEWS), by=officer.user_id)
