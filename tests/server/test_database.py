"""The embedded database starts, stops, survives and stays closed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from kept.server.binaries import binaries
from tests.server.conftest import House

pytestmark = pytest.mark.slow

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the database another user")


def test_it_is_made_once_started_when_asked_and_keeps_what_it_was_given(standing: House) -> None:
    with standing.database() as connection:
        connection.execute("CREATE TABLE kept_here (word text)")
        connection.execute("INSERT INTO kept_here VALUES ('still')")
    assert standing.kept("database", "status").stdout == "running\n"
    assert standing.kept("database", "stop").returncode == 0
    stopped = standing.kept("database", "status")
    assert (stopped.stdout, stopped.returncode) == ("stopped\n", 3)
    assert standing.kept("database", "start").returncode == 0
    with standing.database() as connection:
        assert connection.execute("SELECT word FROM kept_here").fetchone() == ("still",)


def test_three_that_start_it_at_once_get_one_database(house: House) -> None:
    starters = [house.begin("database", "start") for _ in range(3)]
    assert [starter.wait(120) for starter in starters] == [0, 0, 0]
    with house.database() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_last_to_leave_stops_it_unless_it_was_asked_to_stay(house: House) -> None:
    assert house.kept("manage", "showmigrations", "--list").returncode == 0
    assert house.kept("database", "status").stdout == "stopped\n"
    house.kept("database", "start")
    assert house.kept("manage", "showmigrations", "--list").returncode == 0
    assert house.kept("database", "status").stdout == "running\n"


def test_it_listens_on_no_network(standing: House) -> None:
    with standing.database() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    server = int((standing.data / "postmaster.pid").read_text().split()[0])
    theirs = {str(each.readlink()) for each in Path(f"/proc/{server}/fd").iterdir() if each.is_symlink()}
    listening = [
        line.split() for file in ("tcp", "tcp6") for line in Path(f"/proc/net/{file}").read_text().splitlines()[1:]
    ]
    assert not theirs & {f"socket:[{columns[9]}]" for columns in listening}


@as_root
def test_a_stranger_on_the_machine_does_not_get_in_and_we_need_no_password(standing: House) -> None:
    with standing.database("kept_app") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("kept_app",)
    knock = [
        binaries().program("psql"),
        "-h",
        str(standing.data.parent / "run"),
        "-U",
        "kept_app",
        "-c",
        "SELECT 1",
        "kept",
    ]
    ours = subprocess.run(knock, capture_output=True, text=True, cwd="/")
    theirs = subprocess.run(knock, capture_output=True, text=True, cwd="/", user="nobody")
    assert ours.returncode == 0, ours.stderr
    assert theirs.returncode != 0
    assert "ermission denied" in theirs.stderr


@as_root
def test_root_lends_it_a_user_who_is_not_root(standing: House) -> None:
    server = int((standing.data / "postmaster.pid").read_text().split()[0])
    owner = Path(f"/proc/{server}").stat().st_uid
    assert owner != 0
    assert standing.data.stat().st_uid == owner
    assert standing.data.stat().st_mode & 0o077 == 0


@as_root
def test_a_closed_home_stays_closed_and_the_database_moves_out(house: House) -> None:
    house.folder.parent.chmod(0o700)
    assert house.kept("database", "start").returncode == 0
    assert house.folder.parent.stat().st_mode & 0o777 == 0o700
    assert (house.folder / "postgres").is_symlink()
    with house.database() as connection:
        connection.execute("CREATE TABLE from_the_first_life ()")
    # The folder is deleted and made anew at the same path: nothing of the first life may appear in the second.
    house.kept("stop")
    first = (house.folder / "postgres").resolve()
    shutil.rmtree(house.folder)
    assert house.kept("database", "start").returncode == 0
    try:
        with house.database() as connection:
            assert connection.execute("SELECT to_regclass('from_the_first_life')").fetchone() == (None,)
        assert list(first.parent.glob(f"{first.name}.left-*")), "what was there is set aside, not destroyed"
    finally:
        for left in first.parent.glob(f"{first.name}.left-*"):
            shutil.rmtree(left)


def test_a_very_long_path_gets_a_short_socket(house: House) -> None:
    house.folder = house.folder / ("a" * 60) / ("b" * 60)
    house.folder.parent.mkdir(parents=True)
    house.folder.parent.parent.chmod(0o755)
    assert house.kept("database", "start").returncode == 0
    with house.database() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert house.kept("database", "stop").returncode == 0


def test_it_starts_after_a_power_cut_although_another_process_has_its_number(standing: House) -> None:
    left = (standing.data / "postmaster.pid").read_text()
    owner = pwd.getpwuid(standing.data.stat().st_uid)
    standing.kept("database", "stop")
    as_owner = {"user": owner.pw_uid} if os.geteuid() == 0 else {}
    stranger = subprocess.Popen(["sleep", "60"], **as_owner)  # type: ignore[call-overload]
    try:
        _, rest = left.split("\n", 1)
        (standing.data / "postmaster.pid").write_text(f"{stranger.pid}\n{rest}")
        started = standing.kept("database", "start")
        assert started.returncode == 0, started.stderr
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_what_an_interrupted_start_left_is_made_anew(house: House) -> None:
    half = house.folder / "postgres" / "data"
    half.mkdir(parents=True)
    house.folder.chmod(0o711)
    (half / "half_a_file").write_text("cut off")
    assert house.kept("database", "start").returncode == 0
    assert not (half / "half_a_file").exists()


def test_its_log_quotes_nothing_that_people_typed(standing: House) -> None:
    with standing.database() as connection:
        connection.execute("CREATE TABLE people (email text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('jana@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation, match=r"jana@example\.org"):
            connection.execute("INSERT INTO people VALUES ('jana@example.org')")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation, match=r"petr@example\.org"):
            connection.execute("SELECT 'petr@example.org'::int")
    standing.kept("database", "stop")
    logs = [path.read_text() for path in (standing.data.parent / "log").iterdir()]
    assert any("shut down" in log for log in logs), "the log is the one that this server wrote"
    assert not any("example.org" in log for log in logs)


def test_trouble_is_a_sentence_and_not_a_traceback(house: House) -> None:
    house.environment["DATABASE_URL"] = "postgresql://kept_app@127.0.0.1:1/kept"
    refused = house.kept("database", "start")
    assert "DATABASE_URL names does not answer" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.returncode == 2


def test_a_database_on_another_machine_must_prove_who_it_is(house: House) -> None:
    house.environment["DATABASE_URL"] = "postgresql://kept_app@db.example.org/kept?sslmode=require"
    refused = house.kept("database", "start")
    assert "sslmode=verify-full" in refused.stderr
    assert refused.returncode == 2


def test_what_was_just_filled_is_planned_for_as_it_is(house: House) -> None:
    """Without figures a filter over an order of the fresh demo world took half a minute."""
    assert house.kept("demo").returncode == 0
    assert house.kept("database", "start").returncode == 0
    with house.database() as connection:
        looked = connection.execute(
            "SELECT count(last_analyze) > 0 FROM pg_stat_user_tables WHERE relname = 'contacts_contact'"
        ).fetchone()
    assert looked == (True,)
