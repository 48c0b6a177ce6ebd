"""Purposes that other promises bring with them: logs, proofs and records, each no longer than it is of use.

The notice's clauses L1 to L6 speak of the data we are given; these speak of what keeping the promises leaves behind.
"""

from __future__ import annotations

from kept.policy.categories import Category
from kept.policy.period import Period
from kept.policy.terms import End, Event, LegalBasis, Purpose, Retention
from kept.policy.text import Text

NINETY_DAYS = Period(days=90)
TWO_YEARS = Period(years=2)
THREE_YEARS = Period(years=3)  # the general limitation of claims in the Czech Civil Code, section 629

PURPOSES = (
    Purpose(
        "C3",
        Text(
            "To prove what you agreed or objected to", cs="Doložení, s čím jste souhlasili a proti čemu jste namítali"
        ),
        LegalBasis.LEGAL_OBLIGATION,
        ("marketing",),
        # After a withdrawal the proof stays with a digest in place of the address.
        frozenset({Category.CONSENT_PROOF}),
        (Retention(TWO_YEARS, Event.CHOICE_ENDED),),
        law=Text("GDPR, article 7 (1)", cs="GDPR, čl. 7 odst. 1"),
    ),
    Purpose(
        "C6",
        Text("To count readings, if you agree", cs="Počítání přečtení, pokud souhlasíte"),
        LegalBasis.CONSENT,
        ("marketing",),
        frozenset({Category.DEVICE}),
        (
            Retention(Period(), Event.CONSENT_WITHDRAWN, at_most=False),
            Retention(NINETY_DAYS, Event.RECORDED, End.AGGREGATE),
        ),
    ),
    Purpose(
        "C7",
        Text(
            "To find errors, to watch, measure and improve the service",
            cs="Hledání chyb, sledování, měření a zlepšování služby",
        ),
        LegalBasis.LEGITIMATE_INTEREST,
        ("cloud",),
        frozenset({Category.IP_ADDRESS, Category.DEVICE, Category.PROTOCOL}),
        (Retention(NINETY_DAYS, Event.RECORDED, End.AGGREGATE),),
    ),
    Purpose(
        "S1",
        Text("To account for what was handed to whom", cs="Doložení, komu bylo co předáno"),
        LegalBasis.LEGAL_OBLIGATION,
        ("cloud", "communication"),
        frozenset({Category.DISCLOSURE_RECORD}),
        (Retention(THREE_YEARS, Event.RECORDED),),
        law=Text("GDPR, articles 5 (2) and 19", cs="GDPR, čl. 5 odst. 2 a čl. 19"),
    ),
    Purpose(
        "D5",
        Text("To show who saw and changed personal data", cs="Doložení, kdo viděl a změnil osobní údaje"),
        LegalBasis.LEGAL_OBLIGATION,
        ("cloud",),
        frozenset({Category.PROTOCOL}),
        (Retention(THREE_YEARS, Event.RECORDED),),
        law=Text("GDPR, articles 5 (2) and 32", cs="GDPR, čl. 5 odst. 2 a čl. 32"),
    ),
    Purpose(
        "D6",
        Text("To bind our staff to confidentiality", cs="Závazek mlčenlivosti našich zaměstnanců"),
        LegalBasis.CONTRACT,
        ("cloud",),
        frozenset({Category.NAME, Category.SURNAME, Category.EMAIL, Category.CREDENTIAL, Category.UNDERTAKING}),
        (Retention(THREE_YEARS, Event.ACCESS_ENDED),),
    ),
    Purpose(
        "D9",
        Text("To guard sign-in: sessions, attempts, lock-outs", cs="Ochrana přihlášení: relace, pokusy, uzamčení"),
        LegalBasis.LEGITIMATE_INTEREST,
        ("cloud",),
        frozenset({Category.EMAIL, Category.IP_ADDRESS, Category.DEVICE, Category.CREDENTIAL}),
        (Retention(NINETY_DAYS, Event.RECORDED),),
    ),
    Purpose(
        "R8",
        Text(
            "To answer and prove requests and complaints (R1 to R8)",
            cs="Vyřízení a doložení žádostí a stížností (R1 až R8)",
        ),
        LegalBasis.LEGAL_OBLIGATION,
        ("communication",),
        frozenset({Category.NAME, Category.SURNAME, Category.EMAIL, Category.CORRESPONDENCE, Category.REQUEST_RECORD}),
        (Retention(THREE_YEARS, Event.REQUEST_CLOSED),),
        law=Text("GDPR, articles 5 (2) and 12", cs="GDPR, čl. 5 odst. 2 a čl. 12"),
    ),
    Purpose(
        "A1",
        Text(
            "To show which version of this notice you accepted",
            cs="Doložení, kterou verzi tohoto oznámení jste přijali",
        ),
        LegalBasis.LEGAL_OBLIGATION,
        ("cloud",),
        frozenset({Category.CONSENT_PROOF}),
        (Retention(TWO_YEARS, Event.CHOICE_ENDED),),
        law=Text("GDPR, article 5 (2)", cs="GDPR, čl. 5 odst. 2"),
    ),
)
