"""What the end of a term does to rows: they are erased, or emptied where the row has to stay. Few rows at a time."""

from __future__ import annotations

from typing import Any

from django.db.models import CASCADE, SET_NULL

from kept.policy import clock
from kept.privacy.retention.clocks import Clock, nothing, references_to


def end(ticking: Clock, keys: list[Any]) -> None:
    """Bring these rows of a clock to their end."""
    model = ticking.model
    let_go = getattr(model, "let_go", None)  # what a model has outside its rows: files, an index, figures
    if let_go is not None:
        let_go(keys)
    if ticking.remains:
        empty(model, keys, tuple(ticking.holds.personal), forgotten=True)
    else:
        remove(model, keys)


def empty(model: Any, keys: list[Any], fields: tuple[str, ...], *, forgotten: bool = False) -> None:
    """Take these facts out of rows that stay."""
    values: dict[str, Any] = {name: nothing(model._meta.get_field(name)) for name in fields}
    if forgotten:
        values["forgotten_at"] = clock.now()
    model.objects.filter(pk__in=keys).update(**values)


def remove(model: Any, keys: list[Any]) -> None:
    """Remove rows with all that hangs on them and has no clock of its own. The database refuses what was overlooked."""
    for relation in references_to(model):
        child, name = relation.related_model, relation.field.name
        if relation.on_delete is CASCADE:
            hanging = list(child.objects.filter(**{f"{name}__in": keys}).values_list("pk", flat=True))
            if hanging:
                remove(child, hanging)
        elif relation.on_delete is SET_NULL:
            child.objects.filter(**{f"{name}__in": keys}).update(**{name: None})
    rows = model.objects.filter(pk__in=keys)
    rows._raw_delete(rows.db)
