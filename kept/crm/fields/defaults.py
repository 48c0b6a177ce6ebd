"""The vocabulary that a new instance starts with. Its people change it as they like."""

from __future__ import annotations

from kept.crm.fields.models import PicklistItem

# list: lines of (English, Czech); where a third stands it is the colour or the ISO code ("code02" on the wire).
LISTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "companyCategory": (
        ("Key customer", "Klíčový zákazník", "8EA500"),
        ("Customer", "Zákazník", "60AE00"),
        ("Prospect", "Zájemce", "00A9CA"),
        ("Partner", "Partner", "B780FF"),
        ("Supplier", "Dodavatel", "E2B23A"),
    ),
    "contactSource": (
        ("Recommendation", "Doporučení"), ("Website", "Web"), ("Trade fair", "Veletrh"), ("Phone", "Telefon"),
        ("E-mail", "E-mail"), ("Social network", "Sociální síť"), ("Public register", "Veřejný rejstřík"),
    ),
    "employeesNumber": (
        ("1", "1"), ("2 to 9", "2 až 9"), ("10 to 49", "10 až 49"), ("50 to 249", "50 až 249"),
        ("250 to 999", "250 až 999"), ("1,000 and more", "1 000 a více"),
    ),
    "legalForm": (
        ("Limited company", "s.r.o."), ("Joint-stock company", "a.s."), ("Sole trader", "OSVČ"),
        ("Partnership", "Veřejná obchodní společnost"), ("Cooperative", "Družstvo"), ("Association", "Spolek"),
        ("Foundation", "Nadace"), ("Public body", "Veřejná instituce"),
    ),
    "paymentTerm": (
        ("In advance", "Předem"), ("On delivery", "Při převzetí"), ("7 days", "7 dní"), ("14 days", "14 dní"),
        ("30 days", "30 dní"), ("60 days", "60 dní"),
    ),
    "companyTurnover": (
        ("Up to 1 million", "Do 1 milionu"), ("1 to 10 million", "1 až 10 milionů"),
        ("10 to 50 million", "10 až 50 milionů"), ("50 to 250 million", "50 až 250 milionů"),
        ("Over 250 million", "Nad 250 milionů"),
    ),
    "economyActivity": (
        ("Agriculture", "Zemědělství"), ("Industry", "Průmysl"), ("Building", "Stavebnictví"), ("Trade", "Obchod"),
        ("Transport", "Doprava"), ("Hospitality", "Pohostinství a ubytování"), ("Information technology", "IT"),
        ("Finance and insurance", "Finance a pojištění"), ("Property", "Nemovitosti"),
        ("Professional services", "Odborné služby"), ("Public administration", "Veřejná správa"),
        ("Education", "Vzdělávání"), ("Health care", "Zdravotnictví"), ("Culture and sport", "Kultura a sport"),
    ),
    "territory": (
        ("Prague", "Praha"), ("Bohemia", "Čechy"), ("Moravia and Silesia", "Morava a Slezsko"),
        ("Slovakia", "Slovensko"), ("Abroad", "Zahraničí"),
    ),
    "personCategory": (
        ("Decides", "Rozhoduje", "8EA500"), ("Recommends", "Doporučuje", "00A9CA"), ("Uses", "Používá", "519CFF"),
        ("Pays", "Platí", "E2B23A"),
    ),
    "language": (
        ("Czech", "Čeština"), ("English", "Angličtina"), ("German", "Němčina"), ("Slovak", "Slovenština"),
        ("Polish", "Polština"), ("French", "Francouzština"),
    ),
    "maritalStatus": (
        ("Single", "Svobodný/á"), ("Married", "Ženatý/vdaná"), ("Divorced", "Rozvedený/á"), ("Widowed", "Ovdovělý/á"),
    ),
    "telType": (
        ("Work", "Práce"), ("Mobile", "Mobil"), ("Home", "Domů"), ("Reception", "Recepce"), ("Other", "Jiný"),
    ),
    "gdprFormAgreement": (
        ("In writing", "Písemně"), ("By e-mail", "E-mailem"), ("On the website", "Na webu"), ("By phone", "Telefonicky"),
        ("In person", "Osobně"),
    ),
    "activityCategory": (
        ("Offer", "Nabídka", "00A9CA"), ("Contract", "Smlouva", "8EA500"), ("Support", "Podpora", "E2B23A"),
        ("Complaint", "Reklamace", "F76D8F"), ("Internal", "Interní", "B780FF"),
    ),
    "currency": (
        ("Kč", "Kč", "CZK"), ("€", "€", "EUR"), ("$", "$", "USD"), ("£", "£", "GBP"), ("zł", "zł", "PLN"),
    ),
}  # fmt: skip


def lay_out(language: str) -> int:
    """Fill the open instance's lists in its language. Returns the number of items."""
    items = [
        PicklistItem.fresh(
            list=name, label=line[column(language)], code=line[2] if len(line) > 2 else "", position=place
        )
        for name, lines in LISTS.items()
        for place, line in enumerate(lines)
    ]
    return len(PicklistItem.objects.bulk_create(items))


def column(language: str) -> int:
    """In which column of a line a language stands."""
    return 1 if language.startswith("cs") else 0
