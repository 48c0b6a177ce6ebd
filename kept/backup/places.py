"""Where backups go: [backup] in kept.toml, or KEPT_BACKUPS; else a folder in the data folder, which is only a beginning."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from kept.backup.depot import Depot, Folder, Missing
from kept.backup.depots import elsewhere
from kept.backup.ring import OneRoot, Ring, Wrapper
from kept.backup.vault import Vault
from kept.outside import keys_shares
from kept.outside.keys import Wrapper as Ours
from kept.outside.keys_chain import FILE
from kept.outside.keys_roots import FileRoot
from kept.server.place import data_folder
from kept.server.trouble import Trouble

DEFAULTS: dict[str, Any] = {"folder": "", "keys": "", "s3": {}, "sftp": {}}


def vault() -> Vault:
    """The vault of this Kept. Raises Trouble for a configuration that cannot be, WrongRootKey for the key."""
    place = depot()
    made = Vault(place, Ring(_keys() or place, Ours()))
    if not (data_folder() / FILE).exists():
        _adopt_chain(made.ring)
    return made


def _adopt_chain(ring: Ring) -> None:
    """A new machine: what tells the roots from one another lies beside the keys of the days."""
    try:
        content = ring.bring("chain")
    except Missing:
        return
    shares = {f"{keys_shares.FOLDER}/{name.rpartition('/')[2]}": ring.bring(name) for name in ring.kept("instances/")}
    for name, each in (shares | {FILE: content}).items():
        path = data_folder() / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(each)
        path.chmod(0o600)


def vault_in(place: Path, keys: Path, key: Wrapper | bytes) -> Vault:
    """A vault in a folder, with its ring in another. `key`: a root alone, or what knows all of ours."""
    wrapper = OneRoot(FileRoot(key, old=True)) if isinstance(key, bytes) else key
    return Vault(Folder(place), Ring(Folder(keys), wrapper))


def depot() -> Depot:
    """The place of the backups: a folder, or elsewhere. Raises Trouble."""
    settings = _settings()
    here = os.environ.get("KEPT_BACKUPS") or settings["folder"]
    if sum(map(bool, (settings["folder"], settings["s3"], settings["sftp"]))) > 1:
        raise Trouble("[backup] names more than one place. Choose folder, [backup.s3] or [backup.sftp].")
    return (None if here else elsewhere.depot(settings)) or Folder(folder())


def elsewhere_named() -> str:
    """The machine on which the backups lie; empty when they lie in a folder here."""
    settings = _settings()
    if os.environ.get("KEPT_BACKUPS"):
        return ""
    return str(settings["s3"].get("endpoint") or settings["s3"].get("bucket") or settings["sftp"].get("host") or "")


def folder() -> Path:
    """Where the backups lie when they lie in a folder."""
    named = os.environ.get("KEPT_BACKUPS") or _settings()["folder"]
    return Path(named).absolute() if named else data_folder() / "backups"


def keys_folder() -> Path:
    """Where the wrapped keys of the days lie: with the backups, unless those lie where nothing can be deleted."""
    named = _keys_named()
    return Path(named).absolute() if named else folder()


def beside_the_data() -> bool:
    """Whether the backups share a disk with what they are backups of."""
    try:
        if not isinstance(depot(), Folder):
            return False
        return folder().exists() and folder().stat().st_dev == data_folder().stat().st_dev
    except OSError:
        return True


def _keys() -> Folder | None:
    return Folder(Path(_keys_named()).absolute()) if _keys_named() else None


def _keys_named() -> str:
    return os.environ.get("KEPT_BACKUP_KEYS") or str(_settings()["keys"])


def _settings() -> dict[str, Any]:
    path = Path(os.environ.get("KEPT_CONFIG") or "kept.toml")
    try:
        section = tomllib.loads(path.read_text()).get("backup", {}) if path.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise Trouble(f"{path} is not valid TOML: {error}") from error
    unknown = sorted(set(section) - set(DEFAULTS))
    if unknown:
        raise Trouble(f"{path} has settings in [backup] that Kept does not know: {', '.join(unknown)}.")
    return DEFAULTS | section
