"""D: how the data are guarded, with the figures that the promises rest on."""

from __future__ import annotations

from kept.policy.terms import Bound, Limit, Promise
from kept.policy.text import Text

PROMISES = (
    Promise(
        "D1",
        Text(
            "The data lie in a leading data centre, under contract.",
            cs="Data leží ve špičkovém datovém centru, na základě smlouvy.",
        ),
        Text(
            "Machines, network and storage come from a provider who withstands disasters, attacks and power cuts and "
            "is bound to these promises. It stands among the recipients (S1).",
            cs="Stroje, síť a úložiště dodává poskytovatel, který odolá živelním pohromám, útokům i výpadkům proudu "
            "a je vázán těmito sliby. Je uveden mezi příjemci (S1).",
        ),
    ),
    Promise(
        "D2",
        Text("Every connection is encrypted.", cs="Každé spojení je šifrované."),
        Text(
            "TLS 1.2 or newer between you and us, and between us and the database, mail and storage. The service "
            "refuses to be reached from outside without it, and tells browsers to insist on it.",
            cs="TLS 1.2 nebo novější mezi vámi a námi i mezi námi a databází, poštou a úložištěm. Bez něj se služba "
            "zvenčí nenechá oslovit a prohlížečům říká, ať na něm trvají.",
        ),
    ),
    Promise(
        "D3",
        Text(
            "Each person sees what their role allows, and can be told why.",
            cs="Každý vidí to, co dovoluje jeho role, a může se dozvědět proč.",
        ),
        Text(
            "A simple tool sets roles and groups, and rights for groups and for single persons, down to single "
            "records. The rights hold in every query and once more in the database.",
            cs="Jednoduchý nástroj nastavuje role a skupiny a práva skupin i jednotlivců, až po jednotlivé záznamy. "
            "Práva platí v každém dotazu a znovu v databázi.",
        ),
    ),
    Promise(
        "D4",
        Text("Every day a complete backup, proven by restoring it.", cs="Každý den úplná záloha, ověřená obnovením."),
        Text(
            "Data and files are backed up daily, encrypted, and kept with a history of fourteen days or more. What "
            "was erased is erased again after any restore.",
            cs="Data a soubory se denně zálohují, šifrovaně, s historií čtrnácti dnů nebo delší. Co bylo vymazáno, po "
            "každé obnově se vymaže znovu.",
        ),
    ),
    Promise(
        "D5",
        Text("Every look at personal data is written down.", cs="Každý pohled na osobní údaje se zapisuje."),
        Text(
            "Whoever reads or changes them, by whatever way in, leaves an entry: who, when, which records, why. The "
            "log is sealed so that tampering shows, and can be searched by record and by person.",
            cs="Kdo je čte nebo mění, jakoukoli cestou, zanechá záznam: kdo, kdy, které záznamy, proč. Protokol je "
            "zapečetěn, aby byl zásah poznat, a dá se prohledat podle záznamu i podle člověka.",
        ),
    ),
    Promise(
        "D6",
        Text(
            "Only staff who need it have access, and have signed.",
            cs="Přístup mají jen zaměstnanci, kteří jej potřebují a podepsali.",
        ),
        Text(
            "Our staff have the least rights their work needs. Before any access they sign an undertaking of "
            "confidentiality, and the accesses are reviewed regularly.",
            cs="Naši zaměstnanci mají jen práva nezbytná pro svou práci. Před jakýmkoli přístupem podepíší závazek "
            "mlčenlivosti a přístupy se pravidelně prověřují.",
        ),
    ),
    Promise(
        "D7",
        Text("Nobody can read your password, nor can we.", cs="Vaše heslo nikdo nepřečte, ani my."),
        Text(
            "Passwords are kept one-way encrypted (Argon2id); their readable form is unknown to us and cannot be "
            "derived. Weak and breached ones are refused, and a second factor is there for you.",
            cs="Hesla uchováváme jednosměrně zašifrovaná (Argon2id); čitelnou podobu neznáme a nelze ji odvodit. Slabá "
            "a uniklá hesla odmítáme a máte k dispozici druhý faktor.",
        ),
    ),
    Promise(
        "D8",
        Text(
            "We enter your instance only when you open it, and leave no copy.",
            cs="Do vaší instance vstoupíme, jen když ji otevřete, a nenecháme si kopii.",
        ),
        Text(
            "We cannot see what you enter and do not work with it, unless you ask for a data operation (a migration, "
            "a mass correction, an analysis). It is agreed separately, watched and limited in time; afterwards all "
            "copies and access are removed and you get a certificate.",
            cs="Co zadáte, nevidíme a nepracujeme s tím, ledaže požádáte o datovou operaci (migraci, hromadnou opravu, "
            "analýzu). Ta se sjedná zvlášť, je pod dohledem a časově omezená; poté se odstraní všechny kopie "
            "a přístupy a dostanete osvědčení.",
        ),
    ),
    Promise(
        "D9",
        Text(
            "Safety first: limits, lock-outs, strict pages.",
            cs="Bezpečnost především: limity, uzamčení, přísné stránky.",
        ),
        Text(
            "No way through the Internet is safe of itself. So attempts are limited, sessions can be seen and ended, "
            "pages load nothing foreign, secrets stand outside the code, and a status page says how the service is.",
            cs="Žádná cesta Internetem není sama o sobě bezpečná. Proto se pokusy omezují, relace lze vidět "
            "a ukončit, stránky nenačítají nic cizího, tajemství stojí mimo kód a stavová stránka říká, jak na tom "
            "služba je.",
        ),
    ),
)

LIMITS = (
    Limit(
        "hsts_days",
        "D2",
        Text("days for which browsers insist on encryption", cs="dní, po které prohlížeče trvají na šifrování"),
        365,
        Text("days", cs="dní"),
        Bound.AT_LEAST,
    ),
    Limit(
        "backup_history_days",
        "D4",
        Text("history of backups", cs="historie záloh"),
        14,
        Text("days", cs="dní"),
        Bound.AT_LEAST,
    ),
    Limit(
        "backup_interval_hours",
        "D4",
        Text("time between backups", cs="čas mezi zálohami"),
        24,
        Text("hours", cs="hodin"),
        Bound.AT_MOST,
    ),
    Limit(
        "access_review_days",
        "D6",
        Text("time between reviews of staff access", cs="čas mezi prověrkami přístupů zaměstnanců"),
        180,
        Text("days", cs="dní"),
        Bound.AT_MOST,
    ),
    Limit(
        "password_length",
        "D7",
        Text("shortest password", cs="nejkratší heslo"),
        12,
        Text("characters", cs="znaků"),
        Bound.AT_LEAST,
    ),
    Limit(
        "lockbox_hours",
        "D8",
        Text("longest visit to an instance under one agreement", cs="nejdelší vstup do instance podle jedné dohody"),
        8,
        Text("hours", cs="hodin"),
        Bound.AT_MOST,
    ),
    Limit(
        "lockbox_answer_hours",
        "D8",
        Text("time to accept an agreement before it lapses", cs="čas na přijetí dohody, než propadne"),
        12,
        Text("hours", cs="hodin"),
        Bound.AT_MOST,
    ),
    Limit(
        "sign_in_attempts",
        "D9",
        Text("wrong passwords before a pause", cs="chybných hesel před pauzou"),
        10,
        Text("attempts", cs="pokusů"),
        Bound.AT_MOST,
    ),
)
