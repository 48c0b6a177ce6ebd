"""After a restore, an instance that had ended is ended again, before anybody gets an answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.ending import emptying, walking
from kept.privacy.ending.walking import ENDED
from kept.privacy.erasure import ledger, replaying
from kept.privacy.erasure.ledger import Line
from kept.privacy.retention.runs import Emptied
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

DOOR = "replay"


@keeps("L1", "D4", "D8")
def replay(done: replaying.Replayed) -> None:
    """End again what the ledger names. What is still there afterwards is told, and then nothing is served."""
    for line in list(ledger.lines()):
        if line.act == ENDED and line.instance_id:
            done.lines += 1
            again(line, done)


def again(line: Line, done: replaying.Replayed) -> None:
    """One line: the same instance, and not one that got its number later."""
    days = line.stamps.get(ENDED, {})
    if line.instance_id is None:
        return
    with system(DOOR, purpose="L1", by="job"):
        instance = Instance.objects.filter(pk=line.instance_id).first()
        if instance is None or instance.created_at.isoformat() != days.get("born"):
            return
        moments = {name: datetime.fromisoformat(days[name]) for name in ("ended_at", "empties_at") if name in days}
        Instance.objects.filter(pk=instance.pk).update(**moments)
        instance.refresh_from_db()
    certificate = walking.begin_certificate(instance, UUID(line.number))
    gone = emptying.empty(instance.pk)
    with system(DOOR, purpose="L1", by="job"):
        at = clock.now()
        Instance.objects.filter(pk=instance.pk, emptied_at=None).update(emptied_at=at)
        Emptied.objects.get_or_create(of=instance, defaults={"at": at, "rows": gone.all})
        walking.finish_certificate(certificate, gone, at)
    done.gone += gone.all + gone.files
    done.left += [f"{label} of the ended instance {line.instance_id}" for label in gone.left]


def watch() -> None:
    """Have every replay of the ledger come by here."""
    replaying.beside(replay)
