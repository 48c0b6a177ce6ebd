"""/metrics: the figures of the house as Prometheus reads them, all processes together. No name of anybody is in them."""

from __future__ import annotations

import hmac
import ipaddress
import os
from collections.abc import Iterator
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

from kept.outside.alarms import open_alarms
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.status.counts import BUCKETS, COUNTED, GAUGES, KINDS, LINE, STATUSES, summed
from kept.status.snapshot import Snapshot, read

TEXT = "text/plain; version=0.0.4; charset=utf-8"
STATES = {"well": 0, "slow": 1, "down": 2}


@allow(PUBLIC)
@keeps("D9")
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for this machine and for whoever has the token; to anybody else there is no such page."""
    if not (from_here(request) or has_token(request)):
        raise Http404
    return HttpResponse("\n".join([*lines(summed(), read())]) + "\n", content_type=TEXT)


def from_here(request: HttpRequest) -> bool:
    """Whether the caller is on this machine, and no proxy speaks for somebody else."""
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip")):
        return False
    try:
        return ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False


def has_token(request: HttpRequest) -> bool:
    """Whether the caller shows the token of KEPT_METRICS_TOKEN or of the file that KEPT_METRICS_TOKEN_FILE names."""
    file = os.environ.get("KEPT_METRICS_TOKEN_FILE")
    token = Path(file).read_text().strip() if file else os.environ.get("KEPT_METRICS_TOKEN", "")
    shown = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())


def lines(numbers: list[float], known: Snapshot) -> Iterator[str]:
    """All of them, a line each."""
    yield from _histogram("kept_request_seconds", "Answers by kind of door and status", numbers, KINDS[:-1])
    yield from _histogram("kept_job_seconds", "Jobs of the worker; 5xx are those that failed", numbers, KINDS[-1:])
    for name, value in zip(GAUGES, numbers[COUNTED:], strict=True):
        yield f"# TYPE kept_{name} gauge"
        yield f"kept_{name} {value:g}"
    yield "# HELP kept_state How a part of the house does: 0 well, 1 slow, 2 down"
    yield "# TYPE kept_state gauge"
    for part in known.parts:
        yield f'kept_state{{part="{part.name}"}} {STATES.get(part.state, 2)}'
    for part in known.parts:
        for figure, value in part.figures.items():
            yield f"# TYPE kept_{part.name}_{figure} gauge"
            yield f"kept_{part.name}_{figure} {value:.6g}"
    yield "# TYPE kept_seen_seconds gauge"
    yield f"kept_seen_seconds {known.at:.0f}"
    yield "# HELP kept_alarm Alarms that are open"
    yield "# TYPE kept_alarm gauge"
    for one in open_alarms():
        yield f'kept_alarm{{code="{one.code}"}} 1'


def _histogram(name: str, says: str, numbers: list[float], kinds: tuple[str, ...]) -> Iterator[str]:
    yield f"# HELP {name} {says}"
    yield f"# TYPE {name} histogram"
    for kind in kinds:
        for place, status in enumerate(STATUSES):
            start = (KINDS.index(kind) * len(STATUSES) + place) * LINE
            found, total = numbers[start : start + LINE], 0.0
            if not any(found):
                continue
            labels = f'kind="{kind}",status="{status}"'
            for most, number in zip(BUCKETS, found[:-1], strict=True):
                total += number
                edge = "+Inf" if most == float("inf") else f"{most:g}"
                yield f'{name}_bucket{{{labels},le="{edge}"}} {total:.0f}'
            yield f"{name}_sum{{{labels}}} {found[-1]:.6f}"
            yield f"{name}_count{{{labels}}} {total:.0f}"
