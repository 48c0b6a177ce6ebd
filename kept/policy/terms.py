"""The terms of the policy: what a promise, a purpose, a retention, a recipient and a right are. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from kept.policy.categories import Categories, Category, Named
from kept.policy.period import Period
from kept.policy.text import Text


class Group(Named):
    """The chapters of the notice. The code is the first letter of the promises in it."""

    COLLECTION = "C", Text("What we collect", cs="Co shromažďujeme")
    PURPOSES = "L", Text("Why, and for how long", cs="Proč a na jak dlouho")
    USE = "U", Text("How it is used", cs="Jak se to používá")
    SHARING = "S", Text("Who receives it", cs="Kdo to dostane")
    SECURITY = "D", Text("How it is guarded", cs="Jak se to střeží")
    RIGHTS = "R", Text("What you may demand", cs="Co můžete žádat")
    CHANGES = "A", Text("When this changes", cs="Když se to změní")


@dataclass(frozen=True, slots=True)
class Promise:
    """A clause of the notice: one line for everybody, and the whole of it for who wants to know."""

    id: str
    title: Text
    text: Text

    @property
    def group(self) -> Group:
        return Group.of(self.id[0])


class LegalBasis(Named):
    """Why processing is lawful: General Data Protection Regulation, article 6 (1); article 28 for a processor."""

    CONTRACT = "contract", Text("contract (GDPR, article 6 (1) b)", cs="smlouva (GDPR, čl. 6 odst. 1 písm. b)")
    LEGAL_OBLIGATION = (
        "legal_obligation",
        Text("legal obligation (GDPR, article 6 (1) c)", cs="právní povinnost (GDPR, čl. 6 odst. 1 písm. c)"),
    )
    LEGITIMATE_INTEREST = (
        "legitimate_interest",
        Text("legitimate interest (GDPR, article 6 (1) f)", cs="oprávněný zájem (GDPR, čl. 6 odst. 1 písm. f)"),
    )
    CONSENT = "consent", Text("consent (GDPR, article 6 (1) a)", cs="souhlas (GDPR, čl. 6 odst. 1 písm. a)")
    INSTRUCTION = (
        "instruction",
        Text("the customer’s instruction (GDPR, article 28)", cs="pokyn zákazníka (GDPR, čl. 28)"),
    )


class Event(Named):
    """What a term is counted from. The Czech words stand in the case that follows "od"."""

    CONTRACT_ENDED = "contract_ended", Text("the contract ended", cs="skončení smlouvy")
    ARCHIVE_ENDED = (
        "archive_ended",
        Text("the archive period of the contract ended", cs="konce archivační doby podle smlouvy"),
    )
    SERVICE_ENDED = "service_ended", Text("the service ended", cs="ukončení služby")
    LAST_SERVICE = "last_service", Text("the last service was provided", cs="poskytnutí poslední služby")
    LAST_MAIL = "last_mail", Text("the last mail was sent", cs="odeslání posledního e-mailu")
    CONSENT_WITHDRAWN = "consent_withdrawn", Text("the consent was withdrawn", cs="odvolání souhlasu")
    CHOICE_ENDED = (
        "choice_ended",
        Text("the choice was withdrawn, replaced or ran out", cs="odvolání, nahrazení nebo vypršení volby"),
    )
    REQUEST_CLOSED = "request_closed", Text("the request was closed", cs="uzavření žádosti")
    ACCESS_ENDED = "access_ended", Text("the staff member's access ended", cs="konce přístupu zaměstnance")
    DOCUMENT_YEAR_ENDED = (
        "document_year_ended",
        Text("the year of the document ended", cs="konce roku, do něhož doklad patří"),
    )
    RECORDED = "recorded", Text("the record was made", cs="pořízení záznamu")


class End(Named):
    """What happens when the term is over."""

    ERASE = "erase", Text("erased", cs="vymazání")
    ERASE_OR_ANONYMISE = "erase_or_anonymise", Text("erased or made anonymous", cs="vymazání nebo anonymizace")
    ANONYMISE = "anonymise", Text("made anonymous", cs="anonymizace")
    AGGREGATE = "aggregate", Text("counted into statistics, then erased", cs="započtení do statistik a vymazání")


@dataclass(frozen=True, slots=True)
class Retention:
    """A period, the event it is counted from, and the end. `at_most`: the operator may end sooner, never later."""

    period: Period
    event: Event
    end: End = End.ERASE
    at_most: bool = True

    @property
    def text(self) -> Text:
        """The term in words, "at most 10 years after the service ended"."""
        if not self.period.length:
            return Text("at once after {event}", cs="ihned po {event}").format(event=self.event.text)
        most = Text("at most ", cs="nejdéle ") if self.at_most else Text("", cs="")
        words = Text("{most}{period} after {event}", cs="{most}{period} od {event}")
        return words.format(most=most, period=self.period.text, event=self.event.text)


@dataclass(frozen=True, slots=True)
class Service:
    """One of the services, and the personal data it may hold of a person.

    `categories` is what the notice lists; `by_promise` what other promises make appear of themselves
    (protocol data, sign-in secrets), each with the promise that says so. `promise`: under which clause it stands.
    """

    id: str
    promise: str
    title: Text
    categories: Categories
    by_promise: tuple[tuple[Category, str], ...] = ()

    @property
    def allowed(self) -> Categories:
        return self.categories | {category for category, _ in self.by_promise}


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why data is held: the basis, the categories, until when, and what a person may do about it.

    `id` is the promise that states the purpose. `retentions`: the one that runs out first ends the keeping.
    `law` names what keeps the data against a request for erasure; None means that nothing does.
    """

    id: str
    title: Text
    basis: LegalBasis
    services: tuple[str, ...]
    categories: Categories
    retentions: tuple[Retention, ...]
    may_object: bool = False
    interrupts_service: bool = False
    without_it: Text | None = None
    law: Text | None = None

    def allows(self, code: str) -> bool:
        """Whether the category with this code ("email") may be held for this purpose."""
        return code in {category.code for category in self.categories}

    def last_day(self, happened: Mapping[Event, date]) -> date | None:
        """The last day on which data may be held for this purpose, by the days on which events happened.

        None while none of its events has happened: the contract runs, the consent stands.
        """
        ends = (it.period.after(happened[it.event]) for it in self.retentions if it.event in happened)
        return min(ends, default=None)


@dataclass(frozen=True, slots=True)
class RecipientRole:
    """A kind of processor that the notice admits, and the most it may be given."""

    id: str
    title: Text
    purposes: tuple[str, ...]
    categories: Categories


BY_FILE = "file"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A processor by name, as the operator has it under contract. Within the bounds of its role.

    `contact` is the address at which it is told of corrections, locks and erasures (R3); `BY_FILE` when the contract
    says that a file is handed over; "" when nobody has said, so that an officer must tell it.
    """

    name: str
    role: str
    country: str
    contract: str
    purposes: tuple[str, ...]
    categories: Categories
    safeguard: str | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a stranger fills in, and all that it may ask of them."""

    id: str
    promise: str
    title: Text
    asks: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Cookie:
    """A small file in a person's browser. `life` None: gone when the browser is closed.

    `development_name` stands in over plain HTTP on loopback, where a browser refuses the `__Host-` prefix.
    """

    name: str
    purpose: Text
    life: timedelta | None
    essential: bool
    set_when: Text
    development_name: str | None = None


@dataclass(frozen=True, slots=True)
class RequestLogField:
    """A field of the request log, and the category it belongs to if it tells anything of a person."""

    name: str
    title: Text
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """What a person may demand: within which term, by how much it may be extended, and how it is done."""

    id: str
    title: Text
    deadline: Period
    extension: Period
    how: Text


class Channel(Named):
    """A way by which correspondence comes (C8)."""

    EMAIL = "email", Text("e-mail", cs="e-mail")
    TELEPHONE = "telephone", Text("telephone", cs="telefon")
    CHAT = "chat", Text("chat", cs="chat")
    IDEA_MAKER = "idea_maker", Text("idea maker", cs="sběrna nápadů")
    WEB_CONFERENCE = "web_conference", Text("web conference", cs="webová konference")
    NEWSLETTER = "newsletter", Text("newsletter", cs="novinky e-mailem")
    SOCIAL_NETWORK = "social_network", Text("social networks", cs="sociální sítě")


class LegalReason(Named):
    """Why data may be handed over without an instruction (S2). There is no other reason."""

    LAW = "law", Text("a law, a court or an authority demands it", cs="žádá to zákon, soud nebo úřad")
    TERMS = (
        "terms",
        Text(
            "the contract is enforced or its breach looked into", cs="vymáhá se smlouva nebo se zjišťuje její porušení"
        ),
    )
    SECURITY = (
        "security",
        Text(
            "fraud, a technical or a security problem is stopped",
            cs="zamezuje se podvodu, technickému nebo bezpečnostnímu problému",
        ),
    )
    HARM = "harm", Text("harm to health or property is averted", cs="odvrací se újma na zdraví nebo majetku")


class Bound(Enum):
    """Which side of a number is the safe one."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure that a promise rests on. Configuration may be stricter than it, never laxer."""

    id: str
    promise: str
    title: Text
    value: int
    unit: Text
    bound: Bound

    def admits(self, value: int) -> bool:
        """Whether a configured value keeps the promise."""
        return value >= self.value if self.bound is Bound.AT_LEAST else value <= self.value
