"""Sign-in: no telling by time who is known, and fifty at once do not slow those who look at a list (QUALITY S5)."""

from __future__ import annotations

import http.cookiejar
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from bench.drill.ground import FOLDER, tell
from bench.drill.house import House

TURNS = 21
AT_ONCE = 50
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Browser:
    """Cookies and forms, and nothing else."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(f"http://127.0.0.1:{self.house.port}{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def sign_in(self, login: str, password: str, token: str = "") -> tuple[int, float]:
        """Status and seconds of the form alone."""
        token = token or self.token()
        form = urllib.parse.urlencode({"login": login, "password": password, "csrfmiddlewaretoken": token}).encode()
        begun = time.monotonic()
        try:
            with self.opener.open(f"http://127.0.0.1:{self.house.port}/sign-in/", form, timeout=60) as answer:
                answer.read()
                came_in = "/sign-in/" not in answer.url
                return answer.status if came_in else 0, time.monotonic() - begun
        except urllib.error.HTTPError as error:
            return error.code, time.monotonic() - begun

    def token(self) -> str:
        found = TOKEN.search(self.get("/sign-in/"))
        assert found
        return found[1]


def run() -> None:
    """Medians of strangers and people, then a list while fifty come at once."""
    demo = json.loads((Path(FOLDER) / "demo.json").read_text())
    people = demo["instances"][0]["users"]
    slug = demo["instances"][0]["slug"]
    house = House()
    house.start("--demo")
    try:
        _medians(house, [one["email"] for one in people])
        _fifty(house, slug, people)
    finally:
        house.stop()


def _medians(house: House, known: list[str]) -> None:
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    browser = Browser(house)
    for turn in range(TURNS):
        for kind, login in (("known", known[turn % len(known)]), ("unknown", f"nobody{turn}@nowhere.example")):
            _forget_tries()
            times[kind].append(browser.sign_in(login, "not the right one")[1] * 1000)
    one, other = median(times["known"]), median(times["unknown"])
    tell(
        "sign-in: known and unknown take as long",
        abs(one - other) <= 10,
        f"{one:.1f} and {other:.1f} ms, medians of {TURNS}",
    )


def _fifty(house: House, slug: str, people: list[dict[str, str]]) -> None:
    reader = Browser(house)
    _forget_tries()
    reader.sign_in(people[0]["email"], people[0]["password"])
    alone = _lists(reader, slug, lambda: False)
    browsers = [Browser(house) for _one in range(AT_ONCE)]
    tokens = [browser.token() for browser in browsers]
    _forget_tries()
    statuses: list[int] = []
    threads = [
        threading.Thread(target=_until_in, args=(browser, people[n % len(people)], token, statuses))
        for n, (browser, token) in enumerate(zip(browsers, tokens, strict=True))
    ]
    threading.Thread(target=_keep_forgetting, args=(threads,), daemon=True).start()
    for thread in threads:
        thread.start()
    busy = _lists(reader, slug, lambda: any(thread.is_alive() for thread in threads))
    figure = f"p95 {busy:.0f} ms (alone {alone:.0f} ms); {statuses.count(200)} of {AT_ONCE} came in"
    tell("50 sign-ins at once: a list's p95 below 500 ms", busy < 500 and statuses.count(200) == AT_ONCE, figure)


def _until_in(browser: Browser, person: dict[str, str], token: str, statuses: list[int]) -> None:
    """Who is told to come back does so, as the answer says."""
    for _try in range(60):
        status, _took = browser.sign_in(person["email"], person["password"], token)
        if status == 200:
            statuses.append(status)
            return
        time.sleep(2)


def _lists(reader: Browser, slug: str, going_on: Callable[[], bool]) -> float:
    """The p95 of a list page in ms while something goes on."""
    times: list[float] = []
    while going_on() or len(times) < 40:
        begun = time.monotonic()
        reader.get(f"/{slug}/contacts/")
        times.append((time.monotonic() - begun) * 1000)
        time.sleep(0.02)
    return quantiles(times, n=20)[-1]


def _keep_forgetting(threads: list[threading.Thread]) -> None:
    time.sleep(0.2)
    while any(thread.is_alive() for thread in threads):
        _forget_tries()
        time.sleep(0.2)


def _forget_tries() -> None:
    """All callers here have one address; the limits on tries are another test's."""
    from kept.server.connections import connect

    with connect("app") as connection:
        connection.execute("DELETE FROM identity_attempt")
