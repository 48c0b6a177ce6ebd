"""The server's certificate: checked, laid out where the workers read it, and laid out anew when it was renewed.

The copy stands below the data folder under names that do not change, its key in the one form that the server reads. So
a renewal may change links, as certbot does, or the form of the key, as lego does, and nobody restarts anything.
"""

from __future__ import annotations

import os
import signal
import ssl
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from kept.policy.keeps import keeps
from kept.server.place import data_folder
from kept.server.trouble import Trouble, say

FOLDER = "tls"
CHAIN, KEY = "chain.pem", "key.pem"
LOOK_SECONDS = float(os.environ.get("KEPT_CERTIFICATE_SECONDS", "20"))
Seen = tuple[int, int, int, int]


@keeps("D2")
def lay(certificate: Path, key: Path) -> tuple[Path, Path]:
    """Lay out a certificate and its key. Returns where. Raises Trouble when they do not fit; then what lay there stays."""
    chain, secret = certificate.read_bytes(), _pkcs8(key)
    folder = data_folder() / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    drafts = folder / f"{CHAIN}.new", folder / f"{KEY}.new"
    for draft, content in zip(drafts, (chain, secret), strict=True):
        draft.touch(mode=0o600)
        draft.write_bytes(content)
    must_fit(*drafts)
    places = folder / CHAIN, folder / KEY
    for draft, place in zip(drafts, places, strict=True):
        draft.rename(place)
    return places


def must_fit(certificate: Path, key: Path) -> None:
    """Raises Trouble when they are not a certificate and its key, or the certificate has run out."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except ssl.SSLError as error:
        raise Trouble(f"{certificate} and {key} are not a certificate and its key: {error.reason}") from error
    if until(certificate) < datetime.now(UTC):
        raise Trouble(f"{certificate} has run out on {until(certificate):%Y-%m-%d %H:%M} UTC: nobody would trust it.")


def until(certificate: Path) -> datetime:
    """Until when a certificate is good."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc


def watch(certificate: Path, key: Path) -> None:
    """From now on look whether it was renewed; then lay it out, and have the workers of this process relieved."""
    seen = _seen(certificate, key)
    threading.Thread(target=_look, args=(certificate, key, seen), name="certificate", daemon=True).start()


def _look(certificate: Path, key: Path, seen: Seen | None) -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        now = _seen(certificate, key)
        if now is None or now == seen:
            continue
        try:
            lay(certificate, key)
        except (Trouble, OSError) as trouble:
            say(f"the renewed certificate is not taken: {trouble}")
        else:
            say(f"the certificate was renewed, until {until(certificate):%Y-%m-%d}.")
            os.kill(os.getpid(), signal.SIGHUP)
        seen = now


def _seen(*paths: Path) -> Seen | None:
    """Which files they are and when they changed; None while one is not there."""
    try:
        found = [path.stat() for path in paths]
    except OSError:
        return None
    return found[0].st_ino, found[0].st_mtime_ns, found[1].st_ino, found[1].st_mtime_ns


def _pkcs8(key: Path) -> bytes:
    try:
        known = serialization.load_pem_private_key(key.read_bytes(), None)
    except TypeError as locked:
        raise Trouble(f"{key} has a password. Kept starts by itself: give it a key without one.") from locked
    except ValueError as wrong:
        raise Trouble(f"{key} is no private key in PEM.") from wrong
    return known.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
