"""The stage of all tests: a real PostgreSQL, the app's own role, two instances and a cast of people."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests import stage


def pytest_configure(config: pytest.Config) -> None:
    """Markers that tests may carry."""
    config.addinivalue_line("markers", "promise(id): the promise of the register that the test proves")
    config.addinivalue_line("markers", "slow: servers started, killed and restored; `make slow` runs them")
    # The suite asks the same each time, however busy the machine; `make proofs` draws anew.
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "suite", deadline=None, derandomize="KEPT_PROOFS" not in os.environ, database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    settings.load_profile("suite")


def pytest_unconfigure(config: pytest.Config) -> None:
    """A worker that ended in the middle of a test left its database running: whoever sent it out stops that."""
    from kept.server.cluster import stop_if_unused
    from kept.server.place import place

    if stage.WORKER == "main":
        for folder in stage.GROUND.glob("gw*"):
            stop_if_unused(place(folder))


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A database of its own for each worker, made and migrated by the owner, used by the app."""
    from django.core.management import call_command
    from django.db import connections

    from kept.server import database

    name = f"test_kept_{stage.WORKER}"
    database.ensure()
    database.bootstrap()
    database.create_test_database(name)
    with django_db_blocker.unblock():
        for alias in ("default", "owner"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        connections["owner"].close()
    yield
    with django_db_blocker.unblock():
        for connection in connections.all():
            connection.close()
        database.drop_test_database(name)


@pytest.fixture(autouse=True)
def versions_of_the_notice_are_read_anew() -> None:
    """A process knows them for half a minute; a test undoes what it published."""
    from kept.privacy.notices import current

    current.forget()


@pytest.fixture(autouse=True)
def who_is_let_in_by_force_signed_in_just_now() -> Iterator[None]:
    """`force_login` counts as a password of this moment, as a sign-in on the page does."""
    from allauth.account.internal.flows.login import get_authentication_records, record_authentication
    from django.contrib.auth.signals import user_logged_in

    def note(request: Any, user: Any, **_: Any) -> None:
        if not get_authentication_records(request, user):
            record_authentication(request, user, method="password")

    user_logged_in.connect(note)
    yield
    user_logged_in.disconnect(note)


@pytest.fixture
def world(db: None) -> Any:
    """Two instances and their people: see `tests.cast`."""
    from tests.cast import build

    return build()


@pytest.fixture
def letters(db: None, tmp_path: Any, settings: Any, django_capture_on_commit_callbacks: Any, monkeypatch: Any) -> Any:
    """What was sent, the latest first. In tests nothing commits, so letters go at once."""
    from kept.outside import mail
    from kept.outside.letterbox import SHOWN

    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(mail.transaction, "on_commit", lambda act: act())
    return lambda: list(SHOWN.letters())
