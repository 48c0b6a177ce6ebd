"""Killed: the application twenty times and the database ten times under a thousand writes each (QUALITY D-1).

Every write carries a key of its own and is sent again until it is acknowledged. What was acknowledged must be there,
once, and whole: with its words for the search and its line of history.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench.drill.ground import tell
from bench.drill.house import House, keys, kill_database

WRITES = int(os.environ.get("KEPT_DRILL_WRITES", "1000"))
APP_KILLS = int(os.environ.get("KEPT_DRILL_APP_KILLS", "20"))
DATABASE_KILLS = int(os.environ.get("KEPT_DRILL_DATABASE_KILLS", "10"))
WRITERS = 4
AGAIN = 20  # acknowledged writes of a round that are sent once more

WHOLE = """
SELECT c.id, c.last_name,
       c.search <> '',
       EXISTS (SELECT 1 FROM records_change h WHERE h.instance_id = c.instance_id AND h.record_id = c.id)
  FROM contacts_contact c WHERE c.last_name LIKE %s
"""


@dataclass
class Round:
    """The writes of one round: what was acknowledged, and with which number."""

    name: str
    house: House
    secrets: list[str]
    acknowledged: dict[int, int] = field(default_factory=dict)
    by: dict[int, int] = field(default_factory=dict)  # whose key it was
    replayed: int = 0
    tries: int = 0
    begun: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)
    waits: Iterator[int] = field(default_factory=lambda: iter(range(WRITES)))

    def run(self, kill: Callable[[], None]) -> None:
        """Write, be killed somewhere in between, and write on until all is acknowledged."""
        threads = [threading.Thread(target=self._write, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        at = random.randrange(WRITES // 10, WRITES * 9 // 10)
        while len(self.acknowledged) < at:
            time.sleep(0.002)
        kill()
        for thread in threads:
            thread.join()

    def again(self) -> None:
        """Some clients did not hear the yes, and send what was acknowledged once more: it must be answered as before."""
        for n in random.sample(sorted(self.acknowledged), min(AGAIN, len(self.acknowledged))):
            status, said, body = self._send(self.by[n], n)
            if (
                status == 201
                and "idempotency-replayed" in said
                and json.loads(body)["data"]["id"] == self.acknowledged[n]
            ):
                self.replayed += 1

    def _send(self, number: int, n: int) -> tuple[int, dict[str, str], bytes]:
        headers = {
            "Authorization": f"Bearer {self.secrets[number]}",
            "Idempotency-Key": f"{self.name}-{n}",
            "Content-Type": "application/json",
        }
        return self.house.ask("PUT", "/api/v2/person/", {"lastName": f"{self.name}-{n:04d}"}, headers)

    def _write(self, number: int) -> None:
        while (n := self._next()) is not None:
            while True:
                status, said, body = self._send(number, n)
                with self.lock:
                    self.tries += 1
                if status == 201:
                    with self.lock:
                        self.acknowledged[n] = int(json.loads(body)["data"]["id"])
                        self.by[n] = number
                        self.replayed += "idempotency-replayed" in said
                    break
                time.sleep(0.1)

    def _next(self) -> int | None:
        with self.lock:
            return next(self.waits, None)

    def verdict(self) -> tuple[int, int, int]:
        """How many acknowledged writes are lost, how many records are half made, how many are there twice."""
        from kept.server.connections import connect

        with connect("backup") as connection:
            rows = connection.execute(WHOLE, [f"{self.name}-%"]).fetchall()
        found = {int(number): (str(name), bool(words and history)) for number, name, words, history in rows}
        lost = sum(found.get(key, ("",))[0] != f"{self.name}-{n:04d}" for n, key in self.acknowledged.items())
        half = sum(not whole for _name, whole in found.values())
        return lost, half, len(found) - len({name for name, _whole in found.values()})


def run() -> None:
    """Twenty times the application, ten times the database, and the canary."""
    house, secrets = House(), keys(WRITERS)
    house.start()
    try:
        app = [_round(f"app{n}", house, secrets, lambda: _fall(house)) for n in range(APP_KILLS)]
        _tell(f"application killed {APP_KILLS}× under {WRITES} writes", app)
        database = [_round(f"db{n}", house, secrets, kill_database) for n in range(DATABASE_KILLS)]
        _tell(f"database killed {DATABASE_KILLS}× under {WRITES} writes", database)
        _canary(house, secrets)
    finally:
        house.stop()


def _fall(house: House) -> None:
    house.kill()
    house.start()


def _round(name: str, house: House, secrets: list[str], kill: Callable[[], None]) -> tuple[int, int, int, int, int]:
    one = Round(f"{name}-{os.getpid()}", house, secrets)
    one.run(kill)
    house.until(lambda: house.ask("GET", "/readyz")[0] == 200)
    one.again()
    return (*one.verdict(), one.replayed, len(one.acknowledged))


def _tell(what: str, rounds: list[tuple[int, int, int, int, int]]) -> None:
    lost, half, twice, replayed, written = (sum(each) for each in zip(*rounds, strict=True))
    figure = f"{lost} lost, {half} half made, {twice} twice, of {written}; {replayed} were answered again"
    whole = written == WRITES * len(rounds) and replayed >= min(AGAIN, WRITES) * len(rounds)
    tell(what, not (lost or half or twice) and whole, figure)


def _canary(house: House, secrets: list[str]) -> None:
    """A database that says yes before it is sure loses writes, and this drill says so."""
    from kept.server.roles import as_superuser

    def set_to(value: str) -> None:
        with as_superuser("kept") as connection:
            connection.execute(f"ALTER ROLE kept_app SET synchronous_commit = {value}")  # type: ignore[arg-type]

    set_to("off")
    _fall(house)
    try:
        rounds = [_round(f"canary{n}", house, secrets, kill_database) for n in range(3)]
    finally:
        set_to("DEFAULT")
    lost = sum(each[0] for each in rounds)
    tell("canary: synchronous_commit = off, database killed 3×", lost > 0, f"{lost} acknowledged writes lost")
