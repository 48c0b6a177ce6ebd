"""A question that is none to us: of another host, or in a manner that no page knows."""

import pytest
from django.test import Client


@pytest.mark.promise("D9")
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/privacy", "/nothing", "/static/nothing", "/api/v2/company/"])
def test_a_host_that_is_not_ours_reaches_no_page(path):
    assert Client().get(path, headers={"Host": "rebound.example"}).status_code == 400
    assert Client().get(path).status_code != 400


def test_who_watches_asks_by_any_address():
    assert Client().get("/healthz", headers={"Host": "10.1.2.3"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DELETE"])
def test_a_manner_that_no_page_knows_is_refused_and_says_which_are_known(method):
    answer = Client().generic(method, "/")
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


@pytest.mark.django_db
def test_the_usual_ones_are_not():
    assert [Client().generic(method, "/").status_code for method in ("GET", "HEAD")] == [200, 200]
