"""The notice's own words, in both languages beside each other like those of the register."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from kept.policy.text import Text

WORDS = {
    "title": Text("What we promise about your data", cs="Co slibujeme o vašich údajích"),
    "lead": Text(
        "{number} sentences, each with a number you can point to. The program that runs this service is built from "
        "this list. {kept} of them are kept by code today; each of the others says that it is not built yet.",
        cs="Vět je {number} a na každou se dá ukázat číslem. Program, na kterém služba běží, je z tohoto seznamu "
        "postaven. Kódem je dnes drženo {kept}; u každé další stojí, že zatím není hotová.",
    ),
    "lead_all": Text(
        "{number} sentences, each with a number you can point to. The program that runs this service is built from "
        "this list, and keeps all of them by code.",
        cs="Vět je {number} a na každou se dá ukázat číslem. Program, na kterém služba běží, je z tohoto seznamu "
        "postaven a všechny je drží kódem.",
    ),
    "answers": Text("{name}, {office}, answers for your data.", cs="Za vaše údaje odpovídá {name}, {office}."),
    "write": Text("Write to", cs="Pište na"),
    "how_much": Text("How much to show", cs="Kolik ukázat"),
    "short": Text("Short", cs="Krátce"),
    "full": Text("Full, with basis, term and recipients", cs="Úplně, s právním základem, lhůtou a příjemci"),
    "version": Text("Version {number}, {day}.", cs="Verze {number}, {day}."),
    "all_versions": Text("All versions", cs="Všechny verze"),
    "changes_soon": Text(
        "This notice changes soon. See what changes.", cs="Toto oznámení se brzy změní. Podívejte se jak."
    ),
    "as_data": Text("As data", cs="Jako data"),
    "link_to": Text("Link to promise", cs="Odkaz na slib"),
    "not_built": Text("Not built yet.", cs="Zatím není hotovo."),
    "is_it_kept": Text("Is it kept?", cs="Drží se to?"),
    "kept": Text("Kept", cs="Drží se"),
    "kept_by": Text("in {number} places of the code", cs="v kódu na {number} místech"),
    # Terms of the full layer.
    "why": Text("Why", cs="Proč"),
    "basis": Text("Basis", cs="Základ"),
    "what": Text("What", cs="Co"),
    "until": Text("Until", cs="Do kdy"),
    "then": Text("{term}, then {end}", cs="{term}, pak {end}"),
    "you_may": Text("You may", cs="Můžete"),
    "object": Text("object; it stops at once", cs="vznést námitku; ihned to přestane"),
    "withdraw": Text("withdraw your consent at any time", cs="kdykoli odvolat souhlas"),
    "without": Text("Without it", cs="Bez toho"),
    "despite": Text("Kept despite a request for erasure", cs="Zůstane i přes žádost o výmaz"),
    "seen_by": Text("Received by", cs="Dostane"),
    "asks": Text("The form asks for", cs="Formulář se ptá na"),
    "channels": Text("Channels", cs="Cesty"),
    "reasons": Text("Reasons", cs="Důvody"),
    "prevail": Text("Principles that prevail today", cs="Zásady, které mají dnes přednost"),
    "by_when": Text("By when", cs="Do kdy"),
    "extended": Text("may be extended by {period}", cs="lze prodloužit o {period}"),
    "how": Text("How", cs="Jak"),
    "us": Text("Us", cs="My"),
    "authority": Text("The authority", cs="Úřad"),
    "decisions": Text("Automated decisions", cs="Automatická rozhodnutí"),
    "none": Text("none", cs="žádná"),
    "at_least": Text("at least {value} {unit}", cs="nejméně {value} {unit}"),
    "at_most": Text("at most {value} {unit}", cs="nejvýše {value} {unit}"),
    "at_once": Text("at once", cs="ihned"),
    # Tables.
    "services": Text("The services, and what each may hold of a person", cs="Služby a co smí která o člověku držet"),
    "service": Text("Service", cs="Služba"),
    "holds": Text("May hold", cs="Smí držet"),
    "besides": Text("Appears by itself", cs="Vzniká samo"),
    "cookies": Text("All cookies", cs="Všechny cookies"),
    "name": Text("Name", cs="Název"),
    "purpose": Text("Purpose", cs="Účel"),
    "life": Text("Life", cs="Doba života"),
    "set_when": Text("Set", cs="Nastaví se"),
    "needs_consent": Text("Waits for consent", cs="Čeká na souhlas"),
    "yes": Text("yes", cs="ano"),
    "no": Text("no, it is needed", cs="ne, je nutná"),
    "days": Text("{number} days", cs="{number} dní"),
    "until_closed": Text("until the browser is closed", cs="do zavření prohlížeče"),
    "log": Text("Fields of the request log", cs="Pole protokolu požadavků"),
    "field": Text("Field", cs="Pole"),
    "tells": Text("What it tells of you", cs="Co o vás vypovídá"),
    "nothing": Text("nothing", cs="nic"),
    "purposes": Text("All purposes", cs="Všechny účely"),
    "recipients": Text("Who works for us under contract", cs="Kdo pro nás pracuje na základě smlouvy"),
    "task": Text("Task", cs="Úkol"),
    "country": Text("Country", cs="Země"),
    "contract": Text("Contract", cs="Smlouva"),
    "receives_for": Text("Receives for", cs="Dostává pro"),
    "safeguard": Text("Safeguard", cs="Záruka"),
    "inside": Text("within the European Economic Area", cs="v Evropském hospodářském prostoru"),
    "safeguards": Text("Safeguards for transfers", cs="Záruky pro předávání"),
    "since": Text("Since", cs="Od"),
    "source": Text("Source", cs="Pramen"),
    "in_force": Text("In force", cs="Platí"),
    "lapsed": Text("struck down on {day}", cs="zrušena dne {day}"),
    "rights": Text("Your rights, free of charge", cs="Vaše práva, zdarma"),
    "right": Text("Right", cs="Právo"),
}


def words_in(language: str) -> dict[str, str]:
    """All words of the notice in one language."""
    return {name: text.in_(language) for name, text in WORDS.items()}


def day_text(day: date) -> Text:
    """A day as either language writes it."""
    return Text(format_date(day, "long", locale="en_GB"), cs=format_date(day, "long", locale="cs"))
