"""The four declarations are complete, and a broken twin of each is refused."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from kept.grants.roles import all_permissions
from kept.grants.staff import PERMISSIONS
from kept.policy import keeps
from kept.policy.checks import doors_unmarked, models_unsaid, promises_open
from kept.policy.doors import allow
from kept.policy.exemptions import MOST, NOT_YET
from kept.policy.holdings import InstanceData, NoPersonalData, ServiceData
from kept.policy.register import REGISTER

ROOT = Path(__file__).resolve().parents[2]


def routes(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """(name, view) of every route there is."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, f"{prefix}{one.namespace}:" if one.namespace else prefix)
        elif isinstance(one, URLPattern):
            yield f"{prefix}{one.name or one.pattern}", one.callback


def all_models() -> list[Any]:
    """All models, ours and others', with automatic through tables."""
    return list(apps.get_models(include_auto_created=True))


def twin(**attributes: Any) -> Any:
    """A model that lives for one test and has no table."""
    name = f"Twin{len(apps.all_models['web'])}"
    body = {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "web"}), **attributes}
    return type(name, (models.Model,), body)


def test_every_model_says_what_it_holds() -> None:
    assert models_unsaid(all_models()) == []


@pytest.mark.promise("C1")
@pytest.mark.parametrize(
    ("holds", "complaint"),
    [
        (None, "says not what it holds"),
        (ServiceData(purposes=["L1"], person="self", rest=["id"]), "the field shoe is left unsaid"),
        (ServiceData(purposes=["L1"], person="self", name=["shoe"], rest=["id", "shoe"]), "said twice"),
        (ServiceData(purposes=["L1"], person="self", name=["shoe", "hat"], rest=["id"]), "there is no field hat"),
        (
            ServiceData(purposes=["L4"], person="self", telephone=["shoe"], rest=["id"]),
            "no purpose of L4 allows telephone",
        ),
        (ServiceData(purposes=["X9"], person="self", name=["shoe"], rest=["id"]), "there is no purpose X9"),
        (InstanceData(person="self", shoe_size=["shoe"], rest=["id"]), "there is no category shoe_size"),
    ],
)
def test_a_model_that_says_it_wrongly_is_refused(holds: Any, complaint: str) -> None:
    broken = twin(shoe=models.TextField(), **({"holds": holds} if holds else {}))
    assert any(complaint in wrong for wrong in models_unsaid([broken]))


def test_a_model_that_says_all_is_accepted() -> None:
    assert models_unsaid([twin(shoe=models.TextField(), holds=NoPersonalData(because="a twin"))]) == []


@pytest.mark.promise("D3")
def test_every_route_is_a_marked_door() -> None:
    own = [(name, view) for name, view in routes() if name not in settings.DOORS_OF_OTHERS]
    assert len(own) > 10
    assert doors_unmarked(own, all_permissions() | set(PERMISSIONS)) == []


def test_a_door_without_a_mark_or_with_an_unknown_one_is_refused() -> None:
    @allow("contacts.fly")
    def odd() -> None: ...

    assert doors_unmarked([("bare", lambda: None)], all_permissions()) == ["bare is not marked"]
    assert doors_unmarked([("odd", odd)], all_permissions()) == ["odd asks for contacts.fly, which nobody can have"]


def proofs() -> set[str]:
    """The promises that tests of this repository are marked with, read from their source."""
    found = set()
    for folder in ("kept", "tests"):
        for path in (ROOT / folder).rglob("test_*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.promise":
                    found |= {str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)}
    return found


def import_everything() -> None:
    """Load all modules, so that all marks are known."""
    for path in (ROOT / "kept").rglob("*.py"):
        if "migrations" in path.parts or "tests" in path.parts or path.stem == "__main__":
            continue
        __import__(".".join(path.relative_to(ROOT).with_suffix("").parts))


def test_every_promise_has_code_evidence_and_proof_or_stands_on_the_list() -> None:
    import_everything()
    assert promises_open(proofs()) == []


def test_every_mark_names_a_promise_of_the_register() -> None:
    assert proofs() <= {promise.id for promise in REGISTER.promises}


def test_the_list_of_promises_not_yet_kept_only_shrinks() -> None:
    assert len(NOT_YET) <= MOST
    assert all(reason.startswith("not built yet") for reason in NOT_YET.values())


def test_a_promise_without_proof_or_code_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kept.policy.checks.NOT_YET", {})
    monkeypatch.delitem(keeps._keepers, "S2")
    everything = {promise.id for promise in REGISTER.promises}
    assert any(wrong.startswith("S2 lacks code") for wrong in promises_open(everything))
    assert any(wrong.startswith("D5 lacks") and "proof" in wrong for wrong in promises_open(set()))
