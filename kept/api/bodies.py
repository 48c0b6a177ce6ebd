"""Bodies: JSON as it comes in, taken apart into a noun's values. Nothing unknown is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from kept.api.operations import Call
from kept.api.problems import bad, not_yours
from kept.api.resource import Resource
from kept.crm.nouns import intake
from kept.crm.nouns.fields import Field, Invalid
from kept.crm.nouns.own_values import Member, Picklist
from kept.crm.nouns.references import Reference
from kept.tenancy.ids import id_of

LARGEST = 2_000_000  # bytes
ALWAYS = (
    "id",
    "_version",
    "securityLevel",
    "tags",
    "extId",
    "extIds",
    "originLead",
    "originalLead",
    "inlineGdpr",
    "attachments",
)


def body(call: Call) -> dict[str, Any]:
    """The body as an object. Raises Problem with what is wrong."""
    raw = call.request.body
    if len(raw) > LARGEST:
        raise bad("The body is too large")
    if not raw.strip():
        return {}
    if b"\\u0000" in raw:
        raise bad("The body holds the character U+0000, which no text can keep")
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise bad(f"The body is not JSON: {error.msg} at line {error.lineno}") from None
    if not isinstance(found, dict):
        raise bad("The body must be an object")
    return found


def values(
    call: Call, resource: Resource, given: Mapping[str, Any], *, new: bool
) -> tuple[dict[str, Any], dict[str, Field]]:
    """The clean values of a body by our names, and the fields. Raises Problem that names all that is wrong."""
    every = _fields(call, resource, given)
    fields = resource.noun.seen_of(every, call.access)
    raw = _taken_apart(call, resource, given, fields, every)
    wrong = {wire: "is needed" for wire in resource.required if new and given.get(wire) in (None, "")}
    try:
        clean = intake.clean(resource.noun, fields, raw, call.words, new=new)
    except intake.Errors as errors:
        wrong |= {fields[name].wire or name: text for name, text in errors.by_field.items()}
    if wrong:
        raise _wrong(wrong)
    return clean, fields


def clean(call: Call, fields: Iterable[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """The same for rows that are no records: attribute to value, of those fields that the body names."""
    by_wire = {one.wire: one for one in fields}
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for wire, value in flat(given, by_wire).items():
        one = by_wire[wire]
        try:
            found[one.column] = one.clean(
                _reference(value) if isinstance(one, Picklist | Reference) else value, call.words
            )
            if one.required and found[one.column] in ("", None):
                raise Invalid("is needed")
        except Invalid as error:
            wrong[wire] = str(error)
    if wrong:
        raise _wrong(wrong)
    return found


def flat(
    given: Mapping[str, Any], known: Mapping[str, Any], before: str = "", tolerated: Iterable[str] = ()
) -> dict[str, Any]:
    """A nested body by paths with dots. A key that nobody knows is refused; so is a text where an object belongs."""
    found: dict[str, Any] = {}
    for key, value in given.items():
        path = f"{before}{key}"
        if path in known:
            found[path] = value
        elif path == "customFields" or any(name.startswith(f"{path}.") for name in known):
            if value is None:
                found.update(dict.fromkeys((name for name in known if name.startswith(f"{path}.")), None))
            elif isinstance(value, Mapping):
                found |= flat(value, known, f"{path}.", tolerated)
            else:
                raise bad(f"Attribute [{path}] must be an object")
        elif path.split(".", 1)[0] not in tolerated and key not in ("id", "primary", "countryCode"):
            raise bad(f"Unknown attribute [{path[:80]}]")
    return found


def _fields(call: Call, resource: Resource, given: Mapping[str, Any]) -> Mapping[str, Field]:
    """The fields that a body may name: what an instance made itself is asked for only where it is spoken of."""
    if any(key.startswith("customFields") for key in given):
        return resource.noun.all_fields(call.words)
    return resource.noun.own_fields


def _taken_apart(
    call: Call, resource: Resource, given: Mapping[str, Any], fields: Mapping[str, Field], every: Mapping[str, Field]
) -> dict[str, Any]:
    """Raw values by our names."""
    mine = {one.wire: name for name, one in fields.items() if one.wire and not one.part}
    mine |= resource.aliases
    forbidden = {one.wire for name, one in every.items() if name not in fields}
    tolerated = (*ALWAYS, *resource.tolerated, *_shown_only(resource))
    raw: dict[str, Any] = {}
    for wire, value in flat(given, {**mine, **dict.fromkeys(forbidden)}, tolerated=tolerated).items():
        if wire in forbidden:
            raise not_yours(wire)
        name = mine[wire]
        one = fields[name]
        if one.editable:
            raw[name] = _owner(call, wire, value) if isinstance(one, Member) else _simple(one, value)
    return raw


def _shown_only(resource: Resource) -> set[str]:
    """Keys of answers that a client may send back as it got them."""
    shown = {
        "primaryAddress",
        "contactAddress",
        "companyAddress",
        "primaryRelationship",
        "relationships",
        "logo",
        "photo",
    }
    states = {
        f"rowInfo.{name}" for name in ("createdAt", "createdBy", "updatedAt", "updatedBy", "rowAccess", "rowState")
    }
    return shown | {"rowInfo"} | states | set(resource.columns)


def _owner(call: Call, wire: str, value: Any) -> Any:
    """The member of a person. The contract names an owner by the person, whatever the user's own id."""
    found = _reference(value)
    if found in (None, ""):
        return None
    member = call.words.member_of(id_of(found) or 0)
    if member is None:
        raise bad(f"Attribute [{wire}]: person [{str(found)[:40]}] is no user")
    return member


def _reference(value: Any) -> Any:
    return value.get("id") if isinstance(value, Mapping) else value


def _simple(one: Field, value: Any) -> Any:
    return _reference(value) if isinstance(one, Picklist | Reference) else value


def _wrong(wrong: Mapping[str, str]) -> Exception:
    text = "; ".join(f"{name}: {said}" for name, said in wrong.items())
    return bad(f"Invalid attributes [{', '.join(wrong)}]", text)
