"""A person with 5,000 records among 100,000 contacts: how long until they are found, copied, locked and erased.

python -m bench.persons [contacts [records]]        on the database of KEPT_DATA, seeded once
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from bench import ground, seed

MOST = 60.0  # seconds, of a copy and of an erasure
EMAIL = "jana.of.many@mail.example"


def planted(known: dict[str, Any], records: int) -> None:
    """The person: half notes, half tasks, with a change each tenth and a file each fiftieth."""
    from kept.crm.activities.models import Note, Task
    from kept.crm.contacts.models import Contact
    from kept.crm.files.models import Attachment
    from kept.crm.records.history import Change, Operation
    from kept.outside import files
    from kept.tenancy.opening import system

    here, level = known["instance"], known["level"]
    with system("bench", here):
        jana = Contact.fresh(first_name="Jana", last_name="Mnohá", email=EMAIL, security_level_id=level)
        jana.index()
        jana.save()
        act = Operation.fresh(act="contact.edited", kind="contact")
        act.save()
        pieces: list[tuple[Any, int, Callable[[int], dict[str, Any]]]] = [
            (Note, records * 48 // 100, lambda n: {"contact": jana, "text": f"Jana Mnohá said {n} " * 20}),
            (Task, records * 40 // 100, lambda n: {"contact": jana, "title": f"Call Jana {n}", "security_level_id": level,
                                                   "deadline": jana.created_at, "description": "as agreed"}),
            (Change, records * 10 // 100, lambda n: {"operation": act, "kind": "contact", "record_id": jana.pk,
                                                     "act": "changed", "values": {"phone": ["", str(n)]}}),
            (Attachment, records * 2 // 100, lambda n: {"contact": jana, "name": f"jana-{n}.txt", "size": 2000,
                                                        "content_type": "text/plain"}),
        ]  # fmt: skip
        for model, number, values in pieces:
            rows = [model(instance_id=here, **values(n)) for n in range(number)]
            for row in rows:
                if hasattr(row, "index"):
                    row.index()
            model.objects.bulk_create(rows, batch_size=1000)
            if model is Attachment:
                for row in rows:
                    files.write(here, row.key, [b"Jana wrote this. " * 120])


def timed(what: str, work: Callable[[], Any], most: float) -> Any:
    """Do it, say how long it took, and whether that was too long."""
    begun = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - begun
    print(f"{what:34} {seconds:8.2f} s   (at most {most:.0f} s: {'yes' if seconds <= most else 'NO'})", flush=True)
    return result


def main(contacts: int, records: int) -> int:
    """Measure each right once. Returns 1 when one took too long or left something."""
    folder = ground.lay()
    sizes = {name: size * contacts // seed.BIG["contacts"] for name, size in seed.BIG.items()}
    known = seed.world(folder / f"bench-{contacts}.json", big=sizes)
    from kept.privacy.erasure import erasing, finding, package, restricting

    planted(known, records)
    here = known["instance"]
    begun = time.perf_counter()
    subject = timed("found", lambda: finding.subject_of(instance_id=here, emails=[EMAIL]), 5)
    counted = sum(one.count for one in timed("counted in every store", lambda: finding.everything(subject), 10))
    made = timed("copied", lambda: package.make(subject, language="en"), MOST)
    timed("locked", lambda: restricting.restrict(subject), 10)
    timed("lifted", lambda: restricting.restrict(subject, False), 10)
    certificate = timed("erased and verified", lambda: erasing.erase(subject, reason="bench", come_back=True), MOST)
    print(
        f"{counted:,} things in stores, a copy of {made.size / 1e6:.1f} MB, {certificate.report['gone']}, {certificate.state}"
    )
    return int(certificate.state != "complete" or time.perf_counter() - begun > 3 * MOST)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(numbers[0] if numbers else 100_000, numbers[1] if len(numbers) > 1 else 5_000))
