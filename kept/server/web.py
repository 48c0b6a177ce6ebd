"""The web server's process: granian, with an eye on the certificate. Takes granian's own words."""

from __future__ import annotations

import os
from pathlib import Path

from granian.cli import entrypoint
from granian.server.common import AbstractServer

from kept.server import certificates
from kept.server.listening import renew

if __name__ == "__main__":
    named = [os.environ.get(name) for name in ("KEPT_TLS_CERT", "KEPT_TLS_KEY")]
    if all(named):
        certificates.watch(*(Path(str(each)) for each in named))
    AbstractServer._respawn_workers = renew  # type: ignore[assignment]
    entrypoint()  # type: ignore[no-untyped-call]
