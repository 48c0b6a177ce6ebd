"""The operator's page of keys: names and ages, no key; a copy confirmed by its end; a new one by a second step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from kept.grants.staff import StaffRole
from kept.outside import evidence, files, keys, keys_chain, keys_found, keys_tending
from kept.outside.keys_figures import figures, health
from kept.tenancy.opening import system
from kept.web.watched import State
from tests.cast import World
from tests.hands import second_step
from tests.making import browser_of
from tests.staff import hire

HOME = "/operator/keys/"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("KEPT_BACKUPS", str(tmp_path / "backups"))
    monkeypatch.setenv("KEPT_DATA", str(tmp_path))
    monkeypatch.delenv("KEPT_ROOT_KEY_FILE", raising=False)
    return tmp_path


@pytest.mark.promise("D2")
def test_it_shows_names_and_never_the_key_and_warns_until_a_copy_is_confirmed(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        files.write(world.ours.instance.pk, __import__("uuid").uuid4(), [b"x"])
    keys_tending.tend()
    client = hire(world, "bob", StaffRole.ON_CALL)
    shown = client.get(HOME).content.decode()
    text = keys_found.key_file().read_text()
    assert figures().name in shown and text.split()[1][:10] not in shown and text.split()[2] not in shown
    assert "Nobody has confirmed" in shown and "Keys of instances" in shown
    assert client.get(f"{HOME}confirm/").status_code == 302, "by the second step alone"
    second_step(client)
    wrong = client.post(f"{HOME}confirm/", {"word": "aaaaaaaa"}).content.decode()
    assert "That is not the end of this key." in wrong
    assert client.post(f"{HOME}confirm/", {"word": text.split()[2].upper()}).status_code == 302
    assert "Nobody has confirmed" not in client.get(HOME).content.decode()


@pytest.mark.promise("D2")
def test_a_new_key_is_queued_by_a_second_step_and_made_by_the_worker(world: World) -> None:
    from kept.outside import jobs

    old = keys_found.current().name
    client = hire(world, "bob", StaffRole.ON_CALL)
    assert client.post(f"{HOME}rotate/").status_code == 302
    with system("tests"):
        assert not ProcrastinateJob.objects.filter(task_name="keys.rotate").exists()
    second_step(client)
    assert b"A new key?" in client.get(f"{HOME}rotate/").content
    assert client.post(f"{HOME}rotate/").status_code == 302
    with system("tests"):
        assert ProcrastinateJob.objects.filter(task_name="keys.rotate").count() == 1
    jobs.rotate()
    assert keys_found.current().name != old
    shown = client.get(HOME).content.decode()
    assert "for backups of before" in shown and "the copy of the new one is confirmed" in shown


@pytest.mark.promise("D6")
def test_nobody_else_sees_it(world: World) -> None:
    editor = hire(world, "carol", StaffRole.EDITOR)
    for path in (HOME, f"{HOME}confirm/", f"{HOME}rotate/"):
        assert editor.get(path).status_code == 403
        assert browser_of(world, "alice").get(path).status_code == 404


@pytest.mark.promise("D2")
def test_a_lost_key_is_told_on_the_page_and_makes_the_figure_red(world: World) -> None:
    keys_found.current()
    keys_tending.look()
    assert evidence.keys_follow().good
    client = hire(world, "bob", StaffRole.ON_CALL)
    assert health().state == State.WELL
    keys_found.key_file().unlink()
    assert health().state == State.DOWN
    assert not evidence.keys_follow().good
    shown = client.get(HOME)
    assert shown.status_code == 200 and "Put your copy of it back" in shown.content.decode()


@pytest.mark.promise("D2")
def test_a_key_that_did_not_follow_makes_the_figure_red(world: World) -> None:
    keys.data_key("ledger")
    keys_tending.look()
    assert evidence.keys_follow().good
    with keys_chain.changed() as chain:
        chain.seen["by_root"]["instances"] = {"0123456789abcdef": 2}
    assert not evidence.keys_follow().good
