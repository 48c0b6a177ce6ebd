"""The figures: over all processes, for this machine or a token only, and without a name."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kept.status import counting
from kept.status.counts import Counts
from tests.cast import World
from tests.walk import signed_in

LINE = re.compile(r'^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$')


@pytest.fixture(autouse=True)
def here(tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(counting, "_counts", None)


def value(text: str, name: str) -> float:
    return next((float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name)), 0.0)


@pytest.mark.promise("D9")
def test_answers_are_counted_by_kind_and_status_and_nobody_is_named(world: World) -> None:
    alice = signed_in(world.ours, "alice")
    for path in ("/ours/contacts/", "/ours/contacts/", "/nowhere/", "/api/v2/person/"):
        alice.get(path)
    text = Client().get("/metrics").content.decode()
    assert value(text, 'kept_request_seconds_count{kind="instance",status="2xx"}') == 2
    assert value(text, 'kept_request_seconds_count{kind="api",status="4xx"}') == 1
    assert value(text, 'kept_request_seconds_bucket{kind="instance",status="2xx",le="+Inf"}') == 2
    assert all(LINE.match(line) for line in text.splitlines() if not line.startswith("#"))
    assert "ours" not in text
    assert "alice" not in text


@pytest.mark.promise("D9")
def test_only_this_machine_and_the_token_may_ask(monkeypatch: Any) -> None:
    monkeypatch.setenv("KEPT_METRICS_TOKEN", "a long token")
    client = Client()
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="198.51.100.4").status_code == 404
    assert client.get("/metrics", headers={"x-forwarded-for": "198.51.100.4"}).status_code == 404
    for token, status in (("a long token", 200), ("another", 404), ("", 404)):
        headers = {"authorization": f"Bearer {token}"}
        assert client.get("/metrics", REMOTE_ADDR="198.51.100.4", headers=headers).status_code == status
    monkeypatch.delenv("KEPT_METRICS_TOKEN")
    assert client.get("/metrics", REMOTE_ADDR="198.51.100.4", headers={"authorization": "Bearer "}).status_code == 404


def test_a_process_that_is_gone_is_still_counted_and_its_gauges_are_not(tmp_path: Path) -> None:
    (tmp_path / "status").mkdir()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = Counts(tmp_path / "status" / f"{gone.pid}-1.counts")
    dead.add(counting.API, 0, 0.02)
    dead.set("threads", 7)
    for _time in range(2):
        text = Client().get("/metrics").content.decode()
        assert value(text, 'kept_request_seconds_count{kind="api",status="2xx"}') == 1
        assert value(text, "kept_threads ") == 0
