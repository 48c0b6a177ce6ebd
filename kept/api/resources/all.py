"""All resources that come from nouns."""

from __future__ import annotations

from functools import cache

from kept.api.resource import Resource


@cache
def resources() -> dict[str, Resource]:
    """By the key of their noun."""
    from kept.api.resources.company import COMPANY
    from kept.api.resources.person import PERSON

    return {one.noun.key: one for one in (COMPANY, PERSON)}


def resource_of(key: str) -> Resource:
    """The resource of a noun."""
    return resources()[key]


def by_path(path: str) -> Resource | None:
    """The resource at a path segment: company, person; the PascalCase of the contract's examples too."""
    for one in resources().values():
        if path in (one.path, one.entity):
            return one
    return None
