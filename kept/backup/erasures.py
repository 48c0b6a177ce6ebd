"""After every restore, whoever was erased is erased again, before anybody gets an answer (R6)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from kept.backup import shipping
from kept.backup.vault import Vault
from kept.outside import keys_found
from kept.policy.keeps import keeps
from kept.server.place import data_folder
from kept.server.trouble import Trouble

COMMAND = "replay_erasures"
SECONDS = 3600
ROOT = Path(__file__).resolve().parents[2]


@keeps("D4", "R6")
def replay(vault: Vault, folder: Path) -> str:
    """Replay the newest ledger over the Kept in a data folder, whose database runs. Returns what was said of it.

    Raises Trouble when it could not be replayed to its end: then what was restored must not be served.
    """
    bring_newest(vault, folder)
    _run(folder, "migrate", "--verbosity", "0", "--skip-checks", role="owner")
    return _run(folder, COMMAND, role="app")


def bring_newest(vault: Vault, folder: Path) -> None:
    """The ledger of the Kept that lives, or where that is lost, the last one in the vault; and the keys it is read with."""
    living = data_folder()
    if (living / shipping.LEDGER).is_dir() and living != folder:
        shutil.copytree(living / shipping.LEDGER, folder / shipping.LEDGER, dirs_exist_ok=True)
    elif not (folder / shipping.LEDGER).is_dir():
        shipping.bring_ledger(vault, folder)


def root_key_file() -> Path:
    """Where the operator's key lies; it is never copied."""
    return keys_found.key_file()


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a process that works on a restored Kept."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return ours | {"KEPT_DATA": str(folder), "KEPT_ROOT_KEY_FILE": str(root_key_file()), "KEPT_FILES": "folder"}


def _run(folder: Path, *words: str, role: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "kept.server.manage", *words],
        env=surroundings(folder) | {"KEPT_DB_ROLE": role},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).split("\n")[-1]
        raise Trouble(f"{words[0]} did not succeed on what was restored: {last}")
    return done.stdout.strip()
