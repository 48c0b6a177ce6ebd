"""Bodies whose length nobody told, sent in chunks or over HTTP/2: Django would take them for empty, and what was sent be lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

Door = Callable[[dict[str, Any], Any], Iterable[bytes]]
BRINGS = ("POST", "PUT", "PATCH", "DELETE")
MOST_OF_FORMS = 1_000_000_000  # bytes; files have limits of their own


def reading_untold(door: Door) -> Door:
    """The same door, which reads a body of no length told up to its end, or as far as one of a told length may go.

    The server beneath us ends the body where it ends (`wsgi.input_terminated`)."""

    def taking(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in BRINGS and not environ.get("CONTENT_LENGTH"):
            form = environ.get("CONTENT_TYPE", "").startswith("multipart/")
            environ["CONTENT_LENGTH"] = str(MOST_OF_FORMS if form else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        return door(environ, start)

    return taking
