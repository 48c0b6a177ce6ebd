"""The error log: types and places, grouped; no word of what was typed; solved ones come back when they are met again."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.test import Client

from kept.grants.staff import StaffRole
from kept.tenancy.opening import system
from kept.tracking.models import Fault, RequestLine, Tally
from kept.tracking.telling import Told
from tests.cast import World
from tests.staff import hire
from tests.walk import signed_in

Noted = Callable[[], None]
SECRET = "Jana Nováková"


def breaking(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError(f"cannot read {SECRET}")

    monkeypatch.setattr("kept.crm.nouns.conditions.test", broken)


def ask(world: World) -> None:
    client = signed_in(world.ours, "alice")
    client.raise_request_exception = False
    assert client.get("/ours/contacts/?f=last_name:has:x").status_code == 500


@pytest.mark.promise("C7", "U4")
def test_an_error_is_noted_by_type_and_place_without_its_words(world: World, noted: Noted, monkeypatch: Any) -> None:
    breaking(monkeypatch)
    for _time in range(2):
        ask(world)
    noted()
    fault = Fault.objects.get()
    assert (fault.kind, fault.count, fault.route, fault.status) == ("ValueError", 2, "GET contacts:list", 500)
    assert fault.frames[-1].startswith("kept/tracking/tests/test_errors.py:") and fault.frames[-1].endswith(" broken")
    assert any(frame.startswith("kept/crm/nouns/") for frame in fault.frames)
    assert SECRET not in " ".join(map(str, Fault.objects.values_list()))
    with system("tests"):
        assert [one.failure for one in RequestLine.objects.all()] == ["ValueError"] * 2
    assert Tally.objects.get(what="failure").number == 2


def test_an_error_of_the_api_and_one_of_a_job_are_noted_too(world: World, noted: Noted) -> None:
    try:
        raise KeyError(SECRET)
    except KeyError:
        logging.getLogger("procrastinate.worker").exception("%s", SECRET, extra={"job": {"task_name": "log.seal"}})
    noted()
    assert Fault.objects.get().route == "job log.seal"


def test_an_error_of_the_database_says_its_code_and_constraint(world: World, noted: Noted) -> None:
    from django.db import IntegrityError, connection, transaction

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO tenancy_instance (slug, name, id) SELECT slug, %s, id FROM tenancy_instance", [SECRET]
            )
    except IntegrityError as error:
        assert isinstance(error.__cause__, psycopg.Error)
        logging.getLogger("kept").exception("broke")
    noted()
    fault = Fault.objects.get()
    assert fault.code.startswith("23")
    assert SECRET not in " ".join(map(str, Fault.objects.values_list()))


def test_a_solved_error_comes_back_when_it_is_met_again(world: World, noted: Noted, monkeypatch: Any) -> None:
    breaking(monkeypatch)
    ask(world)
    noted()
    carol = hire(world, "carol", StaffRole.ON_CALL)
    fault = Fault.objects.get()
    assert "ValueError" in carol.get("/operator/errors/").content.decode()
    assert "broken" in carol.get(f"/operator/errors/{fault.pk}/").content.decode()
    carol.post(f"/operator/errors/{fault.pk}/solve/")
    fault.refresh_from_db()
    assert not fault.is_open
    ask(world)
    noted()
    fault.refresh_from_db()
    assert fault.is_open and fault.back_at is not None and fault.count == 2
    assert "back again" in carol.get("/operator/errors/").content.decode()


@pytest.mark.promise("C7")
def test_standard_error_tells_sentences_of_the_code_and_nothing_that_was_put_into_them(caplog: Any) -> None:
    log = logging.getLogger("kept.tests")
    with caplog.at_level("INFO"):
        log.warning("One of %s could not be read", SECRET)
        log.warning(f"{SECRET} could not be read")
        log.warning(SECRET + " could not be read")
        try:
            raise ValueError(SECRET)
        except ValueError:
            log.exception("It broke: %s", SECRET)
    told = _told(lambda: log.warning("One of %s could not be read", SECRET))
    assert told["says"] == "One of %s could not be read"
    assert "says" not in _told(lambda: log.warning(f"{SECRET} could not be read"))
    assert SECRET not in json.dumps([Told().format(record) for record in caplog.records], ensure_ascii=False)


def _told(act: Callable[[], None]) -> dict[str, Any]:
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(Told().format(record))

    ear, log = Ear(), logging.getLogger("kept.tests")
    log.addHandler(ear)
    act()
    log.removeHandler(ear)
    told: dict[str, Any] = json.loads(said[0])
    return told


def sent(client: Client, body: Any, kind: str = "application/csp-report", ip: str = "198.51.100.9") -> int:
    return client.post("/reports/csp", json.dumps(body), content_type=kind, REMOTE_ADDR=ip).status_code


@pytest.mark.promise("D9")
def test_a_report_of_a_browser_is_counted_by_directive_and_host_alone(noted: Noted, client: Client) -> None:
    old = {"csp-report": {"violated-directive": "script-src-elem 'self'", "blocked-uri": f"https://jan:pass@www.bad.example/{SECRET}?q=1",
                          "document-uri": f"https://kept.example/{SECRET}", "script-sample": SECRET}}  # fmt: skip
    new = [
        {
            "type": "csp-violation",
            "body": {"effectiveDirective": "style-src-attr", "blockedURL": "inline", "sample": SECRET},
        }
    ]
    assert sent(client, old) == 204
    assert sent(client, new, "application/reports+json") == 204
    noted()
    found = set(Tally.objects.filter(what="csp").values_list("key", "part"))
    assert found == {("script-src", "bad.example"), ("style-src", "inline")}


@pytest.mark.promise("D9")
def test_reports_are_few_small_and_of_one_kind(noted: Noted, client: Client) -> None:
    assert sent(client, {"x": "y" * 20_000}, ip="198.51.100.10") == 413
    assert sent(client, {}, "text/html", ip="198.51.100.10") == 400
    assert client.get("/reports/csp", REMOTE_ADDR="198.51.100.10").status_code == 405
    answers = [sent(client, {}, ip="198.51.100.11") for _time in range(35)]
    assert answers[0] == 204 and answers[-1] == 429
    assert sent(client, {}, ip="198.51.100.12") == 204


@pytest.mark.promise("D9")
def test_every_page_tells_browsers_where_to_report(client: Client, db: None) -> None:
    answer = client.get("/privacy")
    assert (
        "report-to csp" in answer["Content-Security-Policy"]
        and "report-uri /reports/csp" in answer["Content-Security-Policy"]
    )
    assert answer["Reporting-Endpoints"] == 'csp="/reports/csp"'
