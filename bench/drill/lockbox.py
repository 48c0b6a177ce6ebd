"""The lockbox: the operator's process is killed in the middle of an operation. Access is gone by time, and by the next tick."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

from bench.drill import ground
from bench.drill.ground import ROOT, tell

SECONDS = 60  # until the agreed time is over
HAND = """
import django, os, sys, time
django.setup()
from django.db import connection, transaction
from kept.console.lockbox import copies, hand
from kept.console.lockbox.models import Operation
from kept.console.lockbox.operations import Case
from kept.tenancy.opening import system
instance, number, staff = map(int, sys.argv[1:])
with system("drill", instance):
    case = Case(Operation.objects.get(instance_id=instance, pk=number))
    copies.take(case, "contacts.contact", staff)
with system("drill", instance):
    case = Case(Operation.objects.get(instance_id=instance, pk=number))
    with hand.worn(case) as cursor:
        cursor.execute("SELECT count(last_name) FROM contacts_contact")
        print("in", cursor.fetchone()[0], flush=True)
        time.sleep(600)
"""


def run() -> None:
    """Open, go in with a process of its own, kill it, and look what is left: as that role, with a bare connection."""
    from kept.console.lockbox import catalogue, closing, copies
    from kept.tenancy.opening import system

    instance = ground.instances()["havlicek"]
    case, staff = _opened(instance)
    box = case.opening.role
    words = [sys.executable, "-c", HAND, str(instance), str(case.pk), str(staff)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=dict(os.environ))
    assert process.stdout
    said = process.stdout.readline().split()
    tell(
        "canary: in the middle, records that its role sees",
        bool(said) and int(said[1]) > 0,
        said[1] if said else "none",
    )
    with system("drill", instance):
        tell("canary: sessions, copies and keys in the middle", catalogue.sessions(case.pk) == 1 and copies.left(case.pk) == 2,
             f"{catalogue.sessions(case.pk)} and {copies.left(case.pk)}")  # fmt: skip
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    key = copies.folder(case.pk) / copies.KEY
    time.sleep(max(0.0, (case.until - _now()).total_seconds()) + 0.2)
    seen = _seen(box)
    tell("killed, its time over, no job ran: records seen", seen == 0, f"{seen}, {_granted(box)} grants left")
    began = time.monotonic()
    closing.tick()
    took = time.monotonic() - began
    with system("drill", instance):
        left = (_granted(box), catalogue.sessions(case.pk), copies.left(case.pk), int(key.exists()))
    tell("after the next tick: grants, sessions, files, keys", not any(left), f"{left}, {took:.1f} s")
    tell("and a certificate", _certified(instance, case.pk), "with zero left")


def _now() -> Any:
    from kept.policy import clock

    return clock.now()


def _opened(instance: int) -> tuple[Any, int]:
    """An operation of an hour that began so long ago that it is over in seconds."""
    from kept.audit.access import Access
    from kept.console.lockbox import opening, operations
    from kept.console.lockbox.models import Side
    from kept.console.lockbox.operations import Case
    from kept.console.lockbox.scope import Scope
    from kept.grants.rights import arm, rights_of
    from kept.grants.staff import Staff
    from kept.identity.models import Membership
    from kept.policy import clock
    from kept.tenancy.models import Instance
    from kept.tenancy.opening import opened, system

    with system("drill"):
        staff = int(Staff.objects.get(roles__contains=["support"]).user_id)
    with system("drill", instance):
        admin = Membership.objects.get(role="ADMIN")
    scope = Scope({"contacts.contact": ["last_name", "phone"]}, "all", None, ["read", "correct", "copy"], 5000, 1)
    with opened(Access("drill", "command", instance, user_id=admin.user_id)) as access:
        arm(access, rights_of(admin))
        here = Instance.objects.get(pk=instance)
        with clock.moved(clock.now() - timedelta(hours=1, seconds=-SECONDS)):
            case = operations.begin(here, Side.CUSTOMER, "analysis", "drill", scope, "", access.user_id)
            operations.answer(case, here, scope, "", staff)
            opening.accept(case, access, case.agreement.digest)
        case = Case(case.row)
        assert case.steps
    return case, staff


def _seen(box: str) -> int:
    """What the role sees, asked without a line of ours."""
    from kept.server.connections import connect

    with connect("app") as bare:
        bare.execute(f"SET ROLE {box}")
        found = bare.execute("SELECT count(last_name) FROM contacts_contact").fetchone()
    return int(found[0]) if found else 0


def _granted(box: str) -> int:
    from kept.server.connections import connect

    with connect("owner") as owner:
        found = owner.execute("SELECT count(*) FROM kept_box_held(%s)", [box]).fetchone()
    return int(found[0]) if found else 0


def _certified(instance: int, number: int) -> bool:
    from kept.console.lockbox.models import Certificate
    from kept.tenancy.opening import system

    with system("drill", instance):
        made = Certificate.objects.filter(instance_id=instance, operation_id=number).first()
        return made is not None and not any(made.facts["left"].values())
