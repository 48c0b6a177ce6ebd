"""The few functions that read past row security, each with its reason, its instance inside, and its own test.

`ILIKE` and `@>` are not leak-proof, so under row security PostgreSQL would not use their indexes. Such a function
belongs to `kept_search`, a role that cannot log in and may only select (the one that ages out the log: to its owner);
it names the instance itself, from the transaction's setting and never from an argument, so nobody can ask it for
another instance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

SEARCH = "kept_search"
HERE = "nullif(current_setting('kept.instance', true), '')::bigint"


@dataclass(frozen=True, slots=True)
class Function:
    """A reviewed exception: its signature, its body in SQL, and why it exists."""

    signature: str
    returns: str
    body: str
    because: str
    owner: str = SEARCH
    volatility: str = "STABLE"  # VOLATILE for one that writes

    @property
    def name(self) -> str:
        """The function's name without arguments."""
        return self.signature.split("(")[0]


EXCEPTIONS: dict[str, Function] = {}
EXTRAS: list[Callable[[], Iterator[str]]] = []  # statements of other rooms: triggers on their tables


def exception(function: Function) -> Function:
    """Put a function on the list."""
    EXCEPTIONS[function.name] = function
    return function


def functions() -> Iterator[str]:
    """Statements that put all exceptions into the database."""
    for one in EXCEPTIONS.values():
        yield (
            f"CREATE OR REPLACE FUNCTION {one.signature} RETURNS {one.returns} LANGUAGE plpgsql {one.volatility} "
            f"SECURITY DEFINER SET search_path = public, pg_temp AS $body$\n{one.body}\n$body$"
        )
        arguments = one.signature
        yield f"ALTER FUNCTION {_types(arguments)} OWNER TO {one.owner}"
        yield f"REVOKE ALL ON FUNCTION {_types(arguments)} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {_types(arguments)} TO kept_app"
    for extra in EXTRAS:
        yield from extra()


def _types(signature: str) -> str:
    name, _, rest = signature.partition("(")
    kinds = [
        argument.strip().split(" ", 1)[1].split(" DEFAULT")[0]
        for argument in rest.rstrip(")").split(",")
        if argument.strip()
    ]
    return f"{name}({', '.join(kinds)})"
