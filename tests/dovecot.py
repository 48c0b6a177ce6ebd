"""A real IMAP server with TLS for a test: Debian's Dovecot, unprivileged, in a folder and on ports of its own."""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.certificates import write_certificate
from tests.ports import free_port

PROGRAM = shutil.which("dovecot") or ("/usr/sbin/dovecot" if Path("/usr/sbin/dovecot").exists() else None)
WHY_NOT = "Debian's dovecot-imapd is not installed; `bin/setup dev` installs it where it may"
PASSWORD = "quiet-mailbox"
CONFIG = """\
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
ssl = required
ssl_cert = <{folder}/both.pem
ssl_key = <{folder}/both.pem
ssl_dh =
disable_plaintext_auth = yes
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = {uid}
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {starttls}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls}
  }}
}}
service anvil {{
  chroot =
}}
"""


class Dovecot:
    """A server that runs: where it listens, and a way to put mail into a box."""

    def __init__(self, folder: Path, starttls: int, tls: int) -> None:
        self.folder, self.starttls, self.tls = folder, starttls, tls
        self.authority = str(folder / "both.pem")

    def box(self, user: str, **other: object) -> dict[str, object]:
        """A mailbox as `settings.MAILBOXES` has it."""
        return {
            "host": "localhost", "port": self.starttls, "user": user, "password": PASSWORD, "folder": "INBOX",
            "authority": self.authority, "address": f"{user}@kept.example", **other,
        }  # fmt: skip

    @contextmanager
    def line(self, user: str) -> Iterator[imaplib.IMAP4]:
        """Signed in as a mail program."""
        context = ssl.create_default_context(cafile=self.authority)
        with imaplib.IMAP4_SSL("localhost", self.tls, ssl_context=context, timeout=10) as line:
            line.login(user, PASSWORD)
            yield line

    def put(self, user: str, *mails: bytes) -> None:
        """Let mails come."""
        with self.line(user) as line:
            for raw in mails:
                line.append("INBOX", "", "", raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    def lying(self, user: str) -> int:
        """How many lie in the box, seen or not."""
        with self.line(user) as line:
            return int(line.select("INBOX")[1][0])

    def unseen(self, user: str) -> int:
        """How many nobody has taken in."""
        with self.line(user) as line:
            line.select("INBOX")
            return len(line.uid("SEARCH", "UNSEEN")[1][0].split())


@contextmanager
def running() -> Iterator[Dovecot]:
    """Start the server, and end it. It may not be root, so root runs it as nobody."""
    root = os.geteuid() == 0
    person = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    folder = Path(tempfile.mkdtemp(prefix="kept-dovecot-"))
    starttls, tls = free_port(), free_port()
    write_certificate(folder / "both.pem")
    group = __import__("grp").getgrgid(person.pw_gid).gr_name
    (folder / "dovecot.conf").write_text(
        CONFIG.format(
            folder=folder, user=person.pw_name, group=group, uid=person.pw_uid, gid=person.pw_gid,
            password=PASSWORD, starttls=starttls, tls=tls,
        )
    )  # fmt: skip
    for path in (folder, *folder.iterdir()):
        os.chown(path, person.pw_uid, person.pw_gid)
    as_whom = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []} if root else {}
    process = subprocess.Popen(  # type: ignore[call-overload]
        [str(PROGRAM), "-F", "-c", str(folder / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        **as_whom,
    )  # fmt: skip
    try:
        _await(tls, process, folder)
        yield Dovecot(folder, starttls, tls)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _await(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(100):
        with socket.socket() as line:
            line.settimeout(0.2)
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    log = folder / "log"
    raise RuntimeError(f"Dovecot does not start: {log.read_text() if log.exists() else process.stderr}")
