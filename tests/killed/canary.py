"""The canary: a kind of job whose effect stands outside its transaction, so that a killed worker makes it happen twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

NAME = "canary.outside"


@contextmanager
def planted() -> Iterator[None]:
    """For as long as it lasts the program has this kind of job."""
    from procrastinate.contrib.django import app

    app.task(name=NAME, queue="kept")(_twice)
    try:
        yield
    finally:
        app.tasks.pop(NAME)


def _twice() -> None:
    from kept.outside import mail
    from kept.outside.letterbox import SHOWN
    from kept.tenancy.opening import system

    SHOWN.put(mail.written(purpose="L1", recipient="email", to="jana@n.example", subject="Hello", text="Hello."))
    with system("canary"):
        pass
