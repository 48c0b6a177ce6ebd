"""What the pages of the vocabulary have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def address(request: HttpRequest, name: str, /, **kwargs: Any) -> str:
    """The address of one of these pages."""
    return reverse(f"settings:{name}", kwargs={"instance": request.instance.slug, **kwargs})  # type: ignore[attr-defined]


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """Fields, lists, tags, reasons, and the instance itself for those who manage it."""
    names = [("fields", _("Fields")), ("lists", _("Value lists")), ("tags", _("Tags"))]
    if request.access.rights.may("instance.manage"):  # type: ignore[attr-defined]
        names.append(("instance", _("Instance")))
    found = [{"label": label, "url": address(request, name), "current": name == current} for name, label in names]
    reasons = reverse("reasons:home", kwargs={"instance": request.instance.slug})  # type: ignore[attr-defined]
    found.insert(3, {"label": _("Reasons"), "url": reasons, "current": current == "reasons"})
    if request.access.rights.may("instance.manage"):  # type: ignore[attr-defined]
        leaving = reverse("leaving:overview", kwargs={"instance": request.instance.slug})  # type: ignore[attr-defined]
        hooks = reverse("webhooks:home", kwargs={"instance": request.instance.slug})  # type: ignore[attr-defined]
        found.append({"label": _("Webhooks"), "url": hooks, "current": current == "webhooks"})
        found.append({"label": _("Leaving"), "url": leaving, "current": False})
    return found
