"""The record in fideslang, the open language for privacy in code: systems with declarations, and a dataset of fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kept.policy.controller import Controller
from kept.policy.register import Register
from kept.policy.terms import LegalBasis
from kept.privacy.processing.record import Activity, Place, activities

# Our categories in the taxonomy of fideslang 3; a category without its place there stops the test.
CATEGORIES: dict[str, str] = {
    "name": "user.name.first", "surname": "user.name.last", "email": "user.contact.email",
    "telephone": "user.contact.phone_number", "ip_address": "user.device.ip_address", "skype_name": "user.contact.url",
    "profile_url": "user.contact.url", "postal_address": "user.contact.address", "photograph": "user.content.self_image",
    "correspondence": "user.content.private", "device": "user.device", "protocol": "user.telemetry",
    "credential": "user.authorization.credentials", "preference": "user.account.settings",
    "consent_proof": "user.privacy_preferences", "request_record": "user.privacy_preferences",
    "disclosure_record": "system.operations", "undertaking": "user.workplace", "accounting": "user.financial",
    "identification": "user.name", "contact": "user.contact", "work": "user.workplace", "business": "user.financial",
    "private": "user.demographic", "notes": "user.content.private", "behaviour": "user.behavior",
    "consent": "user.privacy_preferences", "history": "user.content.private",
}  # fmt: skip
USES: dict[str, str] = {
    "L1": "essential.service", "L2": "essential.service.operations.support", "L3": "marketing.communications",
    "L4": "marketing.communications.email", "L5": "essential.service", "L6": "essential.legal_obligation",
    "C3": "functional.storage.privacy_preferences", "C6": "analytics.reporting.content_performance",
    "C7": "essential.service.operations.improve", "S1": "essential.legal_obligation",
    "D5": "essential.service.security", "D6": "essential.service.security", "D9": "essential.service.security",
    "R8": "essential.legal_obligation", "A1": "essential.legal_obligation",
}  # fmt: skip
BASES: dict[LegalBasis, str | None] = {
    LegalBasis.CONTRACT: "Contract",
    LegalBasis.LEGAL_OBLIGATION: "Legal obligations",
    LegalBasis.LEGITIMATE_INTEREST: "Legitimate interests",
    LegalBasis.CONSENT: "Consent",
    LegalBasis.INSTRUCTION: None,  # the customer's, not ours to say
}
SUBJECTS: dict[str, list[str]] = {
    "cloud": ["customer"], "communication": ["customer", "prospect"], "marketing": ["customer", "prospect"],
    "instance": ["customer"],
}  # fmt: skip


def manifest(register: Register, operator: Controller) -> dict[str, Any]:
    """Systems (as controller and as processor) and the dataset, as fideslang reads them."""
    every = activities(register)
    return {
        "system": [_system(every, register, operator, processor) for processor in (False, True)],
        "dataset": [_dataset(every)],
    }


def as_yaml(data: Any) -> str:
    """YAML that is JSON: every reader of the one reads the other, and nothing has to be escaped by hand."""
    return json.dumps(data, ensure_ascii=False, indent=1)


def _system(every: list[Activity], register: Register, operator: Controller, processor: bool) -> dict[str, Any]:
    mine = [activity for activity in every if activity.as_processor is processor]
    transfers = {recipient.safeguard for activity in mine for recipient in activity.transfers if recipient.safeguard}
    return {
        "fides_key": "kept_for_customers" if processor else "kept",
        "name": f"{operator.brand}, {'for its customers' if processor else 'service data'}",
        "system_type": "Service",
        "legal_name": operator.name,
        "legal_address": operator.office,
        "dpo": operator.email,
        "responsibility": ["Processor" if processor else "Controller"],
        "uses_profiling": register.automated_decisions,
        "uses_cookies": bool(register.cookies),
        "does_international_transfers": bool(transfers),
        "legal_basis_for_transfers": sorted(transfers),
        "data_security_practices": "; ".join(one.title.en for one in register.promises if one.id.startswith("D")),
        "privacy_declarations": [_declaration(activity) for activity in mine],
    }


def _declaration(activity: Activity) -> dict[str, Any]:
    purpose = activity.purpose
    return {
        "name": f"{purpose.id} {purpose.title.en}",
        "data_categories": sorted({CATEGORIES[category.code] for category in activity.categories}),
        "data_use": USES[purpose.id],
        "data_subjects": sorted({who for service in purpose.services for who in SUBJECTS[service]}),
        "legal_basis_for_processing": BASES[purpose.basis],
        "flexible_legal_basis_for_processing": False,
        "retention_period": "; ".join(term.en for term in activity.terms),
        "data_shared_with_third_parties": bool(activity.recipients),
        "third_parties": ", ".join(recipient.name for recipient in activity.recipients) or None,
        "dataset_references": ["kept_tables"] if activity.places else [],
    }


def _dataset(every: list[Activity]) -> dict[str, Any]:
    return {
        "fides_key": "kept_tables",
        "name": "Tables",
        "collections": [_collection(table, found) for table, found in sorted(_tables(every).items())],
    }


def _tables(every: list[Activity]) -> dict[str, list[tuple[str, Place]]]:
    tables: dict[str, list[tuple[str, Place]]] = {}
    for activity in every:
        for place in activity.places:
            tables.setdefault(place.table, []).append((activity.purpose.id, place))
    return tables


def _collection(table: str, found: list[tuple[str, Place]]) -> dict[str, Any]:
    uses = sorted({USES[purpose] for purpose, _place in found})
    return {"name": table, "fields": sorted(_fields(found[0][1], uses), key=lambda field: field["name"])}


def _fields(place: Place, uses: list[str]) -> Iterator[dict[str, Any]]:
    for code, names in place.fields.items():
        for name in names:
            yield {"name": name, "data_categories": [CATEGORIES[code]], "data_uses": uses}
