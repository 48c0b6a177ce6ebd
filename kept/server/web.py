"""The web server's process: granian, with an eye on the certificate. Takes granian's own words."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from granian.cli import entrypoint
from granian.log import logger
from granian.server.common import AbstractServer

from kept.server import certificates
from kept.server.listening import renew

LINES = 65_536  # files and lines that a process may have open, where the system lets it


def _may_hold_many_lines() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = LINES if hard == resource.RLIM_INFINITY else min(LINES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    _may_hold_many_lines()
    # It holds that so many threads are a mistake; most of ours only wait (kept.server.turns).
    logger.addFilter(lambda record: "Python threads" not in record.getMessage())
    named = [os.environ.get(name) for name in ("KEPT_TLS_CERT", "KEPT_TLS_KEY")]
    if all(named):
        certificates.watch(*(Path(str(each)) for each in named))
    AbstractServer._respawn_workers = renew  # type: ignore[assignment]
    entrypoint()  # type: ignore[no-untyped-call]
