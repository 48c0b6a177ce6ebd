"""Keys: the operator's root key wraps one key an instance; without the root key no file can be read."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction

from kept.outside.models import InstanceKey
from kept.outside.places import data_folder
from kept.policy.keeps import keeps

NONCE = 12


class WrongRootKey(Exception):
    """The root key cannot be read, or is not the one that wrapped the instance's key."""


@keeps("L5")
def instance_key(instance_id: int) -> bytes:
    """The key of the open instance's files, made when it is first asked for. Raises WrongRootKey."""
    row = InstanceKey.objects.filter(instance_id=instance_id).first() or _made(instance_id)
    wrapped = bytes(row.wrapped)
    try:
        return AESGCM(root_key()).decrypt(wrapped[:NONCE], wrapped[NONCE:], _purpose(instance_id))
    except InvalidTag as wrong:
        raise WrongRootKey("the operator's key is not the one that these files were written with") from wrong


def destroy(instance_id: int) -> None:
    """End the instance's key: its files, and every copy of them anywhere, are noise from now on."""
    InstanceKey.objects.filter(instance_id=instance_id).delete()


def root_key() -> bytes:
    """The operator's key: KEPT_ROOT_KEY_FILE, or the one of the data folder, made once. Raises WrongRootKey."""
    given = os.environ.get("KEPT_ROOT_KEY_FILE")
    path = Path(given) if given else data_folder() / "keys" / "root.key"
    if not given and not path.exists():
        _make(path)
    try:
        key = base64.b64decode(path.read_text().strip(), validate=True)
    except (OSError, ValueError) as error:
        raise WrongRootKey(f"the operator's key in {path} cannot be read") from error
    if len(key) != 32:
        raise WrongRootKey(f"the operator's key in {path} is not 32 bytes in base64")
    return key


def _made(instance_id: int) -> InstanceKey:
    nonce = os.urandom(NONCE)
    wrapped = nonce + AESGCM(root_key()).encrypt(nonce, os.urandom(32), _purpose(instance_id))
    try:
        with transaction.atomic():
            row: InstanceKey = InstanceKey.objects.create(instance_id=instance_id, wrapped=wrapped)
    except IntegrityError:  # somebody else made it in the same moment
        row = InstanceKey.objects.get(instance_id=instance_id)
    return row


def _purpose(instance_id: int) -> bytes:
    return b"kept instance key %d" % instance_id


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(os.urandom(32)))
        file.flush()
        os.fsync(file.fileno())
