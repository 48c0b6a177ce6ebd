"""Finding a person: from an e-mail address or some keys to all that is theirs, and what every store holds of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q

from kept.policy.holdings import holding_of
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Subject, stores
from kept.privacy.erasure.passages import inside, places
from kept.privacy.erasure.ways import KEY, email_fields, is_person, ways_of

Keys = dict[str, set[Any]]
ROUNDS = 5

_also: list[Callable[[int, Keys], Keys]] = []


def also(search: Callable[[int, Keys], Keys]) -> Callable[[int, Keys], Keys]:
    """Have a room add rows that speak of the same person: records merged into one. Called inside the instance."""
    _also.append(search)
    return search


@keeps("R2", "R6")
def subject_of(
    *, instance_id: int | None = None, emails: Iterable[str] = (), keys: Mapping[str, Iterable[Any]] | None = None
) -> Subject:
    """The person behind e-mail addresses or keys by model label, with all their keys, addresses and names.

    For the operator (`instance_id` None) addresses lead on: a user's second address finds the reader of that address.
    In an instance they do not: two contacts may share one, so only the addresses that were given find records."""
    known = {normal(email) for email in emails if normal(email)}
    found: Keys = {label.lower(): set(ids) for label, ids in (keys or {}).items()}
    names: set[str] = set()
    given = set(known)
    for _round in range(ROUNDS):
        before = (len(known), {label: set(ids) for label, ids in found.items()})
        by = known if instance_id is None else given
        for place, models in places(Subject(instance_id)):
            with inside(place):
                for model in models:
                    if is_person(model):
                        _persons(model, by, found, known, names)
                    elif place == instance_id:
                        _owners(model, by, found, known)
                if instance_id:
                    for search in _also:
                        for label, ids in search(instance_id, found).items():
                            found.setdefault(label, set()).update(ids)
        if (len(known), found) == before:
            break
    return Subject(
        instance_id,
        {label: tuple(sorted(ids)) for label, ids in sorted(found.items()) if ids},
        frozenset(known),
        frozenset(names),
    )


def normal(email: str) -> str:
    """An address as it identifies a person."""
    return email.strip().lower()


def _persons(model: Any, by: set[str], found: Keys, known: set[str], names: set[str]) -> None:
    """Rows that are the person: by key or address; their addresses and names are theirs too."""
    label, columns = model._meta.label_lower, email_fields(model)
    natural = holding_of(model).natural  # type: ignore[union-attr]
    wanted = Q(pk__in=found.get(label, ()))
    for email in by:
        for column in columns:
            here = Q(**{f"{column}__iexact": email})
            wanted |= here & Q(**{natural: True}) if natural else here
    if not wanted or (not found.get(label) and not (by and columns)):
        return
    words = [name for name in ("first_name", "last_name") if name in holding_of(model).personal]  # type: ignore[union-attr]
    for row in model.objects.filter(wanted).values("pk", *columns, *words):
        found.setdefault(label, set()).add(row["pk"])
        known.update(normal(row[column]) for column in columns if row[column])
        if len(words) == 2 and all(row[name] for name in words):
            names.add(f"{row['first_name']} {row['last_name']}")


def _owners(model: Any, by: set[str], found: Keys, known: set[str]) -> None:
    """Rows that belong to a person and hold an address of theirs: the address finds the person, and is known from them."""
    columns = email_fields(model)
    for way in ways_of(model) if columns else ():
        if way.kind != KEY:
            continue
        here = Q()
        for email in by:
            for column in columns:
                here |= Q(**{f"{column}__iexact": email})
        mine = Q(**{f"{way.path}__in": found[way.label]}) if found.get(way.label) else Q()
        if not (here or mine):
            continue
        natural = _natural(way.label)
        wanted = (here & Q(**{f"{way.path}__{natural}": True}) if natural and here else here) | mine
        for row in model.objects.filter(wanted).values(way.path, *columns):
            if row[way.path] is not None:
                found.setdefault(way.label, set()).add(row[way.path])
            known.update(normal(row[column]) for column in columns if row[column])


def _natural(label: str) -> str:
    from django.apps import apps

    return holding_of(apps.get_model(label)).natural  # type: ignore[union-attr]


def everything(subject: Subject) -> list[Finding]:
    """What each store holds of a person."""
    return [finding for place in stores() for finding in place.find(subject)]
