"""What a person may wish, in plain words: each is a right of the register, and for some of them a purpose."""

from __future__ import annotations

from dataclasses import dataclass

from kept.policy.controller import in_force
from kept.policy.register import Register
from kept.policy.terms import LegalBasis
from kept.policy.text import Text


@dataclass(frozen=True, slots=True)
class Wish:
    """A right, maybe for one purpose, as a person says it (`label`), what comes of it (`help`), and its name."""

    right: str
    label: Text
    help: Text
    name: Text
    purpose: str = ""

    @property
    def code(self) -> str:
        """As forms send it: "R1:L3"."""
        return f"{self.right}:{self.purpose}" if self.purpose else self.right


COPY = Wish(
    "R2",
    Text("See what you hold, and give me a copy", cs="Vidět, co o mně máte, a dostat kopii"),
    Text("Pages to read and files for machines.", cs="Stránky ke čtení a soubory pro stroje."),
    Text("a copy of the data", cs="kopie údajů"),
)
CORRECTION = Wish(
    "R3",
    Text("Correct something", cs="Něco opravit"),
    Text(
        "You say what is wrong. Those we told are told again.",
        cs="Řeknete, co je špatně. Kdo to od nás má, dozví se to.",
    ),
    Text("a correction", cs="oprava údajů"),
)
LOCK = Wish(
    "R4",
    Text("Lock it", cs="Uzamknout je"),
    Text(
        "It stays, but nobody may use it while a question is settled.",
        cs="Zůstanou, ale nikdo je nesmí použít, dokud se věc nevyjasní.",
    ),
    Text("a lock on the data", cs="uzamčení údajů"),
)
ELSEWHERE = Wish(
    "R5",
    Text("Take it elsewhere", cs="Odnést je jinam"),
    Text("What you gave us, in open formats.", cs="Co jste nám dali, v otevřených formátech."),
    Text("the data to take elsewhere", cs="přenesení údajů jinam"),
)
ERASURE = Wish(
    "R6",
    Text("Erase it", cs="Vymazat je"),
    Text("Everywhere. What a law makes us keep, we name.", cs="Všude. Co nám zákon ukládá držet, pojmenujeme."),
    Text("the erasure of the data", cs="výmaz údajů"),
)
COMPLAINT = Wish(
    "R8",
    Text("Complain", cs="Stěžovat si"),
    Text("To us first, and to the authority if you like.", cs="Nejdřív nám, a chcete-li, úřadu."),
    Text("a complaint", cs="stížnost"),
)
OBJECTION = Wish(
    "R1",
    Text("Stop using it", cs="Přestat je používat"),
    Text("At once, where no contract or law asks for it.", cs="Ihned, pokud to nežádá smlouva nebo zákon."),
    Text("an objection", cs="námitka"),
)
WITHDRAWAL = Wish(
    "R7",
    Text("Withdraw my consent", cs="Odvolat souhlas"),
    Text("At once.", cs="Ihned."),
    Text("a consent withdrawn", cs="odvolání souhlasu"),
)

PLAIN = {wish.right: wish for wish in (OBJECTION, COPY, CORRECTION, LOCK, ELSEWHERE, ERASURE, WITHDRAWAL, COMPLAINT)}


def for_purposes(register: Register) -> list[Wish]:
    """Objections and withdrawals, one a purpose of the register where they are possible."""
    wishes = []
    for purpose in register.purposes:
        if purpose.may_object:
            wishes.append(_about(OBJECTION, purpose.id, purpose.title))
        elif purpose.basis is LegalBasis.CONSENT:
            wishes.append(_about(WITHDRAWAL, purpose.id, purpose.title))
    return sorted(wishes, key=lambda wish: wish.right)


def _about(wish: Wish, purpose: str, title: Text) -> Wish:
    named = Text("{wish}: {title}", cs="{wish}: {title}")
    return Wish(
        wish.right, named.format(wish=wish.label, title=title), wish.help, named.format(wish=wish.name, title=title),
        purpose,
    )  # fmt: skip


def wishes_of(instance_id: int) -> list[Wish]:
    """All that a person may ask of a controller, in the order of the page."""
    about = for_purposes(in_force()) if not instance_id else [OBJECTION, WITHDRAWAL]
    return [COPY, CORRECTION, *about, LOCK, ELSEWHERE, ERASURE, COMPLAINT]


def wish_of(right: str, purpose: str, instance_id: int) -> Wish:
    """The wish behind a request; that of the right alone where the purpose is not known any more."""
    for wish in wishes_of(instance_id):
        if (wish.right, wish.purpose) == (right, purpose):
            return wish
    return PLAIN[right]
