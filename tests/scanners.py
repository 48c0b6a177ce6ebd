"""A scanner of files that speaks as clamd does, in a thread of its own; and the real one, where it is installed."""

from __future__ import annotations

import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# The harmless file that all scanners know; in two parts, so that this one is not taken for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
DIGEST = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test"
LIMIT = 1 << 20


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        word = self._word()
        if word == b"zPING":
            self.wfile.write(b"PONG\0")
        elif word == b"zINSTREAM":
            self._look()

    def _word(self) -> bytes:
        heard = b""
        while not heard.endswith(b"\0"):
            heard += self.rfile.read(1)
        return heard[:-1]

    def _look(self) -> None:
        whole = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            whole += self.rfile.read(size)
            if len(whole) > LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(whole)  # type: ignore[attr-defined]
        self.wfile.write(b"stream: Eicar-Test FOUND\0" if EICAR in whole else b"stream: OK\0")


class Scanner(socketserver.ThreadingUnixStreamServer):
    """What it was shown is in `seen`."""

    daemon_threads = True
    seen: list[bytes]


@contextmanager
def scanner(path: Path) -> Iterator[Scanner]:
    """One that answers at a socket."""
    path.unlink(missing_ok=True)
    server = Scanner(str(path), _Talk)
    server.seen = []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        path.unlink(missing_ok=True)


@contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """The real one, that knows one file alone. Gives its address."""
    folder.mkdir(exist_ok=True)
    (folder / "test.hdb").write_text(f"{DIGEST}\n")
    place = folder / "socket"
    said = f"DatabaseDirectory {folder}\nLocalSocket {place}\nForeground yes\nStreamMaxLength 1M\n"
    (folder / "clamd.conf").write_text(said)
    program: Any = shutil.which("clamd") or "/usr/sbin/clamd"
    quiet = subprocess.DEVNULL
    running = subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stdout=quiet, stderr=quiet)
    try:
        _wait(place)
        yield f"unix:{place}"
    finally:
        running.terminate()
        running.wait(20)


def _wait(place: Path) -> None:
    for _again in range(100):
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(str(place))
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("clamd did not answer")
