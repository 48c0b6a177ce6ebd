"""The watch at the very door: it sees each request come and its answer go, and notes what the register declares."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from kept.policy.keeps import keeps
from kept.tracking.faults import Met, Placed, here, met
from kept.tracking.keeper import keeper
from kept.tracking.lines import taken
from kept.web import timing
from kept.web.timing import Took

Answer = Callable[[HttpRequest], HttpResponse]
BROKE = "Something broke here. Nothing was changed.\n"


@keeps("C7")
class RequestLog:
    """Middleware above all others, so that what they refuse is seen too. It has the one clock of requests: what a caller
    waits for is what is counted."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at, began, asked = time.time(), time.perf_counter(), _asked()
        broken: list[Met] = []
        response = self._guarded(request, broken) if keeper.listening else self.get_response(request)
        failure = broken[-1].kind if broken else ""
        took = Took(at, time.perf_counter() - began, _asked() - asked, failure)
        timing.tell(request, response, took)
        if keeper.listening:
            line = taken(request, response, at, took.seconds * 1000, took.queries, failure)
            keeper.note(line)
            for one in broken:
                keeper.note_fault(Placed(one, f"{line.method} {line.route}", line.status))
        return response

    def _guarded(self, request: HttpRequest, broken: list[Met]) -> HttpResponse:
        token = here.set(broken)
        try:
            return self.get_response(request)
        except Exception as error:  # the page for a fault broke too: the server beneath us would print what it says
            broken.append(met(error))
            return HttpResponse(BROKE, status=500, content_type="text/plain; charset=utf-8")
        finally:
            here.reset(token)


def _asked() -> int:
    wrapper: Any = connection
    return int(wrapper.asked)
