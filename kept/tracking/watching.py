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

Answer = Callable[[HttpRequest], HttpResponse]
BROKE = "Something broke here. Nothing was changed.\n"


@keeps("C7")
class RequestLog:
    """Middleware above all others, so that what they refuse is seen too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not keeper.listening:
            return self.get_response(request)
        at, began, asked = time.time(), time.perf_counter(), _asked()
        broken: list[Met] = []
        token = here.set(broken)
        try:
            response = self.get_response(request)
        except Exception as error:  # the page for a fault broke too: the server beneath us would print what it says
            broken.append(met(error))
            response = HttpResponse(BROKE, status=500, content_type="text/plain; charset=utf-8")
        finally:
            here.reset(token)
        lasted = (time.perf_counter() - began) * 1000
        line = taken(request, response, at, lasted, _asked() - asked, broken[-1].kind if broken else "")
        keeper.note(line)
        for one in broken:
            keeper.note_fault(Placed(one, f"{line.method} {line.route}", line.status))
        return response


def _asked() -> int:
    wrapper: Any = connection
    return int(wrapper.asked)
