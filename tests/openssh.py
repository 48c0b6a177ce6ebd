"""A real SSH server for a test: Debian's OpenSSH, unprivileged, on a port of its own, with keys of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kept.outside.storage.sftp_line import Machine
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
KNOWN = (ROOT / ".venv" / "debian" / "usr" / "sbin" / "sshd", Path("/usr/sbin/sshd"))
PROGRAM = next((path for path in KNOWN if path.exists()), None)
WHY_NOT = "Debian's openssh-server is not here; `bin/setup dev` fetches it where it may"
CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/authorized
StrictModes no
UsePAM {pam}
PasswordAuthentication no
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp
{more}
"""


@dataclass
class Server:
    """A server that runs: where its files lie, and what a client is told of it."""

    folder: Path
    machine: Machine
    process: subprocess.Popen[bytes]

    @property
    def root(self) -> Path:
        """Where what is put lies on the server's disk."""
        return Path(self.machine.folder)

    def instead(self, **other: object) -> Machine:
        """What the client is told, but for one thing."""
        return replace(self.machine, **other)


@contextmanager
def running(more: str = "") -> Iterator[Server]:
    """Start the server, and end it. Root runs it as nobody."""
    root = os.geteuid() == 0
    person = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    folder, port = Path(tempfile.mkdtemp(prefix="kept-sshd-")), free_port()
    program = _where_others_reach(folder) if root else PROGRAM
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    shutil.copy(folder / "user.pub", folder / "authorized")
    words = CONFIG.format(folder=folder, port=port, more=more, pam="yes" if root else "no")
    (folder / "sshd_config").write_text(words)
    for path in (folder, *folder.iterdir()):
        os.chown(path, person.pw_uid, person.pw_gid)
    folder.chmod(0o755)
    as_whom = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []} if root else {}
    command = [str(program), "-D", "-e", "-f", str(folder / "sshd_config")]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=(folder / "log").open("wb"), **as_whom)  # type: ignore[call-overload]
    key = " ".join((folder / "host.pub").read_text().split()[:2])
    try:
        _await(port)
        yield Server(
            folder,
            Machine("127.0.0.1", person.pw_name, str(folder / "depot"), key, str(folder / "user"), port),
            process,
        )
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _where_others_reach(folder: Path) -> Path:
    """The program in a place that nobody may enter, too."""
    assert PROGRAM
    if str(PROGRAM).startswith("/usr/"):
        return PROGRAM
    copy = folder / "sshd"
    shutil.copy(PROGRAM, copy)
    copy.chmod(0o755)
    return copy


def _await(port: int) -> None:
    for _ in range(100):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the SSH server did not come up")
