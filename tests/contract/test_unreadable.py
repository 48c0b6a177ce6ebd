"""Requests that cannot be read are the caller's mistake, told as one, and no fault of ours."""

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory

from kept.server.untold import reading_untold
from tests.calls import Program

pytestmark = pytest.mark.django_db


def told(answer):
    return answer.status_code, answer.json()["type"]


@pytest.fixture
def alice(world):
    return Program(world.ours, "alice")


def test_more_parameters_than_anybody_asks_with(alice):
    assert told(alice.call("GET", "company/", query="&".join(f"a{n}=1" for n in range(2000)))) == (400, "BadRequest")


def test_a_body_that_is_longer_than_is_taken(alice):
    assert told(alice.call("PUT", "company/", b'{"name": "' + b"x" * 3_000_000 + b'"}')) == (400, "BadRequest")


def test_a_method_that_is_not_there_is_answered_with_those_that_are(alice):
    answer = alice.call("PATCH", "company/")
    assert answer.status_code == 405
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "PUT"}


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_a_body_sent_in_chunks_of_no_length_told_is_read(kind):
    seen = []
    door = reading_untold(lambda environ, start: seen.append(WSGIRequest(environ).body) or [])
    asked = RequestFactory().post("/api/v2/company/", b"", content_type=kind).environ
    asked.pop("CONTENT_LENGTH", None)
    door({**asked, "wsgi.input": io.BytesIO(b'{"name": "Kept"}')}, None)
    assert seen == [b'{"name": "Kept"}']


def test_a_length_that_is_told_stays():
    seen = []
    door = reading_untold(lambda environ, start: seen.append(environ["CONTENT_LENGTH"]) or [])
    door({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "4"}, None)
    assert seen == ["4"]


def test_the_page_of_an_error_says_nothing_of_the_cause():
    assert "TooMany" not in Client().get("/privacy?" + "&".join(f"a{n}=1" for n in range(2000))).text


def test_head_is_answered_as_get_without_the_body(alice, world):
    whole, bare = alice.call("GET", "company/"), alice.call("HEAD", "company/")
    assert (bare.status_code, bare.content) == (200, b"")
    assert bare["Content-Length"] == str(len(whole.content))
    assert bare["Content-Type"] == whole["Content-Type"]
    assert alice.call("HEAD", "company/999999/").status_code == 404
    assert alice.call("HEAD", "fileUpload").status_code == 405  # nothing is there to get


def test_head_opens_nothing_that_get_does_not(world):
    assert Program(world.ours, "dan").call("HEAD", "company/").status_code == 500
    assert Client().head("/api/v2/company/").status_code == 401
