"""What the configuration says of the operator's own people: [staff] with second_step."""

from __future__ import annotations

import tomllib

from kept.policy.controller import place
from kept.policy.keeps import keeps


@keeps("D6")
def second_step_of_staff(*, here_alone: bool) -> bool:
    """Whether staff must sign in with a second step: always, but where Kept is reached from this machine alone and the
    file says that it need not. Raises ValueError for a name that is unknown."""
    path = place()
    section = tomllib.loads(path.read_text(encoding="utf-8")).get("staff", {}) if path.exists() else {}
    unknown = sorted(set(section) - {"second_step"})
    if unknown:
        raise ValueError(f"kept.toml has settings in [staff] that Kept does not know: {', '.join(unknown)}")
    return not (here_alone and section.get("second_step") is False)
