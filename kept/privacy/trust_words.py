"""The words of the trust page, in both languages beside each other."""

from __future__ import annotations

from kept.policy.text import Text

WORDS = {
    "title": Text("Trust", cs="Důvěra"),
    "head": Text("{kept} of {number} promises are kept right now.", cs="Právě teď se drží {kept} z {number} slibů."),
    "measured": Text("Measured {day}, {time} UTC", cs="Změřeno {day}, {time} UTC"),
    "lead": Text(
        "Each line is one sentence of our notice, checked by the running service, not by us. An unbroken line is a "
        "promise kept, a ring is one that is broken or not built yet. If one breaks, you read it here first.",
        cs="Každý řádek je jedna věta našeho oznámení a ověřuje ji běžící služba, ne my. Nepřerušená čára je slib, "
        "který se drží, kroužek slib porušený nebo zatím nehotový. Když se některý poruší, dočtete se to nejdřív tady.",
    ),
    "demands": Text("What authorities asked of us", cs="Co po nás chtěly úřady"),
    "alarm": Text("Broken now", cs="Právě porušeno"),
    "number": Text("Number", cs="Číslo"),
    "line": Text("Line", cs="Čára"),
    "promise": Text("Promise", cs="Slib"),
    "figure": Text("Figure", cs="Údaj"),
    "state": Text("State", cs="Stav"),
    "kept": Text("Kept", cs="Drží se"),
    "broken": Text("Broken", cs="Porušeno"),
    "not_built": Text("Not built yet", cs="Zatím není hotovo"),
}
