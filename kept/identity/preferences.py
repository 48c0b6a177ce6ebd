"""Preferences: the language and the time zone of who is signed in hold for everything they see."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from kept.audit import access
from kept.identity.user import User
from kept.web.formats import chosen_clock, chosen_locale

Answer = Callable[[HttpRequest], HttpResponse]


class Preferences:
    """Middleware: a signed-in person's own choice wins over the browser's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        asked = request.GET.get("lang", "")
        if asked in dict(settings.LANGUAGES):
            return self._in(asked, request)
        if user is not None and user.is_authenticated:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language() or "en"
            timezone.activate(zone(user.time_zone))
            chosen_locale.set(manner(user))
            chosen_clock.set(user.time_format)
            passage = access.current()
            if passage is not None and passage.user_id is None:  # on public pages too the log knows who came
                passage.by, passage.user_id = "user", user.pk
        else:
            timezone.deactivate()
            chosen_locale.set(None)
            chosen_clock.set("")
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def _in(self, language: str, request: HttpRequest) -> HttpResponse:
        """Answer in the language that a link asks for, and remember it for who is not signed in."""
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        if not request.user.is_authenticated:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
                httponly=True,
            )
        return response


def manner(user: User) -> str | None:
    """The chosen manner of writing dates and figures, as long as it is one of the chosen language."""
    return user.date_format if user.date_format.partition("_")[0] == user.language else None


def zone(name: str) -> ZoneInfo:
    """A time zone by its name, UTC for one that is unknown here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def zones() -> list[tuple[str, str]]:
    """Time zones by their names, places only."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]
