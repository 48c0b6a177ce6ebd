"""The line to a machine that is reached by SFTP: opened when it is wanted, opened again when it broke."""

from __future__ import annotations

import base64
import logging
import threading
from dataclasses import dataclass
from typing import Any

import paramiko

from kept.outside.storage.terms import Away, Denied, Unproven
from kept.policy.keeps import keeps

logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # what went wrong we say ourselves, without a traceback

SECONDS = 15
TRIES = 5
WEAK = {
    "kex": ["diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1"],
    "ciphers": ["3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc"],
    "macs": ["hmac-sha1", "hmac-sha1-96", "hmac-md5", "hmac-md5-96"],
    "keys": ["ssh-rsa", "ssh-dss"],
}
BROKEN = (paramiko.SSHException, EOFError, ConnectionError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Machine:
    """What kept.toml says of it. `host_key` is its public key as `ssh-keyscan` tells it, looked over by a person."""

    host: str
    user: str
    folder: str
    host_key: str
    key_file: str
    port: int = 22


@keeps("D2")
class Line:
    """A connection to a machine whose host key is known, or none."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._client: paramiko.SSHClient | None = None
        self._opened: paramiko.SFTPClient | None = None
        self._one_opens = threading.Lock()

    def again(self, act: Any) -> Any:
        """Do it, on a new line if the old one broke."""
        for left in reversed(range(TRIES)):
            try:
                return act()
            except Away:
                raise
            except BROKEN as broken:
                self.hang_up()
                if not left:
                    raise Away(f"{self.machine.host} breaks off again and again.") from broken
            except PermissionError as refused:
                raise Denied(f"{self.machine.host} refuses: {refused.strerror or 'permission denied'}.") from refused
            except FileNotFoundError:
                raise
            except OSError as trouble:
                raise Away(f"{self.machine.host} could not do it: {trouble}.") from trouble
        raise AssertionError  # the last turn returns or raises

    def sftp(self) -> paramiko.SFTPClient:
        """The open line. Raises Unproven, Denied, Away."""
        with self._one_opens:
            if self._opened is None:
                self._client = self._open()
                self._opened = self._client.open_sftp()
                channel = self._opened.get_channel()
                if channel:
                    channel.settimeout(SECONDS * 2)
            return self._opened

    def _open(self) -> paramiko.SSHClient:
        known, line = self.machine, paramiko.SSHClient()
        kind, _space, key = known.host_key.partition(" ")
        name = known.host if known.port == 22 else f"[{known.host}]:{known.port}"
        line.get_host_keys().add(
            name, kind, paramiko.PKey.from_type_string(kind, base64.b64decode(key.split(maxsplit=1)[0]))
        )
        line.set_missing_host_key_policy(paramiko.RejectPolicy())
        try:
            line.connect(
                known.host, known.port, known.user, key_filename=known.key_file, timeout=SECONDS,
                banner_timeout=SECONDS, auth_timeout=SECONDS, channel_timeout=SECONDS, look_for_keys=False,
                allow_agent=False, disabled_algorithms=WEAK,
            )  # fmt: skip
        except paramiko.BadHostKeyException as wrong:
            raise Unproven(
                f"{known.host} has another host key than kept.toml says, so nothing was sent (D2)."
            ) from wrong
        except paramiko.AuthenticationException as unknown:
            raise Denied(f"{known.host} does not let {known.user} in.") from unknown
        except paramiko.IncompatiblePeer as weak:
            raise Unproven(f"{known.host} would not encrypt well enough, so nothing was sent (D2).") from weak
        except (paramiko.SSHException, EOFError, OSError) as silent:
            raise Away(f"{known.host} does not answer ({type(silent).__name__}).") from silent
        return line

    def cipher(self) -> str:
        """How the open line is encrypted."""
        transport = self.sftp() and self._client and self._client.get_transport()
        return str(transport.remote_cipher) if transport else ""

    def hang_up(self) -> None:
        """Let the line go; the next act opens another."""
        with self._one_opens:
            if self._client is not None:
                self._client.close()
            self._client = self._opened = None
