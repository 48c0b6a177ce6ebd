"""No cookie leaves that the register does not declare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kept.consent import cookies
from kept.consent.cookies import CookieGate, UndeclaredCookie, cookies_declared
from kept.policy.register import REGISTER

pytestmark = pytest.mark.promise("C5")
FORTNIGHT = 14 * 24 * 3600


def answer(set_cookies: Callable[[HttpResponse], Any]) -> HttpResponse:
    """What comes out of the gate when a view has set cookies."""

    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        set_cookies(response)
        return response

    return CookieGate(view)(RequestFactory().get("/"))


def test_a_declared_cookie_passes_and_an_undeclared_one_breaks_the_answer_off() -> None:
    passed = answer(lambda response: response.set_cookie("__Host-kept_session", "s", max_age=FORTNIGHT))
    assert passed.cookies["__Host-kept_session"].value == "s"
    with pytest.raises(UndeclaredCookie, match="declares no cookie '_ga'"):
        answer(lambda response: response.set_cookie("_ga", "s"))


def test_a_cookie_that_lives_longer_than_declared_breaks_the_answer_off() -> None:
    with pytest.raises(UndeclaredCookie, match="would live 1209601 s"):
        answer(lambda response: response.set_cookie("kept_session", "s", max_age=FORTNIGHT + 1))
    with pytest.raises(UndeclaredCookie, match="would live inf s"):
        answer(
            lambda response: (
                response.headers and response.cookies.load("kept_theme=x; expires=Wed, 01 Jan 2031 00:00:00 GMT")
            )
        )


def test_a_cookie_for_the_browsers_session_and_one_that_is_deleted_pass() -> None:
    assert "kept_csrf" in answer(lambda response: response.set_cookie("kept_csrf", "s")).cookies
    assert "kept_csrf" in answer(lambda response: response.delete_cookie("kept_csrf")).cookies


def test_a_cookie_that_can_be_done_without_is_taken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    theme = replace(next(cookie for cookie in REGISTER.cookies if cookie.name == "kept_theme"), essential=False)
    monkeypatch.setattr(cookies, "REGISTER", replace(REGISTER, cookies=(theme,)))
    assert "kept_theme" not in answer(lambda response: response.set_cookie("kept_theme", "dark")).cookies


def test_the_live_figure_turns_bad_without_the_gate_or_with_a_cookie_it_does_not_know(settings: Any) -> None:
    assert cookies_declared().good
    settings.SESSION_COOKIE_NAME = "sessionid"
    assert not cookies_declared().good
    settings.SESSION_COOKIE_NAME = "kept_session"
    settings.MIDDLEWARE = []
    assert not cookies_declared().good


def test_the_gate_stands_around_everything_that_sets_cookies() -> None:
    gate = django_settings.MIDDLEWARE.index("kept.consent.cookies.CookieGate")
    assert gate < django_settings.MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware")
    assert gate < django_settings.MIDDLEWARE.index("django.middleware.csrf.CsrfViewMiddleware")
    for name in (
        django_settings.SESSION_COOKIE_NAME,
        django_settings.CSRF_COOKIE_NAME,
        django_settings.LANGUAGE_COOKIE_NAME,
    ):
        assert REGISTER.cookie(name), name
