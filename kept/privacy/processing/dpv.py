"""The record as linked data in the Data Privacy Vocabulary of the W3C community group, written as Turtle."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kept.policy.controller import Controller
from kept.policy.register import Register
from kept.policy.terms import LegalBasis
from kept.privacy.processing.record import Activity, activities

PREFIXES = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "k": "urn:kept:",
}
BASES = {
    LegalBasis.CONTRACT: "eu-gdpr:A6-1-b",
    LegalBasis.LEGAL_OBLIGATION: "eu-gdpr:A6-1-c",
    LegalBasis.LEGITIMATE_INTEREST: "eu-gdpr:A6-1-f",
    LegalBasis.CONSENT: "eu-gdpr:A6-1-a",
    LegalBasis.INSTRUCTION: "eu-gdpr:A28",
}


def as_turtle(register: Register, operator: Controller) -> str:
    """The whole record: one node a purpose, with who answers, whose data, why, until when and who receives them."""
    lines = [f"@prefix {name}: <{place}> ." for name, place in PREFIXES.items()]
    lines += ["", f"k:operator a dpv:DataController ; rdfs:label {_said(operator.name)} .", ""]
    for recipient in register.recipients:
        lines.append(
            f"k:{_name(recipient.name)} a dpv:DataProcessor ; rdfs:label {_said(recipient.name)} ;"
            f" dpv:hasJurisdiction {_said(recipient.country)} ."
        )
    for activity in activities(register):
        lines += ["", *_activity(activity)]
    return "\n".join(lines) + "\n"


def _activity(activity: Activity) -> Iterator[str]:
    purpose = activity.purpose
    yield f"k:{purpose.id} a dpv:Process ;"
    yield f"  rdfs:label {_said(purpose.title.en)}@en , {_said(purpose.title.cs)}@cs ;"
    yield f"  {'dpv:hasDataProcessor' if activity.as_processor else 'dpv:hasDataController'} k:operator ;"
    yield f"  dpv:hasPurpose k:{purpose.id}-purpose ;"
    yield f"  dpv:hasLegalBasis {BASES[purpose.basis]} ;"
    for person in activity.persons:
        yield f"  dpv:hasDataSubject [ a dpv:DataSubject ; rdfs:label {_said(person.en)}@en ] ;"
    for category in activity.categories:
        yield f"  dpv:hasPersonalData [ a dpv:PersonalData ; rdfs:label {_said(category.text.en)}@en ] ;"
    for recipient in activity.recipients:
        yield f"  dpv:hasRecipient k:{_name(recipient.name)} ;"
    for term in activity.terms:
        yield f"  dpv:hasStorageCondition [ a dpv:StorageDuration ; rdfs:label {_said(term.en)}@en ] ;"
    yield f"  dct:identifier {_said(purpose.id)} ."
    yield f"k:{purpose.id}-purpose a dpv:Purpose ; rdfs:label {_said(purpose.title.en)}@en ."


def _said(words: str) -> str:
    """A literal of Turtle; its escapes are those of JSON."""
    return json.dumps(words, ensure_ascii=False)


def _name(words: str) -> str:
    return "recipient-" + "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in words).strip(
        "-"
    )
