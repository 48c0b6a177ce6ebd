"""Away: the database, the room on the disk, the mail server (QUALITY D-3). No yes without a durable write, a clear 503
that says when to come back, and all is well again by itself within thirty seconds."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.drill.ground import FOLDER, ROOT, leave_out, tell
from bench.drill.house import House, keys

SOON = 30.0
ROOM = "900m"
WRITERS = 3
LITTLE = 48 << 20  # bytes that are left when it is filled slowly
REFUSALS = 30


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
        leave_out("a full disk needs the right to mount a small one")
        return
    house = House(folder=str(place / "data"))
    try:
        house.start("--demo")
        _full(house, _keys_of(house, WRITERS), place)
    finally:
        house.stop()
        subprocess.run(
            [f"{ROOT}/bin/kept", "stop"], env=os.environ | {"KEPT_DATA": house.folder}, capture_output=True, timeout=120
        )
        subprocess.run(["umount", "-l", str(place)], capture_output=True)


@dataclass
class Writers:
    """Who write without a pause, each with a key of their own: what was acknowledged, and when; what was refused."""

    house: House
    secrets: list[str]
    acknowledged: list[tuple[float, int, str]] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    odd: list[int] = field(default_factory=list)
    ending: bool = False
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self.threads = [threading.Thread(target=self._write, args=(n,)) for n in range(len(self.secrets))]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self.ending = True
        for thread in self.threads:
            thread.join()

    def _write(self, number: int) -> None:
        n = 0
        while not self.ending:
            n += 1
            name = f"Full {number}-{n}"
            status, said, key = write(self.house, self.secrets[number], name)
            if status == 201:
                self.acknowledged.append((time.monotonic(), key, name))
            elif status == 503 and "retry-after" in said:
                self.refused.append(time.monotonic())
                time.sleep(0.2)
            else:
                self.odd.append(status)

    def lost(self) -> int:
        """How many that were acknowledged are not there as they were written."""
        headers = {"Authorization": f"Bearer {self.secrets[0]}"}
        return sum(
            name.encode() not in self.house.ask("GET", f"/api/v2/person/{key}/", None, headers)[2]
            for _at, key, name in self.acknowledged
        )


def _full(house: House, secrets: list[str], place: Path) -> None:
    """Write while the disk fills up, while it is full, and on when there is room again; then look for each of them."""
    writers = Writers(house, secrets)
    writers.start()
    time.sleep(5)
    filler = place / "filler"
    try:
        _fill(filler, writers)
        freed = time.monotonic()
        filler.unlink()
        house.until(lambda: any(at > freed for at, _key, _name in writers.acknowledged))
        took = next(at for at, _key, _name in writers.acknowledged if at > freed) - freed
        time.sleep(5)
    finally:
        filler.unlink(missing_ok=True)
        writers.end()
    first = min(writers.refused, default=freed)
    before = sum(at < first for at, *_ in writers.acknowledged)
    during = sum(first <= at <= freed for at, *_ in writers.acknowledged)
    after = len(writers.acknowledged) - before - during
    lost = writers.lost()
    figure = (
        f"{before} acknowledged before, {during} while it was full, {after} after, {lost} lost; {len(writers.refused)} "
        f"times 503, other answers {sorted(set(writers.odd))}; back in {took:.1f} s"
    )
    good = not lost and before > 0 and after > 0 and len(writers.refused) > 0 and not writers.odd and took <= SOON
    tell("disk full: no yes without a durable write, back alone", good, figure)


def _fill(filler: Path, writers: Writers) -> None:
    """Fill the disk, at the end little by little, until for a while nobody was answered but by a no."""
    until = time.monotonic() + 120
    with filler.open("wb", buffering=0) as file:
        while len(writers.refused) < REFUSALS and time.monotonic() < until:
            left = os.statvfs(filler.parent)
            free = left.f_bavail * left.f_frsize
            try:
                file.write(bytes(min(free, 16 << 20) if free > LITTLE else 1 << 18))
            except OSError:
                time.sleep(0.1)
            if free <= LITTLE:
                time.sleep(0.02)


def _keys_of(house: House, number: int) -> list[str]:
    """Keys of the small house's administrator, made by a process of its own."""
    words = f"from bench.drill.house import keys; print(*keys({number}))"
    shell = [f"{ROOT}/bin/kept", "manage", "shell", "-v", "0", "-c", words]
    environment = os.environ | {"KEPT_DATA": house.folder, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        shell, env=environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
    ).stdout.split()[-number:]
