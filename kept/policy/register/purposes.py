"""L: why data are held, on which basis, until when."""

from __future__ import annotations

from kept.policy.accounting import LAWS
from kept.policy.categories import Category
from kept.policy.period import Period
from kept.policy.register.collection import COMMUNICATION, INSTANCE
from kept.policy.terms import Bound, End, Event, LegalBasis, Limit, Promise, Purpose, Retention
from kept.policy.text import Text

PROMISES = (
    Promise(
        "L1",
        Text(
            "Your sign-up data stay while the contract runs, then for the archive, and ten years after it at most.",
            cs="Registrační údaje zůstávají po dobu smlouvy, pak po dobu archivace a nejdéle deset let po ní.",
        ),
        Text(
            "Identification and contact data to run the service, because of the contract you enter. Without them the "
            "service has to be interrupted.",
            cs="Identifikační a kontaktní údaje k provozu služby, protože s námi uzavíráte smlouvu. Bez nich se "
            "služba musí přerušit.",
        ),
    ),
    Promise(
        "L2",
        Text(
            "Data for support stay until ten years after the service ended.",
            cs="Údaje pro podporu zůstávají do deseti let od ukončení služby.",
        ),
        Text(
            "Identification and contact data to support and care for you. It is our interest to help you out of "
            "trouble and to give you more from the service. You may object.",
            cs="Identifikační a kontaktní údaje pro podporu a péči o vás. Je naším zájmem pomoci vám z nesnází "
            "a dát vám ze služby víc. Můžete vznést námitku.",
        ),
    ),
    Promise(
        "L3",
        Text(
            "Data for offers stay two years after our last service. You may object.",
            cs="Údaje pro nabídky zůstávají dva roky od naší poslední služby. Můžete vznést námitku.",
        ),
        Text(
            "Identification and contact data to tell customers what is new in what they use and to offer the like. "
            "A newsletter sent counts as a service. When you object, it stops at once.",
            cs="Identifikační a kontaktní údaje, abychom zákazníkům řekli, co je nového v tom, co používají, "
            "a nabídli podobné. Odeslané novinky se počítají za službu. Po námitce to ihned skončí.",
        ),
    ),
    Promise(
        "L4",
        Text(
            "The newsletter’s e-mail goes when you say so, or two years after the last mail.",
            cs="E-mail pro novinky zmizí, když si to řeknete, nebo dva roky po posledním e-mailu.",
        ),
        Text(
            "Your e-mail alone, to send you offers, articles and the blog, with your consent. When you withdraw it, "
            "no more mail leaves and the address is deleted or made anonymous.",
            cs="Jen váš e-mail, k zasílání nabídek, článků a blogu, s vaším souhlasem. Když jej odvoláte, žádný další "
            "e-mail neodejde a adresa se smaže nebo anonymizuje.",
        ),
    ),
    Promise(
        "L5",
        Text(
            "What you enter in your instance is yours. We make no use of it.",
            cs="Co zadáte do své instance, je vaše. My to nijak nevyužíváme.",
        ),
        Text(
            "It is the customer’s sole property, in any case. We only keep it, on the customer’s instruction, and the "
            "customer answers for its content.",
            cs="V každém případě je to výhradní majetek zákazníka. My to jen uchováváme na jeho pokyn a za obsah "
            "odpovídá zákazník.",
        ),
    ),
    Promise(
        "L6",
        Text(
            "Names in invoices stay as long as the accounting law says.",
            cs="Jména na fakturách zůstávají tak dlouho, jak velí účetní předpisy.",
        ),
        Text(
            "Identification and contact data in accounting documents, because a law demands them. A request for "
            "erasure cannot remove them before their time; we then say so.",
            cs="Identifikační a kontaktní údaje v účetních dokladech, protože to ukládá zákon. Žádost o výmaz "
            "je nemůže odstranit dříve; v takovém případě to řekneme.",
        ),
    ),
    Promise(
        "L7",
        Text("No machine decides about you.", cs="Žádný stroj o vás nerozhoduje."),
        Text(
            "No decision on a person is made by automated means alone from any of these data, profiled or not.",
            cs="Žádné rozhodnutí o člověku se z těchto údajů nedělá jen automaticky, ať jsou profilované, nebo ne.",
        ),
    ),
)

TEN_YEARS = Period(years=10)
TWO_YEARS = Period(years=2)
AT_ONCE = Period()

PURPOSES = (
    Purpose(
        "L1",
        Text("To run the cloud service", cs="Provoz cloudové služby"),
        LegalBasis.CONTRACT,
        ("cloud",),
        frozenset(
            {
                Category.NAME,
                Category.SURNAME,
                Category.EMAIL,
                Category.IP_ADDRESS,
                Category.CREDENTIAL,
                Category.PROTOCOL,
                Category.PREFERENCE,
            }
        ),
        (Retention(TEN_YEARS, Event.ARCHIVE_ENDED),),
        interrupts_service=True,
        without_it=Text("The service is interrupted.", cs="Služba se přeruší."),
    ),
    Purpose(
        "L2",
        Text("Customer support and care", cs="Zákaznická podpora a péče"),
        LegalBasis.LEGITIMATE_INTEREST,
        ("communication",),
        COMMUNICATION.categories,
        (Retention(TEN_YEARS, Event.SERVICE_ENDED),),
        may_object=True,
        without_it=Text("We cannot give you support.", cs="Nemůžeme vám poskytnout podporu."),
    ),
    Purpose(
        "L3",
        Text("Offers and news to customers", cs="Nabídky a novinky pro zákazníky"),
        LegalBasis.LEGITIMATE_INTEREST,
        ("marketing",),
        frozenset({Category.NAME, Category.SURNAME, Category.EMAIL, Category.DEVICE}),
        (Retention(TWO_YEARS, Event.LAST_SERVICE),),
        may_object=True,
    ),
    Purpose(
        "L4",
        Text("Newsletter, articles and blog by e-mail", cs="Novinky, články a blog e-mailem"),
        LegalBasis.CONSENT,
        ("marketing",),
        frozenset({Category.EMAIL}),
        (
            Retention(AT_ONCE, Event.CONSENT_WITHDRAWN, End.ERASE_OR_ANONYMISE, at_most=False),
            Retention(TWO_YEARS, Event.LAST_MAIL, End.ERASE_OR_ANONYMISE),
        ),
        without_it=Text("We do not send them.", cs="Neposíláme je."),
    ),
    Purpose(
        "L5",
        Text("To keep the customer’s own data for the customer", cs="Uchovávání zákazníkových dat pro zákazníka"),
        LegalBasis.INSTRUCTION,
        ("instance",),
        INSTANCE.categories,
        # Time to take the data along; then the instance's key is destroyed. The customer may erase sooner.
        (Retention(Period(days=90), Event.CONTRACT_ENDED),),
    ),
    Purpose(
        "L6",
        Text("Identification in accounting documents", cs="Identifikace v účetních dokladech"),
        LegalBasis.LEGAL_OBLIGATION,
        ("cloud",),
        frozenset({Category.NAME, Category.SURNAME, Category.EMAIL, Category.ACCOUNTING}),
        # The longest term that any country of ours sets; the controller's country narrows it.
        (Retention(max((law.period for law in LAWS), key=lambda period: period.length), Event.DOCUMENT_YEAR_ENDED),),
        without_it=Text("We cannot issue an invoice.", cs="Nemůžeme vystavit fakturu."),
        law=Text("the accounting and tax law", cs="účetní a daňové předpisy"),
    ),
)

LIMITS = (
    Limit(
        "archive_years",
        "L1",
        Text("archive period of the contract", cs="archivační doba smlouvy"),
        5,
        Text("years", cs="let"),
        Bound.AT_MOST,
    ),
)
