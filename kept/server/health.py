"""Two small answers for whoever watches over this process: does it live, can it serve?"""

from functools import cache

import psycopg
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse

from kept.policy.doors import allow
from kept.server.connections import connect

RETRY_SECONDS = 5
TEXT = "text/plain; charset=utf-8"


@allow("public")
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives. Asks nothing of the database."""
    return _never_kept(HttpResponse("alive\n", content_type=TEXT))


@allow("public")
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration; else 503 and when to ask again."""
    trouble = why_not_ready()
    if trouble is None:
        return _never_kept(HttpResponse("ready\n", content_type=TEXT))
    answer = HttpResponse(f"{trouble}\n", status=503, content_type=TEXT)
    answer["Retry-After"] = str(RETRY_SECONDS)
    return _never_kept(answer)


def why_not_ready() -> str | None:
    """None when all is well, else one sentence that tells nothing of the inside."""
    try:
        # A connection of its own: the pool may be busy waiting for the very database we ask about.
        with connect("app") as connection:
            rows = connection.execute("SELECT app, name FROM django_migrations").fetchall()
    except psycopg.errors.UndefinedTable:
        return "The database is not set up yet."
    except psycopg.Error:
        return "The database does not answer."
    if _wanted() - {(str(app), str(name)) for app, name in rows}:
        return "The database waits for its migrations."
    return None


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _never_kept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
