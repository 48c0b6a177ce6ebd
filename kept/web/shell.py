"""What the shell around every page of an instance shows. Plain data: whoever knows the rights fills it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of the rail. `key` is the second key after G; `icon` is a name of icons.json, or "mark"."""

    label: str
    url: str
    icon: str
    count: str = ""
    key: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A titled part of the rail. The first one has no title."""

    title: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """An instance that the user may switch to."""

    name: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class You:
    """The person who is signed in."""

    name: str
    email: str
    initials: str
    profile_url: str = ""
    sign_out_url: str = "/sign-out/"


@dataclass(frozen=True, slots=True)
class Promises:
    """How many promises of the register are kept right now; the foot of the rail says it."""

    kept: int
    all: int
    url: str = "/trust"

    @property
    def broken(self) -> int:
        return self.all - self.kept


@dataclass(frozen=True, slots=True)
class Shell:
    """All that `app.html` needs besides its page. `home` ends with a slash, as in "/havlicek/"."""

    instance: str
    slug: str
    home: str
    you: You
    groups: tuple[NavGroup, ...] = ()
    places: tuple[Place, ...] = ()
    promises: Promises | None = None
    search_url: str = ""
    palette_url: str = ""
    notifications: int = 0
    notifications_url: str = ""
    theme: str = ""
    theme_url: str = ""
    density: str = ""
    keys: bool = True
    screen_url: str = ""  # where the browser says once how wide its screen is (C4)
    notice_url: str = ""  # a change of the notice that waits for the person's answer
    new: tuple[NavItem, ...] = field(default=())

    @property
    def numbered_places(self) -> list[tuple[int, Place]]:
        """The instances with the digit that follows G; from the tenth on without one."""
        return list(enumerate(self.places, start=1))
