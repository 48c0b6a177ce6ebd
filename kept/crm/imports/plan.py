"""Plan: how a file is read, what its columns become, and what is done about duplicates and wrong lines."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from kept.crm.imports.reading import Shape

SKIP, UPDATE, CREATE = "skip", "update", "create"
CHUNK = 8000  # lines a transaction


@dataclass(slots=True)
class Plan:
    """What a person decided, kept in the import's row as JSON."""

    shape: Shape = field(default_factory=Shape)
    heads: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)  # one a column; "" leaves it out
    duplicates: str = SKIP
    whole: bool = False  # all or nothing
    reason: int | None = None  # a template of a legal title
    new_values: bool = False  # add to value lists
    new_companies: bool = True
    day_first: bool = False
    mended: dict[str, dict[str, str]] = field(default_factory=dict)  # by line and place: what stands there instead

    @classmethod
    def read(cls, plain: dict[str, Any]) -> Plan:
        """From JSON."""
        known = {name: value for name, value in plain.items() if name in cls.__dataclass_fields__}
        known["shape"] = Shape(**known.get("shape", {}))
        return cls(**known)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @property
    def mapped(self) -> list[tuple[int, str, str]]:
        """(place, head, target) of the columns that become something."""
        return [
            (place, head, target)
            for place, (head, target) in enumerate(zip(self.heads, self.targets, strict=True))
            if target
        ]
