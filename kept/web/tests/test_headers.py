"""What a browser may do with our pages, and what it may keep."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kept.web.csp import HeadersMiddleware
from kept.web.errors import RefusalMiddleware, too_many, unavailable
from kept.web.packing import PackingMiddleware
from kept.web.refused import Refused


def answer(response: HttpResponse | None = None, **extra) -> HttpResponse:
    return HeadersMiddleware(lambda request: response or HttpResponse())(RequestFactory().get("/", **extra))


@pytest.mark.promise("D9")
def test_nothing_comes_from_elsewhere_and_nothing_inline_runs():
    policy = answer()["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_private_page_is_kept_by_nobody_but_a_picture_may_be():
    assert answer()["Cache-Control"] == "no-store"
    assert answer(HttpResponse(headers={"Cache-Control": "max-age=60"}))["Cache-Control"] == "max-age=60"


@pytest.mark.promise("D2")
def test_who_came_by_tls_is_told_to_stay_with_it():
    assert "max-age=63072000" in answer(secure=True)["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in answer()


def refuse(request: HttpRequest) -> HttpResponse:
    found = RefusalMiddleware(lambda one: HttpResponse()).process_exception(
        request, Refused("He withdrew.", promise="L4")
    )
    assert found is not None
    return found


def test_a_refusal_is_a_sentence_on_a_page_and_in_a_toast():
    whole = refuse(RequestFactory().get("/"))
    assert whole.status_code == 409
    assert "He withdrew." in whole.content.decode()
    assert "L4" in whole.content.decode()
    part = refuse(RequestFactory().get("/", headers={"HX-Request": "true"}))
    assert "He withdrew." in part["HX-Trigger"]


def test_other_errors_are_not_its_own():
    assert (
        RefusalMiddleware(lambda one: HttpResponse()).process_exception(RequestFactory().get("/"), KeyError()) is None
    )


def test_it_says_when_to_come_back():
    assert too_many(RequestFactory().get("/"))["Retry-After"] == "60"
    assert (
        unavailable(RequestFactory().get("/")).status_code,
        unavailable(RequestFactory().get("/"))["Retry-After"],
    ) == (503, "30")


LONG = "<p>Tereza Dvořáková</p>" * 200


def pack(content: str, accept: str = "gzip", **headers: str) -> HttpResponse:
    answer = HttpResponse(content, headers=headers)
    return PackingMiddleware(lambda request: answer)(RequestFactory().get("/", headers={"Accept-Encoding": accept}))


def test_a_page_travels_packed_and_comes_out_the_same():
    response = pack(LONG)
    assert gzip.decompress(response.content).decode() == LONG
    assert len(response.content) == int(response["Content-Length"]) < len(LONG) / 5
    assert response["Vary"] == "Accept-Encoding"


def test_its_size_does_not_tell_what_is_in_it():
    assert len({len(pack(LONG).content) for _ in range(30)}) > 5


def test_what_is_short_packed_already_or_not_understood_stays_as_it_is():
    assert pack("<p>short</p>").content == b"<p>short</p>"
    assert pack(LONG, **{"Content-Encoding": "br"}).content.decode() == LONG
    assert pack(LONG, accept="identity").content.decode() == LONG
