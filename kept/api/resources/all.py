"""All resources that come from nouns."""

from __future__ import annotations

from functools import cache

from kept.api.resource import Resource


@cache
def resources() -> dict[str, Resource]:
    """By their paths."""
    from kept.api.resources.activity import TALK, TASK

    return {one.path: one for one in (*address_book().values(), TASK, *TALK)}


@cache
def address_book() -> dict[str, Resource]:
    """Those that stand for people and firms, by the key of their noun: they have legal titles, files, custom fields."""
    from kept.api.resources.company import COMPANY
    from kept.api.resources.person import PERSON

    return {one.noun.key: one for one in (COMPANY, PERSON)}


@cache
def halves() -> dict[str, Resource]:
    """What the list of all activities is made of. They are read and documented as resources are, and have no paths."""
    from kept.api.resources.mixed import HALVES

    return {one.path: one for one in HALVES}


def resource_of(path: str) -> Resource:
    """The resource at a path."""
    return resources().get(path) or halves()[path]


def by_path(path: str) -> Resource | None:
    """The resource at a path segment: company, person; the PascalCase of the contract's examples too, and both ways in
    which its documents spell calls."""
    path = "phoneCall" if path == "phonecall" else path
    for one in resources().values():
        if path in (one.path, one.entity):
            return one
    return None
