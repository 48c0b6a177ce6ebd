"""The one method of granian's own that we stand in for: when an upgrade changes it, this says so before a reload does."""

from __future__ import annotations

import inspect

from granian.server.common import AbstractServer

from kept.server.listening import renew

USED = ("respawned_wrks", "wrks", "_spawn_worker", "workers_kill_timeout", "_metrics")


def callers(method: str) -> int:
    return inspect.getsource(AbstractServer).count(f"self.{method}(")


def test_the_method_that_is_replaced_is_there_is_called_and_takes_what_ours_takes() -> None:
    theirs = inspect.signature(AbstractServer._respawn_workers).parameters
    assert [*inspect.signature(renew).parameters][1:2] == [*theirs][1:2] == ["workers"]
    assert len(inspect.signature(renew).parameters) == len(theirs) == 5
    assert theirs["delay"].default == 0 and callers("_respawn_workers") >= 2
    assert callers("_no_such_method") == 0


def test_what_ours_touches_of_the_server_is_there() -> None:
    whole = inspect.getsource(AbstractServer)
    assert [name for name in USED if f"self.{name}" not in whole] == []
