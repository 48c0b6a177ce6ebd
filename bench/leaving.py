"""An instance of 100,000 contacts and 1 GB of files leaves, and comes in elsewhere: how fast, and in how much memory.

python -m bench.leaving [contacts [megabytes]]        on the database of KEPT_DATA, seeded once
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

from bench import ground, seed

MOST_MEMORY = 300  # MB of the process that writes or reads
FILE = 5_000_000  # bytes of each


def planted(known: dict[str, Any], megabytes: int) -> None:
    """Files of the first contacts: noise, as pictures and papers are, until there are enough."""
    from kept.crm.files.models import Attachment
    from kept.outside import files
    from kept.tenancy.opening import system

    with system("bench", known["instance"]):
        held = Attachment.objects.filter(size=FILE).count()
        for n in range(held, megabytes * 1_000_000 // FILE):
            row = Attachment.fresh(contact_id=known["contacts"][0], name=f"scan {n}.png", content_type="image/png")
            head = b"\x89PNG\r\n\x1a\n"
            row.size, row.digest = files.write(row.instance_id, row.key, [head, os.urandom(FILE - len(head))])
            row.save()


def out(instance: int) -> dict[str, Any]:
    """The archive of an instance."""
    from kept.privacy.erasure import sealed
    from kept.privacy.leaving import takeouts
    from kept.privacy.leaving.moment import one_moment
    from kept.tenancy.opening import system

    with system("bench", instance) as access:
        asked = takeouts.ask(access)
    begun, cpu = time.perf_counter(), time.process_time()
    with one_moment(), system("bench", instance) as access:
        takeouts.make(asked, access)
    told = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu, "rows": asked.rows}
    return {**told, "files": asked.files, "bytes": asked.size, "place": str(asked.place),
            "password": sealed.opened(asked.sealed_password)}  # fmt: skip


def back(place: str, password: str) -> dict[str, Any]:
    """The archive into a new instance."""
    from kept.identity.models import User
    from kept.privacy.leaving.bringing import bring
    from kept.privacy.leaving.laid import Laid
    from kept.privacy.leaving.models import Arrival
    from kept.privacy.leaving.progress import Progress
    from kept.privacy.leaving.unpacking import Unpacking
    from kept.public.founding import found_instance
    from kept.tenancy.jobs import Doors
    from kept.tenancy.opening import system

    with system("bench"):
        user = User.objects.get(email=seed.EMAIL)
        home = found_instance(user, "home again")
    begun, cpu = time.perf_counter(), time.process_time()
    archive = Unpacking(Path(place), password)
    with Doors("bench", home.pk, user.pk, ("instance.manage",)).open() as access:
        arrival = Arrival.fresh()
        laid = Laid(arrival)
        made = bring(access, archive, Progress(arrival), laid)
        laid.forget()
    return {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu, "rows": made.rows,
            "files": made.files, "instance": home.pk}  # fmt: skip


def bare(instance: int, folder: Path) -> dict[str, Any]:
    """What nobody could read without a fence, a log and a password: COPY of the same tables, tar of the same files."""
    from kept.crm.files.models import Attachment
    from kept.outside import files
    from kept.privacy.leaving.travelling import Way, kinds
    from kept.server import connections
    from kept.tenancy.opening import system

    plain = folder / "plain"
    plain.mkdir(exist_ok=True)
    with system("bench", instance):
        for row in Attachment.objects.filter(size__gt=0):
            (plain / str(row.pk)).write_bytes(b"".join(files.read(instance, row.key)))
    begun, rows = time.perf_counter(), 0
    with connections.connect("owner") as connection:
        connection.execute(
            "SELECT set_config('kept.instance', %s, false), set_config('kept.levels', '*', false)", [str(instance)]
        )
        for one in kinds(Way.TRAVELS):
            sql = f'COPY (SELECT * FROM "{one.model._meta.db_table}" WHERE instance_id = {instance} ORDER BY id) TO STDOUT'
            with (folder / f"{one.label}.copy").open("wb") as file, connection.cursor().copy(sql) as copy:
                for run in copy:
                    rows += bytes(run).count(b"\n")
                    file.write(run)
    with tarfile.open(folder / "all.tar", "w") as archive:
        archive.add(plain)
    return {"seconds": time.perf_counter() - begun, "rows": rows}


def main(contacts: int, megabytes: int) -> int:
    """Each in a process of its own, so that its memory is its own. Returns 1 when one takes too much, or differs."""
    folder = ground.lay()
    sizes = {name: size * contacts // seed.BIG["contacts"] for name, size in seed.BIG.items()}
    known = seed.world(folder / f"bench-{contacts}.json", big=sizes)
    planted(known, megabytes)
    went = apart("out", known["instance"])
    plain = apart("bare", known["instance"], folder)
    came = apart("back", went["place"], went["password"])
    again = apart("out", came["instance"])
    say("out", went, went["bytes"])
    say("back", came, went["bytes"])
    print(
        f"bare COPY and tar                {plain['seconds']:8.1f} s; out takes {went['seconds'] / plain['seconds']:.1f} times that"
    )
    from kept.privacy.leaving.comparing import differences

    archives = [(Path(one["place"]), one["password"]) for one in (went, again)]
    # Whoever brings an archive in is an administrator of what they founded: the bench's seller was none before.
    found = [one for one in differences(*archives) if not one.endswith("differs in role")]
    print(f"differences after coming back    {len(found)}", *found[:5], sep="\n  " if found else "")
    for place, _password in archives:
        place.unlink()
    return int(bool(found) or max(went["memory"], came["memory"]) > MOST_MEMORY)


def say(what: str, told: dict[str, Any], size: int) -> None:
    """One line of figures."""
    fast, wide = told["rows"] / told["seconds"], size / 1e6 / told["seconds"]
    print(
        f"{what:8} {told['rows']:,} rows, {told['files']:,} files, {size / 1e6:,.0f} MB in {told['seconds']:.1f} s "
        f"({told['cpu']:.1f} s CPU): {fast:,.0f} rows/s, {wide:.1f} MB/s, {told['memory']} MB at most",
        flush=True,
    )


def apart(what: str, *words: Any) -> dict[str, Any]:
    """Do it in a process of its own."""
    made = subprocess.run(
        [sys.executable, "-m", "bench.leaving", "--do", what, *map(str, words)], check=True, stdout=subprocess.PIPE
    )
    return dict(json.loads(made.stdout))


def do(what: str, *words: str) -> None:
    """What such a process does, and how much memory it took."""
    ground.lay()
    told = {"out": lambda: out(int(words[0])), "back": lambda: back(*words),
            "bare": lambda: bare(int(words[0]), Path(words[1]))}[what]()  # fmt: skip
    print(json.dumps({**told, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--do"]:
        do(*sys.argv[2:])
        sys.exit()
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(numbers[0] if numbers else 100_000, numbers[1] if len(numbers) > 1 else 1_000))
