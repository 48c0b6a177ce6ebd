"""Grading an answer as Mozilla's HTTP Observatory does: a hundred points, less for what is missing, more for what is
done beyond. After its published table of tests and modifiers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

HALF_A_YEAR = 15_768_000
GOOD_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
BASE, BONUS_FROM = 100, 90
FOREIGN = re.compile(r"""<script[^>]+src=["'](?!/[^/])""")


@dataclass
class Answer:
    """What a browser was sent: headers by small letters, Set-Cookie lines apart, the page."""

    headers: dict[str, str]
    cookies: list[str] = field(default_factory=list)
    page: str = ""


def points(answer: Answer) -> tuple[int, dict[str, int]]:
    """The score, and what each test added or took."""
    found = {
        "csp": _csp(answer.headers.get("content-security-policy", "")),
        "cookies": _cookies(answer.cookies),
        "cors": -50 if answer.headers.get("access-control-allow-origin") == "*" and answer.cookies else 0,
        "referrer": _referrer(answer.headers.get("referrer-policy", "")),
        "hsts": _hsts(answer.headers.get("strict-transport-security", "")),
        "scripts": -50 if FOREIGN.search(answer.page) else 0,
        "nosniff": 0 if answer.headers.get("x-content-type-options", "").lower() == "nosniff" else -5,
        "frames": _frames(answer.headers),
        "resources": _resources(answer.headers.get("cross-origin-resource-policy", "")),
    }
    score = BASE + sum(each for each in found.values() if each < 0)
    return score + (sum(each for each in found.values() if each > 0) if score >= BONUS_FROM else 0), found


def directives(policy: str) -> dict[str, set[str]]:
    """The policy by its directives."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {part[0].lower(): set(part[1:]) for part in parts}


def _csp(policy: str) -> int:
    known = directives(policy)
    if not known:
        return -25
    scripts = known.get("script-src", known.get("default-src", {"*"}))
    styles = known.get("style-src", known.get("default-src", {"*"}))
    if scripts & {"'unsafe-inline'", "data:", "*", "https:", "http:"}:
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "'unsafe-inline'" in styles:
        return 0
    return 10 if known.get("default-src") == {"'none'"} else 5


def _cookies(lines: list[str]) -> int:
    if not lines:
        return 0
    worst = 5
    for line in lines:
        for morsel in SimpleCookie(line).values():
            if not morsel["secure"]:
                return -40 if "session" in morsel.key else -20
            if "session" in morsel.key and not morsel["httponly"]:
                return -30
            if str(morsel["samesite"]).lower() not in ("lax", "strict"):
                worst = -20 if "csrf" in morsel.key else min(worst, 0)
    return worst


def _referrer(said: str) -> int:
    return 5 if said.lower() in GOOD_REFERRERS else (0 if not said else -5)


def _hsts(said: str) -> int:
    age = re.search(r"max-age=(\d+)", said)
    if age is None:
        return -20
    return 0 if int(age[1]) >= HALF_A_YEAR else -10


def _frames(headers: dict[str, str]) -> int:
    if "frame-ancestors" in directives(headers.get("content-security-policy", "")):
        return 5
    return 0 if headers.get("x-frame-options", "").upper() in ("DENY", "SAMEORIGIN") else -20


def _resources(said: str) -> int:
    return {"same-origin": 10, "same-site": 10, "": 0}.get(said, -5 if said == "cross-origin" else 0)
