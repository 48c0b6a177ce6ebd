"""Every kind of records that may hold something of a person has a name that people would use."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.utils.translation import override

from kept.policy.holdings import NoPersonalData, holding_of
from kept.privacy import kinds


def nameless() -> list[str]:
    """Kinds that hold personal data, and are called by the name of their class and an s."""
    return [
        model._meta.label_lower
        for model in apps.get_models()
        if not isinstance(holding_of(model), NoPersonalData)
        and model._meta.label_lower not in kinds.KINDS
        and "verbose_name_plural" not in model._meta.original_attrs
    ]


def test_every_kind_of_personal_records_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert nameless() == []
    monkeypatch.delitem(kinds.KINDS, "disclosing.handedover")
    assert nameless() == ["disclosing.handedover"]


def test_no_name_is_kept_for_a_kind_that_is_no_more() -> None:
    assert [label for label in kinds.KINDS if not known(label)] == []
    assert not known("disclosing.nothing")


def known(label: str) -> bool:
    try:
        return apps.get_model(label) is not None
    except LookupError:
        return False


def test_a_kind_without_a_name_of_ours_is_called_as_its_model_says() -> None:
    with override("en"):
        assert kinds.kind("desk.photo") == "photographs of correspondents"
        assert kinds.kind("nobody.knows") == "nobody.knows"
