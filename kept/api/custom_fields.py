"""Custom fields: their configuration, and the options of the choices among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kept.api import bodies
from kept.api.operations import Call, Operation
from kept.api.problems import absent, bad, business, duplicate
from kept.api.resource import Resource
from kept.api.resources.all import address_book, by_path
from kept.crm.fields import making
from kept.crm.fields.models import CustomField, DataType
from kept.crm.nouns.fields import Text
from kept.crm.nouns.kept_file import holds_files
from kept.policy.doors import MEMBER

LABEL = Text(name="label", label="", wire="label", required=True, max_length=80)
GROUP = Text(name="group", label="", wire="groupName", required=True, max_length=80)
CURRENCY = Text(name="currency", label="", wire="currency", max_length=3)
HINT = Text(name="hint", label="", wire="hint", max_length=200)
SWITCHES = ("readOnly", "showInFilterView", "showInListExport", "showInListView", "fullText")
SHORTEST = 3  # letters of a label and of a group
DONE = {"success": True}


def config(call: Call) -> Any:
    """All custom fields, by entity."""
    found: dict[str, list[dict[str, Any]]] = {}
    for resource in address_book().values():
        fields = call.words.custom_fields(resource.noun.key)
        found[resource.entity] = [_out(one) for one in fields]
    return {"success": True, "data": found}


def _out(one: CustomField) -> dict[str, Any]:
    return {
        "label": one.label, "dataType": one.data_type, "groupName": one.group, "name": one.name,
        "enumeration": list(one.options) if one.data_type == DataType.ENUMERATION else None,
        "currency": one.currency or None, "hint": one.hint or None, "readOnly": one.data_type == DataType.FILE,
        "showInFilterView": True, "showInListExport": True, "showInListView": True, "fullText": False,
    }  # fmt: skip


def add(call: Call, entity: str) -> Any:
    """A new field; its name is made here and never changes."""
    resource, given = _resource(entity), bodies.body(call)
    kind = given.get("dataType")
    if kind not in DataType.values:
        raise bad(f"Attribute [dataType] must be one of {', '.join(DataType.values)}")
    if kind == DataType.FILE and not holds_files(resource.noun.key):
        raise bad("Attribute [dataType]: a file cannot stand here yet")
    values = _values(call, given)
    for wire in ("label", "groupName"):
        if given.get(wire) in (None, ""):
            raise bad(f"Attribute [{wire}] is needed")
    if kind == DataType.MONETARY and not values.get("currency"):
        raise bad("Attribute [currency] is needed")
    field = CustomField.fresh(
        kind=resource.noun.key, name=making.name_of(values["label"]), data_type=kind,
        position=CustomField.objects.filter(kind=resource.noun.key).count(), **values,
    )  # fmt: skip
    field.save(force_insert=True)
    return {"success": True, "data": {"fieldName": field.name}}


def change(call: Call, entity: str, field: str) -> Any:
    """Another label, group, hint or currency."""
    row = _field(entity, field)
    for name, value in _values(call, bodies.body(call)).items():
        setattr(row, name, value)
    row.save()
    return DONE


def remove(call: Call, entity: str, field: str) -> Any:
    """The field is no longer there for anybody; its values stay with the records until they are changed."""
    row = _field(entity, field)
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    return DONE


def options(call: Call, entity: str, field: str) -> Any:
    """The options of a choice."""
    return {"success": True, "data": list(_choice(entity, field).options)}


def add_option(call: Call, entity: str, field: str) -> Any:
    """One more."""
    row, value = _choice(entity, field), _text(bodies.body(call), "value")
    if value in row.options:
        raise duplicate(value)
    row.options = [*row.options, value]
    row.save(update_fields=["options"])
    return DONE


def change_option(call: Call, entity: str, field: str) -> Any:
    """Another word for one that no record uses: what a record says stays what somebody chose."""
    row, given = _choice(entity, field), bodies.body(call)
    old, new = _text(given, "oldValue"), _text(given, "newValue")
    _refuse_used(row, old)
    if new in row.options:
        raise duplicate(new)
    row.options = [new if one == old else one for one in row.options]
    row.save(update_fields=["options"])
    return DONE


def remove_option(call: Call, entity: str, field: str) -> Any:
    """One that no record uses."""
    row, value = _choice(entity, field), _text(bodies.body(call), "value")
    _refuse_used(row, value)
    row.options = [one for one in row.options if one != value]
    row.save(update_fields=["options"])
    return DONE


def _refuse_used(row: CustomField, value: str) -> None:
    if value not in row.options:
        raise absent("Enumeration", value[:60])
    model = address_book()[row.kind].noun.model
    if model.objects.filter(**{f"custom__{row.name}": value}).exists():
        raise business("AdminCustomField.enumeration.remove.usedValue", _("Some records say so. Change them first."))


def _resource(entity: str) -> Resource:
    found = by_path(entity)
    if found is None or found not in address_book().values():
        raise absent("Entity", entity[:40])
    return found


def _field(entity: str, name: str) -> CustomField:
    row = CustomField.objects.filter(kind=_resource(entity).noun.key, name=name, retired_at=None).first()
    if row is None:
        raise absent("CustomField", name[:80])
    return row  # type: ignore[no-any-return]


def _choice(entity: str, name: str) -> CustomField:
    row = _field(entity, name)
    if row.data_type != DataType.ENUMERATION:
        raise bad(f"Custom field [{name}] has no options")
    return row


def _values(call: Call, given: dict[str, Any]) -> dict[str, Any]:
    left = {key: value for key, value in given.items() if key not in (*SWITCHES, "dataType", "name", "enumeration")}
    values = bodies.clean(call, (LABEL, GROUP, CURRENCY, HINT), left)
    for name, wire in (("label", "label"), ("group", "groupName")):
        if name in values and len(values[name]) < SHORTEST:
            raise bad(f"Attribute [{wire}] needs at least {SHORTEST} letters")
    return values


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise bad(f"Attribute [{name}] is needed")
    return value.strip()


def operations() -> Iterator[Operation]:
    """The eight operations."""
    one, choice = "customField/config/{entity}/{field}", "customField/enum/{entity}/{field}/"
    manage = ("fields.manage",)
    for name, method, path, needs, run, status, says, body, gives, problems in (
        ("customFieldConfigGet", "GET", "customField/config/", (MEMBER,), config, 200, "All custom fields", None, "customFieldConfig", (500,)),
        ("customFieldConfigInsert", "PUT", "customField/config/{entity}/", manage, add, 201, "Add a field", "customField", "customFieldCreated", (400, 404, 500)),
        ("customFieldConfigEdit", "POST", one, manage, change, 200, "Change a field", "customFieldChange", "success", (400, 404, 500)),
        ("customFieldConfigDelete", "DELETE", one, manage, remove, 200, "Remove a field", None, "success", (404, 500)),
        ("customFieldEnumGet", "GET", choice, (MEMBER,), options, 200, "The options of a choice", None, "customFieldEnum", (400, 404, 500)),
        ("customFieldEnumInsert", "PUT", choice, manage, add_option, 200, "Add an option", "customFieldOption", "success", (400, 404, 500)),
        ("customFieldEnumEdit", "POST", choice, manage, change_option, 200, "Change an option", "customFieldOptionChange", "success", (400, 404, 500)),
        ("customFieldEnumDelete", "DELETE", choice, manage, remove_option, 200, "Remove an option", "customFieldOption", "success", (400, 404, 500)),
    ):  # fmt: skip
        yield Operation(
            name, method, path, needs, run, says,
            body=body, gives=gives, status=status, problems=problems, tag="customField",
        )  # fmt: skip
