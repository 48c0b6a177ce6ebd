"""Kept as a service: systemd is told when it is ready, and the unit, the command and the image say the same things."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from kept.server import announcing
from kept.server.options import DEFAULTS, Options

HOSTING = Path(__file__).resolve().parents[2] / "docs" / "hosting"


@pytest.mark.promise("D1")
def test_a_unit_counts_as_started_when_kept_is_ready_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(1)
        monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
        announcing.announce(Options(**DEFAULTS), "")
        with pytest.raises(TimeoutError):
            manager.recv(64)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        announcing.announce(Options(**DEFAULTS), "")
        assert manager.recv(64) == b"READY=1"
    assert "Type=notify" in (HOSTING / "kept.service").read_text()


@pytest.mark.promise("D9")
def test_the_service_may_write_only_where_its_things_lie() -> None:
    unit, environment = (HOSTING / "kept.service").read_text(), (HOSTING / "environment").read_text()
    writable = {word for line in re.findall(r"^ReadWritePaths=(.*)$", unit, re.M) for word in line.split()}
    named = dict(line.split("=", 1) for line in environment.splitlines() if "=" in line and not line.startswith("#"))
    assert writable == {named["KEPT_DATA"], str(Path(named["KEPT_ROOT_KEY_FILE"]).parent), "-/mnt/backups"}
    assert "ProtectSystem=strict" in unit
    assert "User=kept" in unit


@pytest.mark.promise("D9")
def test_an_image_takes_along_nothing_that_somebody_keeps_here() -> None:
    left_out = (HOSTING.parents[1] / ".dockerignore").read_text().split()
    assert {"data", "kept.toml", ".git"} <= set(left_out)
