"""The register is whole: every promise of the mission is in it, with its data, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import pytest

from kept.policy.categories import Category
from kept.policy.difference import Kind
from kept.policy.exemptions import MOST, NOT_YET
from kept.policy.period import Period
from kept.policy.register import REGISTER
from kept.policy.register.whole import UnknownError
from kept.policy.terms import Bound, Channel, End, Event, Group, LegalBasis, LegalReason
from kept.policy.text import Text

IDS = [
    *("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"),
    *("L1", "L2", "L3", "L4", "L5", "L6", "L7"),
    *("U1", "U2", "U3", "U4", "U5"),
    *("S1", "S2", "S3", "S4"),
    *("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9"),
    *("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9"),
    *("A1", "A2"),
]


def texts(thing: Any) -> Iterator[Text]:
    """Every text within a thing, however deep."""
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, Enum):
        yield from texts(getattr(thing, "text", ()))
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from texts(getattr(thing, field.name))
    elif isinstance(thing, (tuple, frozenset)):
        for part in thing:
            yield from texts(part)


ENUMS = (Category, Group, LegalBasis, Event, End, Channel, LegalReason, Kind)
TEXTS = [*texts(REGISTER), *(member.text for kind in ENUMS for member in kind)]


def test_it_has_every_promise_of_the_mission_in_the_order_of_the_notice_and_no_other() -> None:
    assert list(REGISTER.ids) == IDS


def test_no_id_stands_for_two_things() -> None:
    for parts in (
        REGISTER.purposes,
        REGISTER.services,
        REGISTER.forms,
        REGISTER.roles,
        REGISTER.rights,
        REGISTER.limits,
    ):
        ids = [part.id for part in parts]
        assert len(ids) == len(set(ids))
    names = [name for cookie in REGISTER.cookies for name in {cookie.name, cookie.development_name} if name]
    assert len(names) == len(set(names))


def test_everything_that_names_a_promise_names_one_that_exists() -> None:
    named = {
        *(purpose.id for purpose in REGISTER.purposes),
        *(right.id for right in REGISTER.rights),
        *(limit.promise for limit in REGISTER.limits),
        *(form.promise for form in REGISTER.forms),
        *(service.promise for service in REGISTER.services),
        *(promise for service in REGISTER.services for _, promise in service.by_promise),
    }
    assert named <= set(IDS)


@pytest.mark.parametrize("id", ["L1", "L2", "L3", "L4", "L5", "L6"])
def test_every_purpose_of_the_mission_is_there(id: str) -> None:
    assert REGISTER.purpose(id).id == id


def test_the_three_services_hold_what_the_mission_says_and_nothing_else() -> None:
    name, surname, email = Category.NAME, Category.SURNAME, Category.EMAIL
    assert REGISTER.service("cloud").categories == {name, surname, email, Category.IP_ADDRESS}
    assert REGISTER.service("communication").categories == {
        name,
        surname,
        email,
        Category.TELEPHONE,
        Category.SKYPE_NAME,
        Category.PROFILE_URL,
        Category.POSTAL_ADDRESS,
        Category.PHOTOGRAPH,
        Category.CORRESPONDENCE,
    }
    assert REGISTER.service("marketing").categories == {name, surname, email, Category.DEVICE}
    assert REGISTER.purpose("L4").categories == {email}


@pytest.mark.parametrize("purpose", REGISTER.purposes, ids=lambda purpose: purpose.id)
def test_a_purpose_holds_no_more_than_its_services_may(purpose: Any) -> None:
    allowed = frozenset[Category]().union(*(REGISTER.service(service).allowed for service in purpose.services))
    assert purpose.services
    assert purpose.categories
    assert purpose.categories <= allowed


@pytest.mark.parametrize("purpose", REGISTER.purposes, ids=lambda purpose: purpose.id)
def test_no_purpose_keeps_without_an_end_and_each_clock_is_counted_from_its_own_event(purpose: Any) -> None:
    events = [retention.event for retention in purpose.retentions]
    assert events
    assert len(events) == len(set(events))
    assert all(isinstance(event, Event) for event in events)


def test_the_terms_are_those_of_the_mission() -> None:
    def terms(id: str) -> set[tuple[Period, Event]]:
        return {(retention.period, retention.event) for retention in REGISTER.purpose(id).retentions}

    assert terms("L1") == {(Period(years=10), Event.ARCHIVE_ENDED)}
    assert terms("L2") == {(Period(years=10), Event.SERVICE_ENDED)}
    assert terms("L3") == {(Period(years=2), Event.LAST_SERVICE)}
    assert terms("L4") == {(Period(), Event.CONSENT_WITHDRAWN), (Period(years=2), Event.LAST_MAIL)}
    assert REGISTER.limit("backup_history_days").value == 14


def test_the_bases_are_those_of_the_mission_and_interest_for_support_and_offers_can_be_objected_to() -> None:
    bases = {purpose: REGISTER.purpose(purpose).basis for purpose in ("L1", "L2", "L3", "L4", "L5", "L6")}
    assert bases == {
        "L1": LegalBasis.CONTRACT,
        "L2": LegalBasis.LEGITIMATE_INTEREST,
        "L3": LegalBasis.LEGITIMATE_INTEREST,
        "L4": LegalBasis.CONSENT,
        "L5": LegalBasis.INSTRUCTION,
        "L6": LegalBasis.LEGAL_OBLIGATION,
    }
    assert [purpose.id for purpose in REGISTER.purposes if purpose.may_object] == ["L2", "L3"]
    assert REGISTER.purpose("L1").interrupts_service
    assert not REGISTER.automated_decisions


def test_consent_ends_at_once_when_it_is_withdrawn() -> None:
    consents = [purpose for purpose in REGISTER.purposes if purpose.basis is LegalBasis.CONSENT]
    assert consents
    for purpose in consents:
        assert Period() in {it.period for it in purpose.retentions if it.event is Event.CONSENT_WITHDRAWN}


def test_the_forms_ask_for_the_least() -> None:
    assert {(form.promise, form.id): set(form.asks) for form in REGISTER.forms} == {
        ("C1", "sign-up"): {Category.EMAIL, Category.NAME, Category.SURNAME},
        ("C2", "call-back"): {Category.NAME, Category.TELEPHONE},
        ("C3", "newsletter"): {Category.EMAIL},
        ("C8", "contact"): {Category.EMAIL, Category.CORRESPONDENCE},
        ("C8", "chat"): {Category.CORRESPONDENCE, Category.NAME, Category.EMAIL},
        ("U5", "idea"): {Category.EMAIL, Category.CORRESPONDENCE},
    }


def test_every_channel_of_correspondence_is_named() -> None:
    assert {channel.code for channel in Channel} == {
        "email",
        "telephone",
        "chat",
        "idea_maker",
        "web_conference",
        "newsletter",
        "social_network",
    }


def test_the_recipients_are_of_four_kinds_within_purposes_that_exist() -> None:
    assert [role.id for role in REGISTER.roles] == ["accounting", "email", "storage", "marketing"]
    for role in REGISTER.roles:
        allowed = frozenset[Category]().union(*(REGISTER.purpose(purpose).categories for purpose in role.purposes))
        assert role.categories <= allowed


def test_every_right_has_a_term_but_the_one_that_is_about_the_others() -> None:
    assert [right.id for right in REGISTER.rights] == [
        promise for promise in IDS if promise[0] == "R" and promise != "R9"
    ]
    for right in REGISTER.rights:
        assert right.deadline.length <= Period(months=1).length  # GDPR, article 12 (3)
        assert right.extension.length <= Period(months=2).length


def test_everything_is_said_in_english_and_in_czech() -> None:
    assert len(TEXTS) > 250
    assert [text for text in TEXTS if not (text.en.strip() and text.cs.strip())] == []
    long = [text for text in TEXTS if len(text.en) > 40]
    assert [text for text in long if text.en == text.cs or not re.search("[áčďéěíňóřšťúůýž]", text.cs)] == []


def test_no_text_names_a_real_company() -> None:
    company = re.compile("raynet|amazon|aws|digicert|facebook|google|microsoft", re.IGNORECASE)
    assert [text for text in TEXTS if company.search(text.en) or company.search(text.cs)] == []


def test_an_unknown_id_is_refused_by_name() -> None:
    with pytest.raises(UnknownError, match="no purpose 'L9'"):
        REGISTER.purpose("L9")
    with pytest.raises(UnknownError, match="no category 'shoe_size'"):
        REGISTER.category("shoe_size")
    assert REGISTER.cookie("_ga") is None
    assert REGISTER.cookie("kept_session") is REGISTER.cookie("__Host-kept_session") is not None


def test_a_figure_admits_what_is_stricter_and_nothing_laxer() -> None:
    history, attempts = REGISTER.limit("backup_history_days"), REGISTER.limit("sign_in_attempts")
    assert history.bound is Bound.AT_LEAST
    assert [history.admits(days) for days in (13, 14, 15)] == [False, True, True]
    assert [attempts.admits(times) for times in (9, 10, 11)] == [True, True, False]


def test_the_list_of_promises_not_yet_kept_only_shrinks() -> None:
    assert set(NOT_YET) <= set(IDS)
    assert all(reason.startswith("not built yet: ") for reason in NOT_YET.values())
    assert len(NOT_YET) == MOST, "a promise is kept: lower MOST, so that the list cannot grow back"
    assert MOST <= 44
