"""One instance alone goes back to a moment; who looked since, and what proves it, stays."""

from __future__ import annotations

import pytest

from kept.backup.one_instance import tables


@pytest.mark.promise("D4", "D5")
def test_the_access_log_and_what_proves_it_never_go_back() -> None:
    """Salts of yesterday beside seals of today would prove nothing."""
    going = {model._meta.label_lower for model in tables()}
    assert not {name for name in going if name.startswith(("audit.", "sealing."))}
    assert "contacts.contact" in going
