"""The operator's statistics: right numbers, made of days, with nobody in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from statistics import quantiles
from typing import Any

import pytest

from kept.grants.staff import StaffRole
from kept.policy.holdings import NoPersonalData, holding_of
from kept.tenancy.opening import system
from kept.tracking.models import ActiveInstance, RequestLine, Tally
from kept.tracking.sizes import bytes_class, duration_class, percentile
from tests.cast import World
from tests.staff import hire
from tests.walk import signed_in

Noted = Callable[[], None]


@pytest.mark.promise("U4")
def test_percentiles_from_classes_are_right_to_a_fifth() -> None:
    random = Random("durations")  # noqa: S311
    for _time in range(50):
        spread = random.uniform(0.3, 1.5)
        took = [random.lognormvariate(random.uniform(0, 6), spread) + 1 for _ in range(400)]
        told = Counter(map(duration_class, took))
        cuts = quantiles(took, n=20, method="inclusive")
        for share, exact in ((0.5, cuts[9]), (0.95, cuts[18])):
            assert exact / 1.25 <= percentile(told, share) <= exact * 1.25
    assert percentile({}, 0.5) == 0


def test_sizes_of_answers_are_classes() -> None:
    assert [bytes_class(size) for size in (0, 1, 1024, 1025, 5000)] == [0, 1024, 1024, 2048, 8192]


@pytest.mark.promise("U4")
def test_the_page_tells_days_routes_browsers_and_errors_without_reading_a_line(
    world: World, noted: Noted, monkeypatch: Any
) -> None:
    bob = signed_in(world.ours, "bob")
    bob.get(
        "/ours/contacts/",
        HTTP_USER_AGENT="Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    )
    noted()
    carol = hire(world, "carol", StaffRole.ON_CALL)
    with system("tests"):
        RequestLine.objects.all().delete()
    page = carol.get("/operator/statistics/?days=30").content.decode()
    for word in ("GET contacts:list", "Firefox", "Ubuntu", "last 30 days"):
        assert word in page
    assert world.ours.bob.email not in page


@pytest.mark.promise("U4", "S3")
def test_what_statistics_are_made_of_holds_nobody() -> None:
    assert all(isinstance(holding_of(model), NoPersonalData) for model in (Tally, ActiveInstance))
