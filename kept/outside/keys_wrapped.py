"""What hangs on the root: every kind of wrapped key says how many there are by root, and wraps the old ones anew."""

from __future__ import annotations

from collections import Counter
from typing import Any, Protocol

from django.utils.translation import gettext_noop as _

from kept.outside import keys, keys_chain, keys_found
from kept.outside.keys_roots import name_in
from kept.outside.models import InstanceKey
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

DOOR = "keys"


class Wrapped(Protocol):
    """A kind of wrapped key. `rewrap` works in small steps, and may be killed and begun again."""

    title: str

    def by_root(self) -> Counter[str]: ...
    def rewrap(self) -> int: ...
    def open_all(self) -> int: ...


KINDS: dict[str, Wrapped] = {}


def hangs_on_root(name: str, kind: Wrapped) -> None:
    """Tell of a kind of wrapped key."""
    KINDS[name] = kind


class Uses:
    """The keys of our own uses, in the chain."""

    title = _("keys of the program’s own uses")

    def by_root(self) -> Counter[str]:
        """How many by the name of the root that wrapped them."""
        return Counter(name_in(keys_chain.decoded(text)) for text in keys_chain.load().uses.values())

    def rewrap(self) -> int:
        """Those of another root, one at a time."""
        target, done = keys_found.current().name, 0
        for use, text in keys_chain.load().uses.items():
            if name_in(keys_chain.decoded(text)) != target:
                fresh = keys_chain.encoded(keys.wrap(keys.data_key(use), keys.of_use(use)))
                with keys_chain.changed() as chain:
                    chain.uses[use] = fresh
                done += 1
        return done

    def open_all(self) -> int:
        """Open each. Returns how many."""
        return sum(len(keys.data_key(use)) > 0 for use in keys_chain.load().uses)


class InstanceKeys:
    """The keys of instances, in rows of theirs: a transaction each."""

    title = _("keys of instances")

    def by_root(self) -> Counter[str]:
        """How many by the name of the root that wrapped them."""
        return Counter(name_in(bytes(row.wrapped)) for instance in _instances() for row in _rows(instance))

    def rewrap(self) -> int:
        """Those of another root."""
        return sum(self._of(instance) for instance in _instances())

    def open_all(self) -> int:
        """Open each. Returns how many."""
        return sum(len(keys.opened(row)) > 0 for instance in _instances() for row in _rows(instance))

    def _of(self, instance: int) -> int:
        target, done = keys_found.current().name, 0
        for row in _rows(instance):
            before = bytes(row.wrapped)
            if name_in(before) != target:
                bound = keys.purpose(instance)
                fresh = keys.wrap(keys.unwrap(before, bound), bound)
                with system(DOOR, instance, purpose="D2", by="job"):
                    done += InstanceKey.objects.filter(pk=row.pk, wrapped=before).update(wrapped=fresh)
        return done


def _instances() -> list[int]:
    with system(DOOR, purpose="D2", by="job"):
        return list(Instance.objects.order_by("pk").values_list("pk", flat=True))


def _rows(instance: int) -> list[Any]:
    with system(DOOR, instance, purpose="D2", by="job"):
        return list(InstanceKey.objects.filter(instance_id=instance).order_by("pk"))


hangs_on_root("uses", Uses())
hangs_on_root("instances", InstanceKeys())
