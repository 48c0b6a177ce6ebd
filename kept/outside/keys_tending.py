"""Tending the keys: what was begun is finished, stragglers follow, old roots are forgotten in time; and what was seen is noted."""

from __future__ import annotations

from kept.outside import keys_chain, keys_found, keys_instances, keys_rotating
from kept.outside.keys_wrapped import KINDS
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

DOOR = "keys"


@keeps("D2")
def tend() -> dict[str, int]:
    """Do what waits. Returns how many keys followed, files were sealed anew, and roots were forgotten."""
    done = {"wrapped": 0, "sealed": 0, "forgotten": 0}
    if keys_rotating.running():
        done["wrapped"] = sum(keys_rotating.rotate().wrapped.values())
    else:
        done["wrapped"] = sum(kind.rewrap() for kind in KINDS.values())
    done["forgotten"] = len(keys_rotating.end_bridges())
    done["sealed"] = sum(reseal(instance) for instance in instances())
    look()
    return done


def reseal(instance: int) -> int:
    """Go on with an instance whose key is followed by a new one. Returns how many files were sealed anew."""
    return keys_instances.reseal(instance).anew if keys_instances.waiting(instance) else 0


def look() -> None:
    """Note how many keys hang on which root: the operator's pages cannot look into instances."""
    counted = {name: dict(kind.by_root()) for name, kind in KINDS.items()}
    following = sum(keys_instances.waiting(instance) for instance in instances())
    keys_found.current()
    with keys_chain.changed() as chain:
        chain.seen = {"at": clock.now().isoformat(timespec="seconds"), "by_root": counted, "following": following}


def instances() -> list[int]:
    """The numbers of all instances that are not emptied."""
    with system(DOOR, purpose="D2", by="job"):
        return list(Instance.objects.filter(emptied_at=None).order_by("pk").values_list("pk", flat=True))
