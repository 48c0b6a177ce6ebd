"""A: what happens when the notice changes, and whom to turn to."""

from __future__ import annotations

from kept.policy.terms import Promise
from kept.policy.text import Text

PROMISES = (
    Promise(
        "A1",
        Text(
            "You are told of each change. What narrows a right waits for your yes.",
            cs="O každé změně se dozvíte. Co zužuje vaše právo, čeká na vaše ano.",
        ),
        Text(
            "A new version is published here with the difference in plain words and sent by e-mail where we can. "
            "A change that narrows a right or widens a use does not apply to you until you accept it.",
            cs="Novou verzi zveřejníme zde s rozdílem v prostých slovech a pošleme ji e-mailem, kde to jde. Změna, "
            "která zužuje právo nebo rozšiřuje užití, pro vás neplatí, dokud ji nepřijmete.",
        ),
    ),
    Promise(
        "A2",
        Text("You can reach us, and the authority above us.", cs="Můžete se obrátit na nás i na úřad nad námi."),
        Text(
            "Write to us first. People in the European Union can turn to the data protection authorities, whose "
            "advice we follow; for transfers to the United States the Federal Trade Commission has power over the "
            "recipient. For what is passed on, we stay liable.",
            cs="Napište nejprve nám. Lidé v Evropské unii se mohou obrátit na úřady pro ochranu údajů, jejichž radami "
            "se řídíme; u předání do Spojených států má nad příjemcem pravomoc Federal Trade Commission. Za to, co je "
            "předáno dál, odpovídáme my.",
        ),
    ),
)
