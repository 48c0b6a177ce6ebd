"""The kind of a device, as families and versions: "Firefox 132 · Windows 11", never the raw text that a browser sends (C4).

What a browser sends may be anything, a name or an address of e-mail too, and a parser that knows no such family makes
one of it. So families stand in a list here, and versions are small numbers; what is neither is "other".
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest
from ua_parser import parse

from kept.policy.keeps import keeps

OTHER = "other"
PROGRAM = "a program"
LONGEST = 400
BROWSERS = {
    **{name: name for name in ("Chrome", "Firefox", "Safari", "Edge", "Opera", "Vivaldi", "Samsung Internet", "IE")},
    "Chrome Mobile": "Chrome", "Chrome Mobile iOS": "Chrome", "Chrome Mobile WebView": "Chrome", "Chromium": "Chrome",
    "HeadlessChrome": "Chrome", "Firefox Mobile": "Firefox", "Firefox iOS": "Firefox", "Mobile Safari": "Safari",
    "Mobile Safari UI/WKWebView": "Safari", "Edge Mobile": "Edge", "Opera Mobile": "Opera", "Seznam prohlížeč": "Seznam",
    "Seznam.cz": "Seznam", "DuckDuckGo Mobile": "DuckDuckGo", "Brave": "Brave",
    "curl": PROGRAM, "Wget": PROGRAM, "Python Requests": PROGRAM, "okhttp": PROGRAM,
    "Apache-HttpClient": PROGRAM, "Go-http-client": PROGRAM, "Java": PROGRAM, "axios": PROGRAM,
    "python-httpx": PROGRAM, "PHP": PROGRAM, "Ruby": PROGRAM,
}  # fmt: skip
SYSTEMS = {
    **{name: name for name in ("Windows", "Android", "iOS", "Linux", "Ubuntu", "Fedora", "Debian", "FreeBSD")},
    "Mac OS X": "macOS", "Chrome OS": "ChromeOS", "iPadOS": "iOS", "Linux Mint": "Linux", "Arch Linux": "Linux",
}  # fmt: skip
HIGHEST = 399  # a larger number is no version that a browser has
WINDOWS = ("7", "8", "8.1", "10", "11", "XP", "Vista")
SCREENS = ("under 600", "600-1023", "1024-1439", "1440-1919", "1920-2559", "2560 and more")


class Kind(NamedTuple):
    """A browser and a system, by family and version."""

    browser: str
    browser_version: str
    system: str
    system_version: str

    def __str__(self) -> str:
        parts = (f"{self.browser} {self.browser_version}".strip(), f"{self.system} {self.system_version}".strip())
        return " · ".join(part for part in parts if part)


NOBODY = Kind("", "", "", "")


@keeps("C4")
@lru_cache(2048)
def kind_of(sent: str) -> Kind:
    """The kind of device behind what a browser sent of itself; nothing where it sent nothing."""
    if not sent:
        return NOBODY
    told = parse(sent[:LONGEST])
    browser, system = told.user_agent, told.os
    family = BROWSERS.get(browser.family, OTHER) if browser else OTHER
    house = SYSTEMS.get(system.family, OTHER) if system else ""
    return Kind(
        family,
        _version(browser.major) if browser and family not in (OTHER, PROGRAM) else "",
        house,
        _system_version(house, system.major) if system else "",
    )


def device_of(request: HttpRequest) -> str:
    """Browser and system of a request, with their versions; empty when it tells neither."""
    return str(kind_of(request.META.get("HTTP_USER_AGENT", "")[:LONGEST]))


@keeps("C4")
def screen_class(width: Any) -> str:
    """The class that a screen of so many points across belongs to; empty for what is no width."""
    return width if width in SCREENS else ""


def _system_version(family: str, major: str | None) -> str:
    if family == "Windows":
        return major if major in WINDOWS else ""
    return _version(major) if family in ("Android", "iOS", "macOS") else ""


def _version(major: str | None) -> str:
    return major if major and major.isascii() and major.isdigit() and int(major) <= HIGHEST else ""


def network_of(ip: str) -> str:
    """The network an address belongs to: what an attacker cannot change at will."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    prefix = 64 if address.version == 6 else 32
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
