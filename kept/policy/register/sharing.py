"""S: who receives data, for what, and under which safeguard it may leave for another part of the world."""

from __future__ import annotations

from datetime import date

from kept.policy.categories import Category
from kept.policy.register.collection import CLOUD, COMMUNICATION, INSTANCE, MARKETING
from kept.policy.terms import Bound, Limit, Promise, RecipientRole
from kept.policy.text import Text
from kept.policy.transfers import Safeguard

PROMISES = (
    Promise(
        "S1",
        Text(
            "Those who work for us do so by contract, each for one thing.",
            cs="Kdo pro nás pracuje, má smlouvu, každý na jednu věc.",
        ),
        Text(
            "An accounting company, a provider of e-mail and a provider of storage receive what their task needs, "
            "use it for that task alone and on our instruction. Every hand-over is written down.",
            cs="Účetní společnost, poskytovatel e-mailu a poskytovatel úložiště dostanou, co jejich úkol potřebuje, "
            "použijí to jen k němu a podle našich pokynů. Každé předání se zapisuje.",
        ),
    ),
    Promise(
        "S2",
        Text(
            "An authority gets the least that the law asks, after two of us agree.",
            cs="Úřad dostane jen to nejmenší, co žádá zákon, a to po souhlasu dvou z nás.",
        ),
        Text(
            "Data may be handed over for four reasons only, listed below. A second person reviews each request, the "
            "least is given, it is written down, and you are told unless the law forbids it.",
            cs="Údaje lze vydat jen ze čtyř důvodů uvedených níže. Každou žádost posoudí druhý člověk, vydá se co "
            "nejméně, zapíše se to a vy se to dozvíte, ledaže to zákon zakazuje.",
        ),
    ),
    Promise(
        "S3",
        Text("Otherwise we share only what names nobody.", cs="Jinak sdílíme jen to, co nikoho neoznačuje."),
        Text(
            "Statistics leave us as sums over groups that are large enough. A cell that is too small is left out, also "
            "where it could be worked out from others.",
            cs="Statistiky od nás odcházejí jako součty za dost velké skupiny. Příliš malé číslo se vynechá, i kdyby "
            "se dalo dopočítat z jiných.",
        ),
    ),
    Promise(
        "S4",
        Text(
            "Transfers to the United States have a safeguard that is in force.",
            cs="Předávání do Spojených států má záruku, která platí.",
        ),
        Text(
            "They follow the principles of the Privacy Shield, and where those principles and this notice differ, the "
            "principles prevail. The Privacy Shield was struck down in 2020; its successor and the standard "
            "contractual clauses stand in its place. For what a recipient passes on, we stay liable.",
            cs="Řídí se zásadami štítu soukromí (Privacy Shield), a kde se tyto zásady a toto oznámení liší, mají "
            "přednost zásady. Štít byl roku 2020 zrušen; na jeho místě stojí jeho nástupce a standardní smluvní "
            "doložky. Za to, co příjemce předá dál, odpovídáme my.",
        ),
    ),
)

_PERSON = frozenset({Category.NAME, Category.SURNAME, Category.EMAIL})

RECIPIENT_ROLES = (
    RecipientRole(
        "accounting",
        Text("accounting company", cs="účetní společnost"),
        ("L6",),
        _PERSON | {Category.ACCOUNTING},
    ),
    RecipientRole(
        "email",
        Text("provider of e-mail", cs="poskytovatel e-mailu"),
        ("L1", "L2", "L3", "L4", "L5", "C3", "D9", "R8", "A1"),
        _PERSON | {Category.CORRESPONDENCE, Category.CONTACT, Category.IDENTIFICATION},
    ),
    RecipientRole(
        "storage",
        Text("provider of hosting and storage", cs="poskytovatel hostingu a úložiště"),
        ("L1", "L2", "L3", "L4", "L5", "L6", "C3", "C6", "C7", "S1", "D5", "D6", "D9", "R8", "A1"),
        CLOUD.allowed | COMMUNICATION.allowed | MARKETING.allowed | INSTANCE.allowed,
    ),
    # Numbers of readings alone (C6): nothing of a person is ever among what they receive.
    RecipientRole(
        "marketing",
        Text("party that supports our marketing, with numbers alone", cs="podpora našeho marketingu, jen s čísly"),
        ("C6",),
        frozenset(),
    ),
)

SAFEGUARDS = (
    Safeguard(
        "privacy-shield",
        Text("EU-US Privacy Shield", cs="Štít soukromí EU-USA (Privacy Shield)"),
        "Decision (EU) 2016/1250; annulled by the Court of Justice, C-311/18",
        from_=date(2016, 7, 12),
        until=date(2020, 7, 16),
        countries=frozenset({"US"}),
        successor="data-privacy-framework",
    ),
    Safeguard(
        "data-privacy-framework",
        Text("EU-US Data Privacy Framework", cs="Rámec EU-USA pro ochranu osobních údajů"),
        "Decision (EU) 2023/1795",
        from_=date(2023, 7, 10),
        countries=frozenset({"US"}),
        successor="standard-clauses",
    ),
    Safeguard(
        "standard-clauses",
        Text("standard contractual clauses", cs="standardní smluvní doložky"),
        "Decision (EU) 2021/914",
        from_=date(2021, 6, 27),
    ),
    Safeguard(
        "adequacy",
        Text("adequacy decision of the Commission", cs="rozhodnutí Komise o odpovídající ochraně"),
        "GDPR, article 45",
        from_=date(2018, 5, 25),
        countries=frozenset({"AD", "AR", "CA", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"}),
    ),
)

# The principles that prevail over the notice, the first of these that is in force (S4).
PREVAILING = ("privacy-shield", "data-privacy-framework")

LIMITS = (
    Limit(
        "statistics_persons",
        "S3",
        Text("persons in the smallest group of a statistic", cs="osob v nejmenší skupině statistiky"),
        10,
        Text("persons", cs="osob"),
        Bound.AT_LEAST,
    ),
    Limit(
        "statistics_instances",
        "S3",
        Text("instances in the smallest group of a statistic", cs="instancí v nejmenší skupině statistiky"),
        3,
        Text("instances", cs="instance"),
        Bound.AT_LEAST,
    ),
)
