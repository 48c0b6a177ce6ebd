"""R: what a person may demand, free of charge, by when, and how."""

from __future__ import annotations

from kept.policy.period import Period
from kept.policy.terms import Bound, Limit, Promise, Right
from kept.policy.text import Text

PROMISES = (
    Promise(
        "R1",
        Text("Object, and it stops at once.", cs="Vznesete námitku a ihned to přestane."),
        Text(
            "Processing that rests on our legitimate interest (L2, L3) stops for each purpose you name.",
            cs="Zpracování založené na našem oprávněném zájmu (L2, L3) skončí u každého účelu, který označíte.",
        ),
    ),
    Promise(
        "R2",
        Text(
            "See everything we hold, and take a copy, free.", cs="Uvidíte vše, co o vás máme, a zdarma dostanete kopii."
        ),
        Text(
            "Your name, e-mail, picture, address and what you and support wrote to each other, from every place where "
            "we keep data, to read and for a machine to read.",
            cs="Jméno, e-mail, obrázek, adresu i to, co jste si psali s podporou, ze všech míst, kde údaje máme, ke "
            "čtení i ke strojovému zpracování.",
        ),
    ),
    Promise(
        "R3",
        Text("Have it corrected.", cs="Necháte to opravit."),
        Text(
            "Correct it yourself or ask us; whoever received it from us is told.",
            cs="Opravíte to sami, nebo požádáte nás; kdo to od nás dostal, dozví se to.",
        ),
    ),
    Promise(
        "R4",
        Text("Have it locked.", cs="Necháte to uzamknout."),
        Text(
            "Locked data are stored and used for nothing else, until you lift the lock or the reason ends.",
            cs="Uzamčené údaje se uchovávají a k ničemu jinému nepoužijí, dokud zámek nezrušíte nebo důvod nepomine.",
        ),
    ),
    Promise(
        "R5",
        Text("Take it elsewhere, in open formats.", cs="Odnesete si to jinam, v otevřených formátech."),
        Text(
            "As JSON with its schema, CSV and vCard, or handed over directly to another instance.",
            cs="Jako JSON se schématem, CSV a vCard, nebo předáním přímo do jiné instance.",
        ),
    ),
    Promise(
        "R6",
        Text(
            "Have it erased, everywhere, and get a certificate.", cs="Necháte to vymazat, všude, a dostanete osvědčení."
        ),
        Text(
            "Tables, files, search, logs, waiting mail, and backups as they age. What a law makes us keep stays, "
            "and we say what and why.",
            cs="Z tabulek, souborů, vyhledávání, protokolů, čekající pošty i ze záloh, jak stárnou. Co nám zákon "
            "ukládá držet, zůstane a řekneme co a proč.",
        ),
    ),
    Promise(
        "R7",
        Text("Withdraw consent as easily as you gave it.", cs="Souhlas odvoláte stejně snadno, jako jste jej dali."),
        Text(
            "One click in every mail, or in your portal. It counts at once, also for mail that waits to be sent.",
            cs="Jedním kliknutím v každém e-mailu nebo ve svém portálu. Platí to ihned, i pro e-maily, které čekají "
            "na odeslání.",
        ),
    ),
    Promise(
        "R8",
        Text("Complain to us, then to the authority.", cs="Postěžujete si nám, pak úřadu."),
        Text(
            "We answer within the term below. The supervisory authority hears you in any case and may decide with "
            "binding effect.",
            cs="Odpovíme ve lhůtě uvedené níže. Dozorový úřad vás vyslechne v každém případě a může závazně "
            "rozhodnout.",
        ),
    ),
    Promise(
        "R9",
        Text("Keep these rights when this notice changes.", cs="Tato práva vám zůstanou, i když se oznámení změní."),
        Text(
            "None of them shrinks without your express consent.",
            cs="Žádné z nich se bez vašeho výslovného souhlasu nezmenší.",
        ),
    ),
)

AT_ONCE = Period()
ONE_MONTH = Period(months=1)  # GDPR, article 12 (3), with two more where a request is hard
TWO_MONTHS = Period(months=2)

RIGHTS = (
    Right(
        "R1",
        Text("to object", cs="vznést námitku"),
        AT_ONCE,
        AT_ONCE,
        Text("in your portal, or the link in every mail", cs="ve svém portálu nebo odkazem v každém e-mailu"),
    ),
    Right(
        "R2",
        Text("to see and copy", cs="vidět a získat kopii"),
        ONE_MONTH,
        TWO_MONTHS,
        Text(
            "in your portal: read it there or take the file",
            cs="ve svém portálu: přečtete si je tam, nebo si vezmete soubor",
        ),
    ),
    Right(
        "R3",
        Text("to have it corrected", cs="nechat opravit"),
        ONE_MONTH,
        TWO_MONTHS,
        Text("in your profile, or ask in your portal", cs="ve svém profilu nebo žádostí v portálu"),
    ),
    Right(
        "R4",
        Text("to have it locked", cs="nechat uzamknout"),
        ONE_MONTH,
        TWO_MONTHS,
        Text("ask in your portal", cs="žádostí v portálu"),
    ),
    Right(
        "R5",
        Text("to take it elsewhere", cs="přenést jinam"),
        ONE_MONTH,
        TWO_MONTHS,
        Text(
            "in your portal: a file, or a hand-over to another instance",
            cs="ve svém portálu: soubor, nebo předání do jiné instance",
        ),
    ),
    Right(
        "R6",
        Text("to have it erased", cs="nechat vymazat"),
        ONE_MONTH,
        TWO_MONTHS,
        Text("ask in your portal", cs="žádostí v portálu"),
    ),
    Right(
        "R7",
        Text("to withdraw consent", cs="odvolat souhlas"),
        AT_ONCE,
        AT_ONCE,
        Text("the link in every mail, or your portal", cs="odkazem v každém e-mailu nebo v portálu"),
    ),
    Right(
        "R8",
        Text("to complain", cs="podat stížnost"),
        ONE_MONTH,
        TWO_MONTHS,
        Text("write to us; the authority’s address stands below", cs="napište nám; adresa úřadu je níže"),
    ),
)

LIMITS = (
    Limit(
        "objection_seconds",
        "R1",
        Text("time until an objection takes effect", cs="doba, než námitka začne platit"),
        60,
        Text("seconds", cs="sekund"),
        Bound.AT_MOST,
    ),
    Limit(
        "withdrawal_seconds",
        "R7",
        Text("time until a withdrawal takes effect", cs="doba, než odvolání začne platit"),
        60,
        Text("seconds", cs="sekund"),
        Bound.AT_MOST,
    ),
)
