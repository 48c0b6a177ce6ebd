"""The floor: the same five operations as bare SQL through the bare server, without Django, fences, rights or log.

It speaks to the same tables as the backup role may read them and as the owner may write them; what it writes is
rolled back by nobody, so it has a table of its own for writing.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import orjson
from psycopg_pool import ConnectionPool

from kept.crm.records.words import patterns
from kept.server.connections import parameters

COLUMNS = (
    "c.id, c.first_name, c.last_name, c.title_before, c.title_after, c.email, c.phone, c.street, c.city, c.zip_code,"
    " c.country, c.birthday, c.notice, c.tags, c.custom, c.created_at, c.updated_at, c.version, p.title, f.id, f.name"
)
JOINED = (
    f"SELECT {COLUMNS} FROM contacts_contact c"
    " LEFT JOIN contacts_position p ON p.instance_id = c.instance_id AND p.contact_id = c.id AND p.primary"
    " LEFT JOIN companies_company f ON f.instance_id = c.instance_id AND f.id = p.company_id"
)
LIST = JOINED + " WHERE c.instance_id = %s AND c.deleted_at IS NULL ORDER BY c.sort_key, c.id LIMIT 50"
FOUND = (  # the words are given as parameters
    "WITH found AS MATERIALIZED (SELECT id FROM contacts_contact WHERE instance_id = %s AND search LIKE %s"
    " AND deleted_at IS NULL) " + JOINED + " WHERE c.instance_id = %s AND c.id IN (SELECT id FROM found)"
    " ORDER BY c.sort_key, c.id LIMIT 50"
)
ONE = JOINED + " WHERE c.instance_id = %s AND c.id = %s"
MADE = "INSERT INTO bench_floor (instance_id, last_name, email) VALUES (%s, %s, %s) RETURNING id"
CHANGED = "UPDATE bench_floor SET email = %s WHERE instance_id = %s AND id = %s"
TABLE = (
    "CREATE TABLE IF NOT EXISTS bench_floor (instance_id bigint, id bigserial, last_name text, email text,"
    " PRIMARY KEY (instance_id, id))"
)
INSTANCE = int(os.environ.get("KEPT_BENCH_INSTANCE", "1"))
_number = itertools.count(1)


def _pool(role: str) -> ConnectionPool[Any]:
    return ConnectionPool(kwargs=dict(parameters(role)) | {"autocommit": True}, min_size=2, max_size=8, open=True)


READER, WRITER = _pool("backup"), _pool("owner")
with WRITER.connection() as _connection:
    _connection.execute(TABLE)
    _connection.execute("INSERT INTO bench_floor VALUES (%s, 0, 'x', 'x') ON CONFLICT DO NOTHING", [INSTANCE])


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request of `bench.cases` with one statement."""
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start("200 OK", [("Content-Type", "application/json")])
    if path == "/healthz":
        return [b"alive"]
    if method == "PUT":
        made = json.loads(body)
        values = [INSTANCE, made["lastName"], made["contactInfo"]["email"]]
        with WRITER.connection() as connection:
            return [orjson.dumps(connection.execute(MADE, values).fetchone())]
    if method == "POST":
        with WRITER.connection() as connection:
            connection.execute(CHANGED, [f"n{next(_number)}@mail.example", INSTANCE, 0])
            return [b"{}"]
    words = parse_qs(environ.get("QUERY_STRING", "")).get("fulltext")
    with READER.connection() as connection:
        if words:
            rows = connection.execute(FOUND, [INSTANCE, patterns(words[0])[0], INSTANCE]).fetchall()
        elif path.rstrip("/").endswith("person"):
            rows = connection.execute(LIST, [INSTANCE]).fetchall()
        else:
            rows = connection.execute(ONE, [INSTANCE, int(path.rstrip("/").rsplit("/", 1)[1])]).fetchall()
    return [orjson.dumps(rows, default=str)]
