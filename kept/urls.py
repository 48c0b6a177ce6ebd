"""All addresses. A first segment that is none of these is an instance's slug."""

from __future__ import annotations

urlpatterns: list[object] = []
