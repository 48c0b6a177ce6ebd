"""Traces: none unless the operator names a collector; then the route, the status and the time of answers, and no person."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from kept.outside.configuration import trace_settings
from kept.policy.controller import controller
from kept.tracking import traces
from tests.cast import World
from tests.hearing import hear
from tests.tracking.planting import MARK, sent
from tests.walk import signed_in

TIMES = 150


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    traces._waiting.clear()


def collector(settings: Any, **more: Any) -> None:
    settings.TRACES = trace_settings() | {
        "endpoint": "https://localhost:1/v1/traces", "recipient": controller().recipients[0].name, "inside": True,
    } | more  # fmt: skip


def told() -> str:
    return json.dumps(list(traces._waiting))


@pytest.mark.promise("S1")
def test_without_a_collector_no_span_is_made(world: World) -> None:
    signed_in(world.ours, "bob").get("/ours/contacts/?q=Jana")
    assert not traces._waiting


@pytest.mark.promise("C7")
def test_a_span_tells_the_route_the_status_and_the_time_and_has_no_other_attribute(world: World, settings: Any) -> None:
    collector(settings)
    signed_in(world.ours, "bob").get("/ours/contacts/?q=Jana")
    one = traces._waiting[-1]
    attributes = {each["key"]: next(iter(each["value"].values())) for each in one["attributes"]}
    assert one["name"] == "GET contacts:list" and set(attributes) <= set(traces.ALLOWED)
    assert attributes["http.response.status_code"] == "200" and int(attributes["kept.queries"]) > 0
    assert int(one["endTimeUnixNano"]) > int(one["startTimeUnixNano"])


def planted(world: World) -> str:
    """What spans say after many requests with names, addresses and passwords in every part."""
    random, clients = Random("traces"), [Client(), signed_in(world.ours, "alice"), signed_in(world.ours, "bob")]
    for turn in range(TIMES):
        client = clients[turn % 3]
        client.raise_request_exception = False
        with transaction.atomic():
            sent(random, client)
    return told()


@pytest.mark.promise("C7")
def test_no_planted_name_no_person_and_no_instance_is_in_a_span(world: World, settings: Any) -> None:
    collector(settings)
    said = planted(world)
    assert len(traces._waiting) >= TIMES and MARK not in said
    attributes = {each["key"] for one in traces._waiting for each in one["attributes"]}
    assert attributes <= set(traces.ALLOWED)
    for word in ("ours.example", "alice", world.ours.instance.name):
        assert word not in said


def test_a_span_of_paths_would_be_found(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary."""
    collector(settings)
    monkeypatch.setattr(traces, "route_of", lambda request: request.get_full_path())
    assert MARK in planted(world)


@pytest.mark.promise("D2")
def test_spans_go_to_the_collector_over_tls_in_its_own_form(world: World, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    with hear(tmp_path) as machine:
        collector(settings, endpoint=machine.url, authority=machine.authority, token="secret")
        Client().get("/trust")
        assert traces.send() == 1
    headers, body = machine.came[0]
    assert headers["Content-Type"] == "application/json" and headers["Authorization"] == "Bearer secret"
    spans = json.loads(body)["resourceSpans"][0]["scopeSpans"][0]["spans"]
    assert len(spans) == 1 and len(spans[0]["traceId"]) == 32 and len(spans[0]["spanId"]) == 16


@pytest.mark.promise("S1")
def test_to_nobody_under_contract_or_with_a_wrong_certificate_nothing_goes(
    world: World, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    with hear(tmp_path) as machine:
        for wrong in ({"recipient": "Somebody"}, {"authority": None}, {"inside": False}):
            collector(settings, **({"endpoint": machine.url, "authority": machine.authority} | wrong))
            Client().get("/trust")
            assert traces.send() == 0
        assert machine.came == [] and not traces._waiting


def test_the_share_is_kept(world: World, settings: Any) -> None:
    collector(settings, share=0)
    Client().get("/trust")
    assert not traces._waiting


def test_a_bad_configuration_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "kept.toml"
    monkeypatch.setenv("KEPT_CONFIG", str(config))
    for wrong in ('endpoint = "https://t.example"', 'endpoint = "http://t.example"\nrecipient = "X"', "share = 2"):
        config.write_text(f"[traces]\n{wrong}\n")
        with pytest.raises(ValueError, match="traces"):
            trace_settings()
