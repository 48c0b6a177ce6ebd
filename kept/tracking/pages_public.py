"""Statistics for anybody: on what the service is used, in groups large enough to hide everybody in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.tracking.models import Release
from kept.tracking.publishing.gathering import BROWSERS, SYSTEMS
from kept.tracking.publishing.releasing import least
from kept.tracking.publishing.tables import ALL
from kept.web.pages import page


@dataclass(frozen=True, slots=True)
class Told:
    """A number as it was told last, and of which month."""

    number: int | None = None
    month: date | None = None
    older: bool = False


@allow(PUBLIC)
@keeps("S3")
def statistics(request: HttpRequest) -> HttpResponse:
    """The table of the last month; a number that was held back stands as it was told last, with its month."""
    releases = list(Release.objects.prefetch_related("numbers"))
    known = latest(releases)
    columns = [*SYSTEMS, ALL]
    lines = [(row, [known.get((row, column), Told()) for column in columns]) for row in (*BROWSERS, ALL)]
    seen = [(row, cells) for row, cells in lines if any(cell.number for cell in cells)]
    limits = least()
    context = {
        "releases": releases,
        "columns": columns,
        "lines": seen,
        "persons": limits.persons,
        "instances": limits.instances,
    }
    return page(request, "tracking/published.html", context)


def latest(releases: list[Release]) -> dict[tuple[str, str], Told]:
    """Each number as it was told last. Releases come with the newest first."""
    found: dict[tuple[str, str], Told] = {}
    for place, release in enumerate(releases):
        for one in release.numbers.all():
            found.setdefault((one.browser, one.system), Told(one.number, release.month, place > 0))
    return found


@allow(PUBLIC)
@keeps("S3")
def statistics_data(request: HttpRequest) -> HttpResponse:
    """All releases for machines. What is not there was held back, or is nobody."""
    return JsonResponse(
        {"releases": [_told(one) for one in Release.objects.prefetch_related("numbers")]},
        json_dumps_params={"indent": 1},
    )


def _told(release: Release) -> dict[str, Any]:
    return {
        "month": release.month.strftime("%Y-%m"),
        "smallest_group": {"persons": release.least_persons, "instances": release.least_instances},
        "numbers": [
            {"browser": one.browser or None, "system": one.system or None, "persons": one.number}
            for one in sorted(release.numbers.all(), key=lambda one: (one.browser, one.system))
        ],
    }
