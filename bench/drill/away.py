"""Away: the database, the room on the disk, the mail server (QUALITY D-3). No yes without a durable write, a clear 503
that says when to come back, and all is well again by itself within thirty seconds."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

from bench.drill.ground import FOLDER, ROOT, tell
from bench.drill.house import House, keys

SOON = 30.0
ROOM = "900m"


def run() -> None:
    """Each in turn."""
    house, secret = House(), keys(1)[0]
    house.start()
    try:
        _database(house, secret)
    finally:
        house.stop()
    _mail()
    _disk()


def write(house: House, secret: str, name: str) -> tuple[int, dict[str, str], int]:
    """Status, headers and number of a new contact."""
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    status, said, body = house.ask("PUT", "/api/v2/person/", {"lastName": name}, headers)
    return status, said, int(json.loads(body)["data"]["id"]) if status == 201 else 0


def _database(house: House, secret: str) -> None:
    kept = [f"{ROOT}/bin/kept", "database"]
    subprocess.run([*kept, "stop"], check=True, capture_output=True, timeout=120)
    answers = [write(house, secret, "Away") for _try in range(5)]
    page = house.ask("GET", "/sign-in/")
    told = all(status == 503 and "retry-after" in said for status, said, _id in [*answers, (page[0], page[1], 0)])
    status_page = house.ask("GET", "/status")[0]
    begun = time.monotonic()
    subprocess.run([*kept, "start"], check=True, capture_output=True, timeout=120)
    house.until(lambda: write(house, secret, "Back")[0] == 201)
    took = time.monotonic() - begun
    statuses = sorted({status for status, _said, _id in answers})
    figure = f"{statuses}, /status {status_page}; back {took:.1f} s after its start was asked for"
    tell("database away: 503 with Retry-After, back alone", told and status_page == 200 and took <= SOON, figure)


def _mail() -> None:
    from django.conf import settings

    from kept.outside import mail
    from kept.outside.letterbox import WAITING

    known, shown = dict(settings.MAIL), settings.DEBUG_PAGES
    settings.MAIL, settings.DEBUG_PAGES = known | {"host": "127.0.0.1", "port": 9}, False
    before = len(list(WAITING.letters()))
    try:
        mail.post(mail.written(purpose="L1", recipient=mail.EMAIL, to="a@kept.example", subject="Away", text="Away"))
        waits = len(list(WAITING.letters())) - before
        settings.MAIL, settings.DEBUG_PAGES = known, shown
        gone = mail.post_waiting()
    finally:
        settings.MAIL, settings.DEBUG_PAGES = known, shown
    tell(
        "mail away: the letter waits on the disk and goes later",
        waits == 1 and gone >= 1,
        f"{waits} waited, {gone} went",
    )


def _disk() -> None:
    """A house on a small disk of its own; without the right to mount one this is left out, and said so."""
    place = Path(FOLDER).parent / "small-disk"
    place.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=711", "tmpfs", str(place)], capture_output=True
    )
    if os.geteuid() or mounted.returncode:
        print("left out: a full disk needs the right to mount a small one", flush=True)
        return
    house = House(folder=str(place / "data"))
    try:
        house.start("--demo")
        secret = _key_of(house)
        _full(house, secret, place)
    finally:
        house.stop()
        subprocess.run(
            [f"{ROOT}/bin/kept", "stop"], env=os.environ | {"KEPT_DATA": house.folder}, capture_output=True, timeout=120
        )
        subprocess.run(["umount", "-l", str(place)], capture_output=True)


def _full(house: House, secret: str, place: Path) -> None:
    filler, acknowledged, refused = place / "filler", [], 0
    with filler.open("wb") as file:
        try:
            while True:
                file.write(bytes(1 << 20))
                file.flush()
        except OSError:
            pass
    until, odd = time.monotonic() + 90, []
    while time.monotonic() < until and refused < 5:
        status, said, number = write(house, secret, f"Full {len(acknowledged)}")
        if status == 201:
            acknowledged.append(number)
        elif status == 503 and "retry-after" in said:
            refused += 1
            time.sleep(0.5)
        else:
            odd.append(status)
    filler.unlink()
    took = house.until(lambda: write(house, secret, "Room")[0] == 201)
    there = sum(
        house.ask("GET", f"/api/v2/person/{number}/", None, {"Authorization": f"Bearer {secret}"})[0] == 200
        for number in acknowledged
    )
    figure = f"{refused} times 503, other answers {sorted(set(odd))}, {len(acknowledged) - there} of {len(acknowledged)} acknowledged lost; back in {took:.1f} s"
    tell(
        "disk full: no yes without a durable write, back alone",
        there == len(acknowledged) and took <= SOON and refused > 0 and not odd,
        figure,
    )


def _key_of(house: House) -> str:
    """A key of the small house's administrator, made by a process of its own."""
    words = "from bench.drill.house import keys; print(keys(1)[0])"
    shell = [f"{ROOT}/bin/kept", "manage", "shell", "-v", "0", "-c", words]
    environment = os.environ | {"KEPT_DATA": house.folder, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        shell, env=environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    ).stdout.split()[-1]
