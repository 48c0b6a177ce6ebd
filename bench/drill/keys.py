"""Keys: a new root and a new key of an instance while files are downloaded, and a root that is lost and found again."""

from __future__ import annotations

import http.client
import os
import subprocess
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from bench.drill import ground
from bench.drill.ground import FOLDER, ROOT, tell
from bench.drill.house import House

FILES = 120
CALLERS = 3


@dataclass
class Downloads:
    """People who download files of an instance without a pause, each compared with what was put there."""

    port: int
    cookie: str
    wanted: dict[str, bytes]
    answers: int = 0
    bad: list[str] = field(default_factory=list)
    ending: bool = False
    threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Downloads:
        self.threads = [threading.Thread(target=self._call, args=(n,)) for n in range(CALLERS)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.ending = True
        for thread in self.threads:
            thread.join()

    def _call(self, number: int) -> None:
        paths = list(self.wanted)
        while not self.ending:
            number = (number + 1) % len(paths)
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                line.request("GET", paths[number], None, {"Cookie": self.cookie})
                answer = line.getresponse()
                body = answer.read()
                if answer.status != 200 or body != self.wanted[paths[number]]:
                    self.bad.append(f"{answer.status}, {len(body)} bytes")
                self.answers += 1
            except (OSError, http.client.HTTPException) as fault:
                self.bad.append(type(fault).__name__)
            finally:
                line.close()


def run() -> None:
    """In turn: a new root, a new key of one instance, no key at all."""
    from kept.backup import keeping, places
    from kept.policy import clock

    keeping.back_up(places.vault(), clock.now())
    instance = ground.instances()["havlicek"]
    wanted, cookie = _furnish(instance)
    house = House()
    house.start()
    try:
        _root(house, cookie, wanted)
        _instance(house, cookie, wanted, instance)
    finally:
        house.stop()
    _lost(instance)


def _root(house: House, cookie: str, wanted: dict[str, bytes]) -> None:
    with Downloads(house.port, cookie, wanted) as load:
        time.sleep(2)
        said = [_kept("keys", "rotate") for _twice in range(2)]
        time.sleep(2)
    good = not load.bad and load.answers > 50 and all(one.returncode == 0 for one in said)
    tell(
        "root changed twice under load: requests that failed", good,
        f"{len(load.bad)} of {load.answers} {load.bad[:2] or ''} {said[0].stderr.strip()[-200:]}",
    )  # fmt: skip


def _instance(house: House, cookie: str, wanted: dict[str, bytes], instance: int) -> None:
    from kept.outside import keys_instances

    with Downloads(house.port, cookie, wanted) as load:
        time.sleep(1)
        begun = time.monotonic()
        said = _kept("keys", "rotate", "--instance", "havlicek")
        took = time.monotonic() - begun
        time.sleep(1)
    left = keys_instances.reseal(instance)
    good = not load.bad and load.answers > 50 and said.returncode == 0 and not left.anew and not left.damaged
    tell(
        "key of an instance changed under load: requests that failed", good,
        f"{len(load.bad)} of {load.answers}; {left.right} files anew in {took:.1f} s {load.bad[:2] or ''}",
    )  # fmt: skip


def _lost(instance: int) -> None:
    """Without the key nothing opens, and what is said helps; with the copy everything does."""
    from kept.outside import keys_found

    path = keys_found.key_file()
    copy = path.read_text()
    path.unlink()
    words = ("keys", "show"), ("backup", "verify"), ("backup", "restore", "--into", str(FOLDER / "empty"))
    told = [_kept(*each) for each in words]
    helpful = sum("Put your copy of it back" in one.stderr for one in told)
    opened = _opens(instance)
    nothing = not path.exists() and not (FOLDER / "empty").exists()
    path.write_text(copy)
    back, verified = _opens(instance), _kept("backup", "verify")
    tell(
        "root lost: files that open, and commands that say what to do", not opened and helpful == len(told) and nothing,
        f"{opened} of {FILES}, {helpful} of {len(told)}",
    )  # fmt: skip
    tell("the copy put back: files that open, and the backup", back == FILES and not verified.returncode, str(back))


def _opens(instance: int) -> int:
    from kept.outside import files, keys_instances
    from kept.outside.keys_roots import WrongRootKey
    from kept.outside.sealing import Damaged
    from kept.tenancy.opening import system

    good = 0
    for _path, key in list(keys_instances.stored(instance))[:FILES]:
        try:
            with system("drill", instance):
                good += sum(len(run) for run in files.read(instance, key)) > 0
        except (WrongRootKey, Damaged):
            continue
    return good


def _furnish(instance: int) -> tuple[dict[str, bytes], str]:
    """Files of a contact, and the session of an administrator who may see them."""
    from django.apps import apps
    from django.conf import settings
    from django.test import Client

    from kept.identity.membership import Membership, Role
    from kept.outside import files
    from kept.tenancy.opening import system

    wanted: dict[str, bytes] = {}
    with system("drill", instance):
        admin = Membership.objects.filter(role=Role.ADMIN, left_at=None).select_related("user").order_by("pk").first()
        contact = apps.get_model("contacts.contact").objects.filter(deleted_at=None).order_by("pk").first()
        for number in range(FILES):
            key, body = uuid.uuid4(), os.urandom(20_000 + 997 * number)
            written = files.write(instance, key, [body])
            row = apps.get_model("files.attachment").objects.create(
                key=key, contact=contact, name=f"{number}.bin", content_type="application/octet-stream",
                size=written.size, digest=written.sha256,
            )  # fmt: skip
            wanted[f"/havlicek/files/{row.pk}/download/"] = body
        client = Client(headers={"User-Agent": "drill"})
        client.force_login(admin.user)
    return wanted, f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _kept(*words: str) -> subprocess.CompletedProcess[str]:
    more = {name: value for name, value in os.environ.items() if name != "KEPT_DB_ROLE"}
    return subprocess.run([str(ROOT / "bin/kept"), *words], capture_output=True, text=True, timeout=300, env=more)
