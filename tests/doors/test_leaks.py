"""One instance crawled with the other marked: pages, files, suggestions, API, letters and log tell 0 markers (QUALITY I3)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from kept.api import limits
from kept.api.contract import operations
from kept.crm.nouns.noun import NOUNS
from tests.calls import Program, path_of
from tests.cast import Cast, World
from tests.crawl import Seen, crawl, text_of
from tests.marked import MARKER, furnish
from tests.walk import DOORS, foreign_numbers, signed_in

FOLLOWED = "zx"  # the beginning of the marker: what somebody guesses who looks for it


def everything(cast: Cast, name: str, ids: dict[str, int]) -> Iterator[tuple[str, str]]:
    """(where, text) of all that a person and their program can get out of an instance."""
    slug, client, program = cast.instance.slug, signed_in(cast, name), Program(cast, name)
    inside = [door.address(slug, foreign_numbers(door, ids)) for door in DOORS]
    asked = [f"/{slug}/palette/?q={word}" for word in (MARKER, "example")]
    asked += [f"/{slug}/palette/?x=1&q={FOLLOWED}"]  # of another shape, so that it is asked as well
    for noun in NOUNS.values():
        asked += [f"/{slug}/{noun.plural}/?q={MARKER}", f"/{slug}/{noun.plural}/choose/?q={FOLLOWED}"]
        asked += [
            f"/{slug}/{noun.plural}/new/duplicates/?{urlencode({'email': f'{MARKER}@example.com', 'name': MARKER})}"
        ]
    starts = [*asked, *inside]
    for seen in crawl(client, starts, most=len(starts) + 100):
        yield seen.url, seen.text.replace(MARKER, "", said_by_asking(seen))
    for noun in NOUNS.values():
        for kind in ("csv", "xlsx") if noun.plural in ("contacts", "companies") else ():
            url = f"/{slug}/{noun.plural}/export/"
            answer = client.post(url, {"format": kind, "columns": "all", "reason": "To look for leaks"})
            yield f"{url} as {kind}: {answer.status_code}", text_of(answer)
    for one in operations():
        if one.method == "GET":
            for query in ("", f"fulltext={FOLLOWED}", "limit=1000&sortColumn=id"):
                yield f"{one.path}?{query}", text_of(program.call("GET", path_of(one, ids), query=query))


def said_by_asking(seen: Seen) -> int:
    """How often a page may repeat the marker because the address that asked for it holds it: all of them, or none."""
    return -1 if MARKER in seen.url else 0


@pytest.mark.promise("L5")
def test_nothing_that_comes_out_of_an_instance_is_of_another(world: World) -> None:
    limits.forget()
    furnish(world.theirs)
    ids = furnish(world.ours, mark="mine")
    found = list(everything(world.ours, "alice", ids))
    assert [where for where, text in found if MARKER in text] == []
    told = [where for where, text in found if "mine" in text]
    assert len(found) > 150
    assert len(told) > 60
    for kind in ("as csv: 200", "as xlsx: 200", "palette", "person/", "company/"):
        assert any(kind in where for where in told), kind


def test_a_marker_would_be_found_wherever_it_can_be(world: World) -> None:
    limits.forget()
    ids = furnish(world.theirs)
    told = [where for where, text in everything(world.theirs, "mallory", ids) if MARKER in text]
    for kind in ("as csv: 200", "as xlsx: 200", "palette", "choose", "person/", "company/", "gdpr", "imports"):
        assert any(kind in where for where in told), kind
