"""Answering with a file: streamed, named, and never taken for a page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django.http import StreamingHttpResponse

from kept.crm.records.words import fold

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def attachment(chunks: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """A file to be saved under a name in any language."""
    plain = "".join(letter if letter.isalnum() or letter in "-_. " else "-" for letter in fold(name))
    response = StreamingHttpResponse(
        chunks, content_type=TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")
    )
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
