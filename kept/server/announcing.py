"""Tells the person at the terminal where, and as whom they may look around."""

import http.client
import os
import socket

from kept.server.asking import answer_of
from kept.server.options import Options


def announce(options: Options, logins: str) -> None:
    """Print the address and the demo's logins; tell systemd, where it asks."""
    _tell_the_service_manager()
    if options.only == "worker":
        print("Kept's worker runs. Ctrl-C ends it.", flush=True)
        return
    print(f"\n  Kept is ready at {options.address}    Ctrl-C ends it.\n", flush=True)
    if logins:
        print(logins, flush=True)


def ready(options: Options) -> bool:
    """Whether /readyz answers 200. A worker has no page to ask."""
    if options.only == "worker":
        return True
    return answer_of(options.address, "/readyz") == http.client.OK


def _tell_the_service_manager() -> None:
    """A unit of `Type=notify` counts as started from here on, so that `systemctl start` waits, and fails, in earnest."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.sendto(b"READY=1", f"\0{address[1:]}" if address.startswith("@") else address)
