"""Receipts: a choice as its person can take it along, to read and as JSON-LD after ISO/IEC TS 27560."""

from __future__ import annotations

from typing import Any

from kept.consent.purposes import Aim
from kept.consent.states import State
from kept.policy.categories import in_order
from kept.policy.controller import controller, in_force
from kept.policy.keeps import keeps
from kept.policy.register.whole import UnknownError

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "dct": "http://purl.org/dc/terms/",
    "schema_version": "dct:conformsTo",
    "record_id": "dct:identifier",
    "purpose": "dpv:hasPurpose",
    "lawful_basis": "dpv:hasLegalBasis",
    "controller": "dpv:hasDataController",
    "recipients": "dpv:hasRecipient",
    "retention_period": "dpv:hasDuration",
    "event_time": "dct:date",
    "event_state": "dpv:hasConsentStatus",
    "language": "dct:language",
}
STATUS = {
    State.GIVEN: "dpv:ConsentGiven",
    State.REFUSED: "dpv:ConsentRefused",
    State.WITHDRAWN: "dpv:ConsentWithdrawn",
    State.EXPIRED: "dpv:ConsentExpired",
}


@keeps("C3", "L4")
def receipt(line: Any, aim: Aim, words: str, withdraw_at: str, party: str = "") -> dict[str, Any]:
    """The receipt of a line of the ledger. `words` are those that were shown, `withdraw_at` where it can be changed,
    `party` the organisation where that is not the operator."""
    return {
        "@context": CONTEXT,
        "@type": "dpv:ConsentRecord",
        "schema_version": "ISO/IEC TS 27560:2023",
        "record_id": str(line.record_id),
        "pii_principal_id": line.who,
        "pii_processing": {
            "privacy_notice": "/privacy",
            "notice_version": line.notice_version,
            "language": line.language,
            "text_shown": words,
            "text_shown_sha256": line.text,
            "purposes": [_purpose(line, aim, withdraw_at)],
        },
        "party_identification": [_controller(party)],
        "event": {
            "event_time": line.at.isoformat(),
            "valid_until": line.until.isoformat() if line.until else None,
            "event_type": "expressed" if line.by_id is None else "written down for the person",
            "event_state": STATUS.get(State(line.act), line.act),
            "act": line.act,
            "collection_method": {"form": line.form, "channel": line.channel},
            "replaces": line.replaces,
        },
    }


def _purpose(line: Any, aim: Aim, withdraw_at: str) -> dict[str, Any]:
    stated = _stated(aim.code)
    return {
        "purpose": aim.title,
        "purpose_id": aim.code,
        "lawful_basis": line.basis or aim.basis,
        "pii_information": [category.text.en for category in in_order(stated.categories)] if stated else [],
        "retention_period": [term.text.en for term in stated.retentions] if stated else [],
        "recipients": [one.name for one in in_force().recipients if aim.code in one.purposes],
        "withdrawal_method": withdraw_at,
        "rights": [right.title.en for right in in_force().rights],
    }


def _stated(code: str) -> Any:
    try:
        return in_force().purpose(code)
    except UnknownError:
        return None


def _controller(party: str) -> dict[str, str]:
    if party:
        return {"role": "controller", "name": party}
    operator = controller()
    return {"role": "controller", "name": operator.name, "address": operator.office, "email": operator.email}
