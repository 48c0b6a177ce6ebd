"""Erasures: whoever was erased after a backup is not in what is restored from it; without the replay they would be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bench.drill import ground
from bench.drill.ground import FOLDER, tell


def run() -> None:
    """Back up, erase somebody, restore to before: with the replay, and without."""
    from kept.backup import erasures, keeping, places, restoring
    from kept.privacy.erasure.erasing import erase
    from kept.privacy.erasure.finding import subject_of

    vault, instance = places.vault(), ground.instances()["havlicek"]
    number, word = _somebody(instance)
    made = keeping.back_up(vault, datetime.now(UTC))
    done = erase(subject_of(instance_id=instance, keys={"contacts.contact": [number]}), reason="drill")
    living = _found(ground.living_rows(), word)
    restored = restoring.restore(vault, made, FOLDER / "empty")
    try:
        with restoring.connect(restored) as connection:
            without = _found(ground.rows(connection), word)
        said = erasures.replay(vault, FOLDER / "empty")
        with restoring.connect(restored) as connection:
            left = _found(ground.rows(connection), word)
    finally:
        restoring.tear_down(restored)
    tell(
        "canary: restored without the replay, rows with the erased name",
        without > 0,
        f"{without} ({living} in the living one)",
    )
    tell(
        "restored with the replay, rows with the erased name",
        left == 0 and living == 0,
        f"{left} ({said}; {done.state})",
    )


def _somebody(instance: int) -> tuple[int, str]:
    """A contact, renamed so that no other bears the name."""
    from kept.server.connections import connect

    word = "Zikmundová-Erasmusová"
    with connect("owner") as owner:
        owner.execute(
            "SELECT set_config('kept.instance', %s, false), set_config('kept.levels', '*', false)", [str(instance)]
        )
        found: Any = owner.execute("SELECT min(id) FROM contacts_contact WHERE deleted_at IS NULL").fetchone()
        owner.execute("UPDATE contacts_contact SET last_name = %s WHERE id = %s", [word, found[0]])
    return int(found[0]), word


def _found(rows: dict[str, list[str]], word: str) -> int:
    return sum(word in row for lines in rows.values() for row in lines)
