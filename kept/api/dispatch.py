"""The dispatcher: one address, its operations by method, and what is the same for all of them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import orjson
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from kept.api import auth, limits
from kept.api.once import once
from kept.api.operations import Call, Operation
from kept.api.problems import Problem, bad, business
from kept.api.vocabulary import vocabulary
from kept.audit import access
from kept.web.refused import Refused

log = logging.getLogger("kept.api")


def endpoint(operations: Sequence[Operation]) -> Any:
    """A door for all methods of one path. It is marked with all they need; `enter` asks for what the method needs."""
    by_method = {one.method: one for one in operations}
    if "GET" in by_method:
        by_method["HEAD"] = by_method["GET"]  # here, so that the lock asks for the same permissions

    def door(request: HttpRequest, **tokens: str) -> HttpResponse:
        one = by_method.get(request.method or "")
        if one is None:
            refusal = refuse(request, Problem(405, "MethodNotAllowed", f"{request.method} is not there", ""))
            refusal["Allow"] = ", ".join(by_method)
            return refusal
        with limits.one_of_few(request.caller) as room:  # type: ignore[attr-defined]
            if not room:
                return refuse(request, Problem(429, "TooManyConnections", "Too many connections at once"))
            return _without_body(request, _headed(request, _run(request, one, tokens)))

    door.operations = by_method  # type: ignore[attr-defined]
    door.admits = tuple(sorted({need for one in operations for need in one.needs}))  # type: ignore[attr-defined]
    door.enter = auth.enter  # type: ignore[attr-defined]
    door.csrf_exempt = True  # type: ignore[attr-defined]  # nothing here goes by a cookie
    return door


def _without_body(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """To HEAD, the headers of what GET would be answered, its length among them."""
    if request.method == "HEAD" and not response.streaming:
        response.content = b""
    return response


def _run(request: HttpRequest, one: Operation, tokens: dict[str, str]) -> HttpResponse:
    passage = access.required()
    try:
        caller = request.caller  # type: ignore[attr-defined]
        if "\x00" in "".join(
            (*tokens.values(), *(value for values in request.GET.lists() for value in (values[0], *values[1])))
        ):
            raise bad("The address holds the character U+0000, which no text can keep")
        call = Call(request, one, passage, caller, vocabulary(request, passage, caller))
        return once(request, caller, lambda: answer(one.run(call, **_numbers(tokens)), one.status))
    except Problem as problem:
        return refuse(request, problem)
    except Refused as refused:
        return refuse(request, business("exception.refused", str(refused.message)))
    except RequestDataTooBig:
        return refuse(request, bad("The body is too large"))
    except UnreadablePostError:
        return refuse(request, bad("The body did not arrive whole"))
    except (SuspiciousOperation, BadRequest):  # more parameters than anybody asks with, a form that is none
        return refuse(request, bad("The request cannot be read"))
    except (OperationalError, InterfaceError):
        raise  # the database is away or overloaded: kept.server.away says so, and when to ask again
    except Exception:
        log.exception("%s broke", one.id)
        return refuse(request, Problem(500, "InternalError", "Something broke here. Nothing was changed."))


def _numbers(tokens: dict[str, str]) -> dict[str, Any]:
    from kept.api.operations import NAMES

    return {name: value if name in NAMES else int(value) for name, value in tokens.items()}


def answer(body: Any, status: int = 200) -> HttpResponse:
    """JSON, unless it is a response already."""
    if isinstance(body, HttpResponse):
        return body
    content = orjson.dumps(body)
    length = {"Content-Length": str(len(content))}
    return HttpResponse(content, status=status, content_type="application/json", headers=length)


def refuse(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The error's body; whatever was half done is undone, and nothing that was read is shown."""
    passage = access.current()
    if passage is not None:
        passage.reads.clear()
        passage.groups.clear()
        passage.writes.clear()
    request.broke_off = True  # type: ignore[attr-defined]
    response = answer(problem.body(), problem.status)
    if problem.status == 429:
        response["Retry-After"] = str(limits.seconds_left() if problem.type == "RequestLimitReached" else 1)
    return _headed(request, response)


def _headed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    for name, value in limits.headers(getattr(request, "caller", None)).items():
        response[name] = value
    return response
