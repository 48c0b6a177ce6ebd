"""What the demo world is made of. All of it is invented; addresses end in .example, numbers are reserved for fiction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Land:
    """Names, places and trades of one country."""

    code: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    women_surnames: tuple[str, ...]
    men_surnames: tuple[str, ...]
    cities: tuple[tuple[str, str], ...]  # city, postcode
    streets: tuple[str, ...]
    firms: tuple[str, ...]
    forms: tuple[str, ...]
    phone: str  # with room for three digits


CZECH = Land(
    "CZ",
    ("Tereza", "Božena", "Ludmila", "Kateřina", "Ivana", "Věra", "Zuzana", "Lenka", "Jitka", "Markéta", "Hana", "Eliška"),
    ("Zdeněk", "Šimon", "Ondřej", "Řehoř", "Přemysl", "Jan", "Václav", "Tomáš", "Jiří", "Lukáš", "Radovan", "Bohumil"),
    ("Dvořáková", "Šťastná", "Němcová", "Vítková", "Jarošová", "Špačková", "Čechová", "Růžičková", "Kopecká", "Žáková"),
    ("Říha", "Čermák", "Kučera", "Žáček", "Hrubý", "Kříž", "Malý", "Souček", "Chalupa", "Ježek", "Štěpánek", "Vlk"),
    (
        ("Praha", "110 00"), ("Brno", "602 00"), ("Ostrava", "702 00"), ("Plzeň", "301 00"), ("Olomouc", "779 00"),
        ("Žďár nad Sázavou", "591 01"), ("Nové Město", "592 31"), ("Jihlava", "586 01"), ("Chrudim", "537 01"),
    ),
    ("Papírenská", "Nádražní", "Husova", "U Mlýna", "Lipová", "Dlouhá", "Tovární", "Na Hrázi", "Školní"),
    (
        "Olšanská papírna", "Kovárna Podhora", "Vodní díla Želivka", "Textilana Lhota", "Strojmont Kamenice",
        "Pivovar Zálesí", "Dřevo Beskyd", "Cementárna Hranov", "Nemocnice Podhradí", "Mlékárna Třebová",
        "Sklárny Jizerka", "Zahrady Polabí", "Pekárna U Dubu", "Lanovky Krkonoš", "Elektro Vysočina",
        "Stavby Haná", "Keramika Slovácko", "Autodíly Morava", "Lesy Chřibů", "Tiskárna Svitava",
    ),
    ("s.r.o.", "a.s.", "družstvo", "a syn"),
    "+420 608 000 {:03d}",
)  # fmt: skip
GERMAN = Land(
    "DE",
    ("Anneliese", "Jutta", "Katrin", "Sabine", "Heike", "Ulrike", "Gisela", "Bärbel"),
    ("Jürgen", "Günther", "Mathias", "Franz-Josef", "Jörg", "Wolfgang", "Rüdiger", "Björn"),
    ("Köhler", "Schäfer", "Müller-Groß", "Brückner", "Weiß", "Jäger", "Vögele"),
    ("Weißmüller", "Oßwald", "Brandstätter", "Hübner", "Größer", "Kühne", "Straßer"),
    (("Berlin", "10115"), ("Dresden", "01067"), ("München", "80331"), ("Nürnberg", "90402"), ("Görlitz", "02826")),
    ("Hauptstraße", "Gartenweg", "Am Güterbahnhof", "Lindenallee", "Schloßplatz"),
    (
        "Weißmüller Antriebstechnik", "Köhler & Söhne", "Oßwald Fördertechnik", "Hübner Werkzeuge", "Elbe Pumpen",
        "Spree Papier", "Müritz Bootsbau", "Harz Kabel", "Lausitz Glas", "Rhön Textil",
    ),
    ("GmbH", "KG", "AG", "e.K."),
    "+49 30 23125{:03d}",
)  # fmt: skip
ENGLISH = Land(
    "GB",
    ("Harriet", "Eleanor", "Charlotte", "Imogen", "Beatrice", "Florence", "Matilda"),
    ("Callum", "Alasdair", "Edmund", "Rupert", "Oliver", "Duncan", "Hugh"),
    ("Lockwood", "Whitcombe", "Fairweather", "O'Brien", "Ashdown", "Penrose"),
    ("Ashworth", "MacLeod", "Thornbury", "Hartley", "St John", "Birtwistle"),
    (("Leeds", "LS1 4AP"), ("Sheffield", "S1 2HE"), ("Glasgow", "G2 1DY"), ("Bristol", "BS1 5TR")),
    ("High Street", "Mill Lane", "Canal Road", "Station Approach", "Foundry Yard"),
    (
        "Pennine Castings", "Harbour Cranes", "Northern Looms", "Severn Valves", "Dales Dairy", "Clyde Ropes",
        "Tamar Printing", "Fens Drainage",
    ),
    ("Ltd", "plc", "LLP"),
    "+44 20 7946 0{:03d}",
)  # fmt: skip
LANDS = (CZECH, CZECH, CZECH, GERMAN, ENGLISH)  # most are Czech

POSITIONS = (
    "Head of purchasing", "Managing director", "Owner", "Plant engineer", "Project lead", "Senior buyer",
    "Head of logistics", "Technologist", "Sales", "Procurement", "Design engineer", "Quality", "Brewmaster",
    "Maintenance manager", "Finance director", "IT manager", "Assistant to the director",
)  # fmt: skip
TAGS = ("key-person", "paper", "fair-2026", "newsletter", "spare-parts", "line-3", "christmas-card", "vip", "reference")
NOTES = (
    "Wants one supplier for drive and rollers. Line 3 stands for a week in February.",
    "Asks for delivery in two parts and 45 days to pay.",
    "Prefers a call before nine. On holiday from the 20th.",
    "Their budget for next year is approved in December; send the offer before.",
    "Met at the fair in Brno. Interested in maintenance, not in new machines.",
    "The old pump failed again. They will not buy the same type.",
    "Very happy with the last delivery, would serve as a reference.",
    "New head of purchasing from January. Introduce ourselves then.",
)  # fmt: skip
TASKS = (
    "Call about the spare rollers", "Send the price list", "Visit: measure the line", "Ask for the drawing",
    "Agree the date of delivery", "Thank for the reference", "Check the stock of bearings", "Prepare the yearly review",
    "Remind of the unpaid invoice", "Invite to the open day",
)  # fmt: skip

TALKS = (  # kind, what about, where
    ("meeting", "New line: what it must do", "their place"), ("phoneCall", "Is the offer clear?", ""),
    ("meeting", "Handing over of the press", "our hall 2"), ("phoneCall", "When may we come to measure?", ""),
    ("event", "Open day", "our hall 1"), ("meeting", "Yearly review", "their place"),
)  # fmt: skip
