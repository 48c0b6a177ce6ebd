"""The frame of every page: who operates this, and for pages of an instance its navigation, cut to the reader's rights.

It costs no query: the switcher's places came with the instance.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from kept.identity.mine import instances_of
from kept.newsletter import pixel
from kept.policy.controller import controller
from kept.policy.register import REGISTER
from kept.privacy.notice_clauses import is_kept
from kept.privacy.notices.accepting import waiting_for
from kept.web import bell
from kept.web.rooms import OPERATOR as ROOMS
from kept.web.rooms import in_order
from kept.web.shell import NavGroup, NavItem, Place, Promises, Shell, You

# title of the group, and its lines: label, place below the instance, icon, key after G, what it takes to see it
LINES: tuple[tuple[Any, tuple[tuple[Any, str, str, str, str], ...]], ...] = (
    (
        "",
        (
            (gettext_lazy("Home"), "", "home", "h", "member"),
            (gettext_lazy("Tasks"), "tasks/", "task", "t", "tasks.view"),
            (gettext_lazy("Calendar"), "calendar/", "calendar", "k", "tasks.view"),
        ),
    ),
    (
        gettext_lazy("Customers"),
        (
            (gettext_lazy("Companies"), "companies/", "house", "d", "companies.view"),
            (gettext_lazy("Contacts"), "contacts/", "person", "c", "contacts.view"),
        ),
    ),
    (
        gettext_lazy("Instance"),
        (
            (gettext_lazy("Import"), "imports/", "in", "i", "contacts.import"),
            (gettext_lazy("Privacy"), "privacy/", "mark", "p", "member"),
            (gettext_lazy("People and rights"), "members/", "key", "m", "member"),
            (gettext_lazy("Settings"), "settings/", "sliders", "s", "fields.manage"),
        ),
    ),
)

OPERATOR = "/operator/"


def frame(request: HttpRequest) -> dict[str, Any]:
    """For all templates: the operator, and inside an instance the shell."""
    known: dict[str, Any] = {"controller": controller()}
    if getattr(request, "instance", None) is not None:
        known["shell"] = SimpleLazyObject(lambda: shell_of(request))
    elif getattr(request, "staff", None) is not None:
        known["shell"] = SimpleLazyObject(lambda: operators_shell(request))
    else:
        known["reading_mark"] = SimpleLazyObject(lambda: pixel.mark_on(request))
    return known


def shell_of(request: HttpRequest) -> Shell:
    """The shell of a page of an instance."""
    instance = request.instance  # type: ignore[attr-defined]
    user: Any = request.user
    home: str = instance.url
    waiting, news_url = bell.rings(user)
    return Shell(
        instance=instance.name,
        slug=instance.slug,
        home=home,
        you=You(name=user.full_name, email=user.email, initials=user.initials, profile_url="/profile/"),
        groups=groups(request, home),
        places=tuple(
            Place(name=one.name, url=f"/{one.slug}/", current=one.slug == instance.slug)
            for one in getattr(request, "places", None) or instances_of(user.pk)
        ),
        promises=promises(),
        search_url=f"{home}search/" if there("search/") else "",
        palette_url=f"{home}palette/" if there("palette/") else "",
        notifications=waiting,
        notifications_url=news_url,
        theme="" if user.theme == "auto" else user.theme,
        theme_url="/profile/theme/",
        density="roomy" if user.density == "roomy" else "",
        keys=user.single_keys,
        screen_url=screen_url(request),
        notice_url=notice_url(user),
    )


def screen_url(request: HttpRequest) -> str:
    """Where the browser says how wide its screen is, until its session knows."""
    return "" if request.session.get("screen") else "/profile/sessions/screen/"


def notice_url(user: Any) -> str:
    """Where the person answers a change of the notice, while one waits for them (A1)."""
    waiting = waiting_for(user.pk, joined=user.joined_at.date())
    return f"/privacy/versions/{waiting.number}/changes" if waiting else ""


def operators_shell(request: HttpRequest) -> Shell:
    """The shell of the operator's pages: no instance, no search, the rooms that this member of staff may enter."""
    user: Any = request.user
    return Shell(
        instance=str(gettext_lazy("Operator")),
        slug="operator",
        home=OPERATOR,
        you=You(name=user.full_name, email=user.email, initials=user.initials, profile_url="/profile/"),
        groups=operators_groups(request),
        places=(Place(str(gettext_lazy("Operator")), OPERATOR, current=True),),
        promises=promises(),
        theme="" if user.theme == "auto" else user.theme,
        theme_url="/profile/theme/",
        density="roomy" if user.density == "roomy" else "",
        keys=user.single_keys,
        screen_url=screen_url(request),
    )


def operators_groups(request: HttpRequest) -> tuple[NavGroup, ...]:
    """Home first, then the rooms by their groups."""
    rights = request.access.rights  # type: ignore[attr-defined]
    named: dict[str, list[NavItem]] = {
        "": [NavItem(str(gettext_lazy("Home")), OPERATOR, "home", key="h", current=request.path == OPERATOR)]
    }
    seen = [(room, url) for room in in_order(ROOMS) if (url := room.address()) and rights.may(room.needs)]
    current = max((url for _room, url in seen if request.path.startswith(url)), key=len, default="")
    for room, url in seen:
        item = NavItem(str(room.label), url, room.icon, current=url == current)
        named.setdefault(str(room.group), []).append(item)
    return tuple(NavGroup(title, tuple(items)) for title, items in named.items())


def groups(request: HttpRequest, home: str) -> tuple[NavGroup, ...]:
    """The lines of the rail that lead somewhere and that the reader may follow."""
    rights = request.access.rights  # type: ignore[attr-defined]
    made = []
    for title, lines in LINES:
        items = tuple(
            NavItem(str(label), f"{home}{place}", icon, key=key, current=_is_current(request.path, home, place))
            for label, place, icon, key, needs in lines
            if rights.may(needs) and there(place)
        )
        if items:
            made.append(NavGroup(str(title), items))
    return tuple(made)


@cache
def there(place: str) -> bool:
    """Whether there is a page at this place below an instance."""
    try:
        resolve(f"/an-instance/{place}")
    except Resolver404:
        return False
    return True


@cache
def promises() -> Promises:
    """How many promises code keeps: it changes with the program alone."""
    ids = [promise.id for promise in REGISTER.promises]
    return Promises(kept=sum(map(is_kept, ids)), all=len(ids), url="/privacy")


def _is_current(path: str, home: str, place: str) -> bool:
    return path == home if not place else path.startswith(f"{home}{place}")
