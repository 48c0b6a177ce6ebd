"""Indexes in the orders in which lists of contacts are asked for most: each holds only the records that have the fact,
so that one which is seldom known costs next to nothing when it is not."""

from __future__ import annotations

from collections.abc import Iterator

INDEXES = {
    "contact_by_first": "contacts_contact (instance_id, first_name, id) WHERE deleted_at IS NULL AND first_name <> ''",
    "contact_by_phone": "contacts_contact (instance_id, phone, id) WHERE deleted_at IS NULL AND phone <> ''",
    "position_by_title": "contacts_position (instance_id, title, contact_id) WHERE \"primary\" AND title <> ''",
}


def indexes() -> Iterator[str]:
    """Statements that make them, after each migration."""
    for name, on in INDEXES.items():
        yield f"CREATE INDEX IF NOT EXISTS {name} ON {on}"
