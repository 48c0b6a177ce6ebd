"""Who is told of an alarm: [alarms] email, or the operator's own address, and a webhook where one is named."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from kept.outside import calling, mail
from kept.outside.alarms import Alarm, alarms, alone
from kept.outside.letterbox import WAITING
from kept.policy.controller import controller
from kept.policy.keeps import keeps

log = logging.getLogger("kept.alarms")
PAUSES = (10, 30, 60, 300, 900, 3600)  # seconds before the next try


@keeps("D9")
def tell() -> int:
    """Tell everybody what they do not know yet. Returns how many words were said; what could not go is tried again."""
    said, now = 0, time.time()
    for one in alarms():
        if one.next_try <= now:
            said += _tell(one)
    return said


def _tell(one: Alarm) -> int:
    known = one.told if one.open else one.told_end
    wanted = [name for name in ways() if name not in known and (one.open or name in one.told)]
    went = [name for name in wanted if _went(ways()[name], one)]
    with alone():
        now = Alarm.read(one.path) or one  # it may have changed while we spoke: the next round says what is new
        (now.told if one.open else now.told_end).extend(went)
        missing = len(wanted) - len(went)
        now.tries = now.tries + 1 if missing else 0
        now.next_try = time.time() + PAUSES[min(now.tries, len(PAUSES)) - 1] if missing else 0.0
        if not now.open and not missing:
            now.forget()
        else:
            now.save()
    return len(went)


def _went(way: Callable[[Alarm], bool], one: Alarm) -> bool:
    try:
        return way(one)
    except Exception as fault:  # an alarm that cannot go one way must still go the others
        log.error("an alarm waits: %s", type(fault).__name__)
        return False


def ways() -> Mapping[str, Callable[[Alarm], bool]]:
    """The ways that are configured."""
    return {"mail": by_mail} | ({"webhook": by_webhook} if settings.ALARMS["webhook"] else {})


def by_mail(one: Alarm) -> bool:
    """A letter to the operator. It asks nobody's choices: it is the operator's own address, and the database that
    would be asked may be what is away. One that the mail server does not take waits on the disk."""
    subject = one.sentence if one.open else _("Over: %(what)s") % {"what": one.sentence}
    letter = mail.written(
        purpose="D9", recipient=mail.EMAIL, to=settings.ALARMS["email"] or controller().email,
        subject=" ".join(subject.split())[:150], text=words(one),
    )  # fmt: skip
    if not mail.carried(letter):
        WAITING.put(letter)
    return True


def by_webhook(one: Alarm) -> bool:
    """A signed message to the operator's own machine of alarms. It holds the sentence, and nothing of anybody."""
    known = settings.ALARMS
    body = json.dumps(
        {"code": one.code, "state": "open" if one.open else "over", "said": one.sentence, "since": _iso(one.since),
         "ended": _iso(one.ended) if one.ended else None, "service": settings.SITE_URL}
    ).encode()  # fmt: skip
    status = calling.post(
        known["webhook"], body, recipient=known["recipient"], inside=known["inside"], authority=known["authority"],
        headers={"Content-Type": "application/json", **signed(body, known["secret"], int(time.time()))},
    )  # fmt: skip
    return 200 <= status < 300


def signed(body: bytes, secret: str, at: int) -> dict[str, str]:
    """The header by which the other side knows that it is we, and when: HMAC-SHA256 over the time and the body."""
    if not secret:
        return {}
    seal = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Kept-Signature": f"t={at},v1={seal}"}


def words(one: Alarm) -> str:
    """The alarm as a letter says it."""
    since = _("Since %(when)s.") % {"when": _stamp(one.since)}
    end = [] if one.open else [_("It ended at %(when)s.") % {"when": _stamp(one.ended)}]
    return "\n".join([one.sentence, "", since, *end, f"{settings.SITE_URL}/status", "", one.code]) + "\n"


def _stamp(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
