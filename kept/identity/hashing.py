"""Room for hashing: encrypting a password takes a whole processor for a moment, so few may do it at once.

One hashes and a few wait their turn, in each process; whoever comes beyond them is told at once to come back in a
moment, and keeps no thread from those who only look at a page. The limits on tries are asked before (D9).
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.policy.keeps import keeps
from kept.web.errors import answered
from kept.web.refused import Refused

AT_ONCE = 1
WAITING = 2
SECONDS = (1, 4)  # to come back after, not all in the same moment
DOORS = ("/sign-in/", "/sign-in/again/")

_hashing = threading.BoundedSemaphore(AT_ONCE)
_inside = threading.BoundedSemaphore(AT_ONCE + WAITING)


class TooBusy(Refused):
    """Too many sign in at this moment; nothing was looked at yet, so it tells nothing of anybody."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("Many people sign in at this moment. Try again in a few seconds."))
        self.retry_after = random.randint(*SECONDS)  # noqa: S311  no secret: it spreads a crowd


@keeps("D9")
@contextmanager
def room() -> Iterator[None]:
    """The right to hash. Raises TooBusy when too many wait already."""
    if not _inside.acquire(blocking=False):
        raise TooBusy
    try:
        with _hashing:
            yield
    finally:
        _inside.release()


class Gate:
    """Middleware before all that costs: while there is no room, whoever signs in is told so without a question to the
    database. It looks at nothing that was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.path_info in DOORS:
            if not _inside.acquire(blocking=False):
                return answered(request, TooBusy())
            _inside.release()
        return self.get_response(request)
