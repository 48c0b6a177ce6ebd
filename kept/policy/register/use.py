"""U: how the data are used."""

from __future__ import annotations

from kept.policy.terms import Promise
from kept.policy.text import Text

PROMISES = (
    Promise(
        "U1",
        Text(
            "Your e-mail is your login, one in each instance.",
            cs="E-mail je vaše přihlašovací jméno, v každé instanci jedno.",
        ),
        Text(
            "It names you and nobody else within an instance, however its letters are written. You may belong to "
            "several instances and switch between them. It also brings you support and news of the service.",
            cs="V jedné instanci označuje vás a nikoho jiného, ať jej napíšete jakkoli velkými písmeny. Můžete patřit "
            "do více instancí a přepínat mezi nimi. Chodí na něj také podpora a zprávy o službě.",
        ),
    ),
    Promise(
        "U2",
        Text(
            "A number in your profile tells us that it is you who calls.",
            cs="Podle čísla ve vašem profilu poznáme, že voláte vy.",
        ),
        Text(
            "Fill it in if you like. Support finds you by it, however it is written, and may call you on it.",
            cs="Vyplnit jej můžete a nemusíte. Podpora vás podle něj najde, ať je zapsáno jakkoli, a může vám na něj "
            "zavolat.",
        ),
    ),
    Promise(
        "U3",
        Text(
            "You hear about changes of the service, apart from offers.",
            cs="O změnách služby se dozvíte, odděleně od nabídek.",
        ),
        Text(
            "Announcements of what is new and what changes belong to the service. They are not marketing: refusing "
            "offers does not cut you off from them, and they carry no offers.",
            cs="Oznámení o novinkách a změnách patří ke službě. Nejsou marketing: odmítnutím nabídek o ně nepřijdete "
            "a nabídky v nich nejsou.",
        ),
    ),
    Promise(
        "U4",
        Text(
            "Error reports and statistics have no person in them.",
            cs="V hlášeních chyb a statistikách není žádný člověk.",
        ),
        Text(
            "What is collected automatically serves to find errors, to watch, evaluate and optimise the operation, and "
            "to know on which systems and browsers the service runs.",
            cs="Automaticky shromážděné údaje slouží k hledání chyb, ke sledování, vyhodnocování a ladění provozu "
            "a k přehledu o tom, na jakých systémech a prohlížečích služba běží.",
        ),
    ),
    Promise(
        "U5",
        Text(
            "An e-mail left in chat or ideas brings you the answer.",
            cs="E-mail zanechaný v chatu nebo u nápadu vám přinese odpověď.",
        ),
        Text(
            "We use it for feedback and for going on with the talk. Whoever sent an idea hears what became of it.",
            cs="Použijeme jej ke zpětné vazbě a k pokračování hovoru. Kdo poslal nápad, dozví se, co se s ním stalo.",
        ),
    ),
)
