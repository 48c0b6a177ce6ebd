"""The status page and its feed: for everybody, without a session, and without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

from kept.policy.controller import controller
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.status import incidents, snapshot, uptime
from kept.status.snapshot import Snapshot
from kept.web.watched import State, in_order

KEPT = {State.WELL: "yes", State.SLOW: "soon", State.DOWN: "none"}
CACHE = "public, max-age=15"
ATOM = "application/atom+xml; charset=utf-8"


@allow(PUBLIC)
@keeps("D9")
def status(request: HttpRequest) -> HttpResponse:
    """How each part does now, what happens, what is planned, and the last 90 days."""
    language = language_of(request)
    with translation.override(language):
        body = loader.render_to_string("status/status.html", told(snapshot.read()))
    answer = HttpResponse(body, headers={"Cache-Control": CACHE, "Content-Language": language})
    answer["Vary"] = "Accept-Language"
    return answer


@allow(PUBLIC)
def feed(request: HttpRequest) -> HttpResponse:
    """What was said of incidents, as a feed."""
    with translation.override(language_of(request)):
        return HttpResponse(atom(snapshot.read()), content_type=ATOM, headers={"Cache-Control": CACHE})


def language_of(request: HttpRequest) -> str:
    """The language that the link asks for, else the browser's."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language_from_request(request)


def told(known: Snapshot) -> dict[str, Any]:
    """All that the page says."""
    shown = [incidents.shown(one) for one in known.incidents]
    open_ones = [one for one in shown if not one["planned"] and one["state"] != "solved"]
    return {
        "controller": controller(),
        "parts": [line(known, part.name, part.label) for part in in_order() if part.public],
        "now": open_ones,
        "planned": [one for one in shown if one["planned"] and one["state"] != "solved"],
        "past": [one for one in shown if one["state"] == "solved"][:20],
        "sentence": sentence(known, bool(open_ones)),
        "worst": worst(known),
        "at": datetime.fromtimestamp(known.at, UTC) if known.at else None,
        "history": uptime.HISTORY,
    }


def worst(known: Snapshot) -> str:
    """The line in the margin of the whole: as its worst part does."""
    public = {part.name for part in in_order() if part.public}
    states = {part.state for part in known.parts if part.name in public}
    if known.stale:
        return "none"
    return next((KEPT[state] for state in (State.DOWN, State.SLOW) if state in states), "yes")


def sentence(known: Snapshot, happening: bool) -> str:
    """What is to say of it all in one sentence."""
    if known.stale:
        return _("Nobody has looked for a while: what stands here may be old.")
    state = worst(known)
    if state == "none":
        return _("A part of the service is down.")
    if state == "soon" or happening:
        return _("The service runs, not as well as it should.")
    return _("All is well.")


def line(known: Snapshot, name: str, label: Any) -> dict[str, Any]:
    """A part: how it does, since when, and its last 90 days."""
    part, lines = known.part(name), known.days.get(name, [])
    state = State(part.state) if part and not known.stale else None
    share = uptime.share(lines)
    return {
        "name": name,
        "label": label,
        "kept": KEPT.get(state, "") if state else "",
        "state": {State.WELL: _("well"), State.SLOW: _("slow"), State.DOWN: _("down")}[state] if state else _("not known"),
        "said": _(part.said) if part and part.said and state else "",
        "since": datetime.fromtimestamp(part.since, UTC) if part and part.since else None,
        "share": None if share is None else percent(share),
        "strip": strip(lines),
        "measured": len(lines),
    }  # fmt: skip


def percent(share: float) -> str:
    """Never rounded up to a hundred: 99.99 is said until it is all of them."""
    return "100" if share == 1 else f"{int(share * 10_000) / 100:.2f}"


def strip(lines: list[list[Any]]) -> list[dict[str, Any]]:
    """The days of the history, the oldest first: where it stands, how it went, in words."""
    by_day = {each[0]: each for each in lines}
    today, drawn = datetime.now(UTC).date(), []
    for place in range(uptime.HISTORY):
        day = today - timedelta(days=uptime.HISTORY - 1 - place)
        found = by_day.get(day.isoformat())
        share = uptime.share([found]) if found else None
        kind = "none" if share is None else "well" if share >= 0.999 else "slow" if share >= 0.98 else "down"
        drawn.append({"x": place * 4, "kind": kind, "day": day, "share": None if share is None else percent(share)})
    return drawn


def atom(known: Snapshot) -> str:
    """The feed (RFC 4287). An entry for each thing that was said, the newest first."""
    home = f"{settings.SITE_URL}/status"
    shown = [incidents.shown(one) for one in known.incidents]
    said = sorted(
        ((words, one) for one in shown for words in one["words"]), key=lambda pair: pair[0]["at"], reverse=True
    )
    updated = said[0][0]["at"] if said else datetime.fromtimestamp(0, UTC)
    title = _("%(brand)s: how the service does") % {"brand": controller().brand}
    entries = "".join(_entry(home, words, one) for words, one in said[:50])
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{escape(home)}</id><title>{escape(title)}</title><updated>{updated.isoformat()}</updated>"
        f"<author><name>{escape(controller().name)}</name></author>"
        f'<link rel="alternate" href="{escape(home)}"/><link rel="self" href="{escape(home)}.atom"/>{entries}</feed>\n'
    )


def _entry(home: str, words: dict[str, Any], one: dict[str, Any]) -> str:
    at = words["at"].isoformat()
    return (
        f"<entry><id>{escape(home)}#{one['id']}-{words['at']:%Y%m%d%H%M%S%f}</id><updated>{at}</updated>"
        f"<title>{escape(one['title'])} ({escape(str(words['state_label']))})</title>"
        f'<link href="{escape(home)}#incident-{one["id"]}"/><content type="text">{escape(words["text"])}</content></entry>'
    )
