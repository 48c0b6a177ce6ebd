"""What the program says on its standard error: a line of JSON, by an allow-list, with nothing in it that came from outside.

A sentence is told as it stands in the code, its places left empty. One that was put together at run time may carry
anything and is not told: of it there remain the place, the level, and the type of the exception.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from types import FrameType
from typing import Any

from kept.policy.keeps import keeps
from kept.tracking.faults import code_of, frames_of, place_of


@keeps("C7")
class Told(logging.Formatter):
    """A record as JSON: when, how grave, from where, the sentence of the code, the type of an exception, its frames."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "place": f"{place_of(record.pathname)}:{record.lineno}",
            "says": sentence_of(record),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            told["failure"] = type(error).__qualname__
            told["code"] = code_of(error)
            told["frames"] = frames_of(error.__traceback__)
        return json.dumps({name: value for name, value in told.items() if value})


def sentence_of(record: logging.LogRecord) -> str:
    """The sentence of a record where it is a constant of the code that logged it, else nothing."""
    frame = _logging_frame(record)
    constants = frame.f_code.co_consts if frame is not None else ()
    return record.msg if any(record.msg is each for each in constants) else ""


def _logging_frame(record: logging.LogRecord) -> FrameType | None:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_filename == record.pathname and code.co_name == record.funcName:
            return frame
        frame = frame.f_back
    return None


def logging_settings() -> dict[str, Any]:
    """Django's LOGGING: everything goes through the two of us, whoever logs it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"told": {"()": "kept.tracking.telling.Told"}},
        "handlers": {
            "said": {"class": "logging.StreamHandler", "formatter": "told", "level": "WARNING"},
            "faults": {"()": "kept.tracking.faults.NoteFaults", "level": "ERROR"},
        },
        "root": {"handlers": ["said", "faults"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},  # what was not found or not allowed stands in the request log
        },
    }
