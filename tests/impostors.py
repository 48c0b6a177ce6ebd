"""A server that pretends: it speaks the first words of a protocol, offers a certificate or none, and writes down all
that it was told. Whoever tells it a secret has trusted it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 5


class Impostor:
    """Where it listens, and what it heard: before a line was encrypted, and after."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.plain = bytearray()
        self.trusted = bytearray()


@contextmanager
def standing(protocol: str, certificate: Path | None, *, old: bool = False) -> Iterator[Impostor]:
    """Stand for a server of a protocol (tls, smtp, imap, postgresql) until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        impostor, over = Impostor(listener.getsockname()[1]), threading.Event()

        def listen() -> None:
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    line, _address = listener.accept()
                    line.settimeout(SECONDS)
                    with contextlib.suppress(OSError), line:
                        _speak(line, protocol, certificate, impostor, old=old)

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield impostor
        finally:
            over.set()
            thread.join(SECONDS * 2)


def _speak(line: socket.socket, protocol: str, certificate: Path | None, impostor: Impostor, *, old: bool) -> None:
    if not PREFACES[protocol](line, impostor, certificate is not None):
        return
    if certificate is None:
        while heard := line.recv(4096):
            impostor.plain += heard
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        return
    with _context(certificate, old=old).wrap_socket(line, server_side=True) as secure:
        greeting = {"smtps": b"220 kept\r\n", "imaps": b"* OK kept\r\n"}.get(protocol)
        if greeting:
            secure.sendall(greeting)
        impostor.trusted += secure.recv(4096)


def _context(certificate: Path, *, old: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if old:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    return context


def _at_once(line: socket.socket, impostor: Impostor, encrypts: bool) -> bool:
    return True


def _smtp(line: socket.socket, impostor: Impostor, encrypts: bool) -> bool:
    """220, then STARTTLS where it encrypts; else it takes the login as it comes."""
    line.sendall(b"220 kept\r\n")
    while heard := line.recv(4096):
        impostor.plain += heard
        if heard.upper().startswith(b"STARTTLS"):
            line.sendall(b"220 go ahead\r\n" if encrypts else b"454 not here\r\n")
            if encrypts:
                return True
        elif heard.upper().startswith(b"EHLO"):
            line.sendall(
                b"250-kept\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n" if encrypts else b"250-kept\r\n250 AUTH PLAIN\r\n"
            )
        else:
            line.sendall(b"250 fine\r\n")
    return False


def _imap(line: socket.socket, impostor: Impostor, encrypts: bool) -> bool:
    line.sendall(b"* OK kept\r\n")
    while heard := line.recv(4096):
        impostor.plain += heard
        tag, word = heard.split()[0], heard.upper().split()[1]
        if word == b"CAPABILITY":
            offered = b" STARTTLS" if encrypts else b""
            line.sendall(b"* CAPABILITY IMAP4rev1" + offered + b"\r\n" + tag + b" OK done\r\n")
        elif word == b"STARTTLS" and encrypts:
            line.sendall(tag + b" OK done\r\n")
            return True
        else:
            line.sendall(tag + b" OK done\r\n")
    return False


def _postgresql(line: socket.socket, impostor: Impostor, encrypts: bool) -> bool:
    """The client asks whether the server encrypts: S, or N, and then it would go on in the clear."""
    line.recv(8)
    line.sendall(b"S" if encrypts else b"N")
    return True


PREFACES = {
    "tls": _at_once, "smtps": _at_once, "imaps": _at_once, "smtp": _smtp, "imap": _imap, "postgresql": _postgresql,
}  # fmt: skip
