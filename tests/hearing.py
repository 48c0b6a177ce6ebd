"""A machine on this computer that hears what is posted to it by TLS, and answers as it is told to."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.certificates import write_certificate


@dataclass
class Machine:
    """What came, and what it answers."""

    url: str
    authority: str
    status: int = 200
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def hear(folder: Path) -> Iterator[Machine]:
    """One that listens until the end of the block."""
    certificate = write_certificate(folder / "machine.pem")

    class Hears(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            machine.came.append((dict(self.headers), body))
            self.send_response(machine.status)
            self.send_header("Location", "https://localhost/elsewhere")  # who is told to go on must not follow
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hears)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    machine = Machine(f"https://localhost:{server.server_port}/hook", str(certificate))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield machine
    server.shutdown()
    server.server_close()
