"""Slugs: the name of an instance in its address. First segments that are pages of ours are never slugs."""

from __future__ import annotations

import re
import unicodedata

from kept.tenancy.models import Instance

LONGEST = 40
RESERVED = frozenset(
    """about account accounts admin api app assets auth backup billing blog calendar call-back complaint console
    contact cookies dev disclosures docs ended favicon files healthz help hooks ideas invite join js language login
    logout mail manage media metrics new-instance news newsletter notice operator pixel portal privacy profile
    public readyz register reports robots search security settings sign-in sign-out sign-up signin signout signup
    static statistics status support system terms track trust unsubscribe users webhook well-known www your-data""".split()
)
NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def slug_of(name: str) -> str:
    """A name as it stands in an address: plain letters, figures and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return NOT_PLAIN.sub("-", plain).strip("-")[:LONGEST].strip("-")


def free_slug(name: str) -> str:
    """The first free slug for a name, with a number behind it when it is taken or ours."""
    base = slug_of(name)
    if len(base) < 2:
        base = "instance"
    for number in range(1, 100_000):
        slug = base if number == 1 else f"{base[: LONGEST - 6].strip('-')}-{number}"
        if slug not in RESERVED and not Instance.objects.filter(slug=slug).exists():
            return slug
    raise RuntimeError("no free slug")
