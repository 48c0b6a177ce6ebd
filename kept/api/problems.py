"""What goes wrong, in the contract's words: a type, a message, a status. Each problem undoes the whole request."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


class Problem(Exception):
    """An answer that is an error. `type` is the contract's name of its kind."""

    def __init__(self, status: int, type: str, message: str, translated: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.type = type
        self.message = message
        self.translated = translated

    def body(self) -> dict[str, Any]:
        """The contract's error body: it has no `success`."""
        return {
            "type": self.type,
            "message": self.message,
            "translatedMessage": self.translated or self.message,
            "status": self.status,
        }


def bad(message: str, translated: str = "") -> Problem:
    """The request itself is wrong."""
    return Problem(400, "BadRequest", message, translated)


def no_filter(name: str) -> Problem:
    """A list that has no such filter, or not for this person."""
    return bad(f"Unsupported filter column [{name}]")


def absent(entity: str, id: Any) -> Problem:
    """No such record, or not for this person, or in another instance: nobody can tell which."""
    return Problem(404, "EntityNotFoundException", f"{entity} with id [{id}] not found", _("There is no such record."))


def unnumbered() -> Problem:
    """What stands in the place of an id is no number, so nothing has it."""
    return Problem(404, "EntityNotFoundException", "There is no entity with this id", _("There is no such record."))


def not_yours(attribute: str) -> Problem:
    """A field that this person may not see or set. The contract says 500, never 403: clients take 403 for a wrong key."""
    message = f"Attribute [{attribute}] is not accessible"
    return Problem(500, "AttributeAccessDeniedException", message, _("You may not see or change this field."))


def forbidden(permission: str) -> Problem:
    """An operation that this person may not do."""
    return Problem(500, "AccessDeniedException", f"Permission [{permission}] is needed", _("You may not do this here."))


def business(key: str, translated: str) -> Problem:
    """A rule of the trade stands in the way; `key` is the contract's."""
    return Problem(500, "TranslatedApplicationException", key, translated)


def still_referenced() -> Problem:
    """Something that others point at cannot go."""
    return business("exception.stillReferenced", _("This is still in use."))


def duplicate(what: str) -> Problem:
    """A name that is taken."""
    return business("exception.duplicateKey", _("“%(what)s” is already there.") % {"what": what})


def locked() -> Problem:
    """A locked record stays as it is."""
    return business("exception.recordLocked", _("This record is locked. Unlock it to change it."))


def closed() -> Problem:
    """An instance whose contract has ended: its administrators may still take its data along, by the pages."""
    return Problem(410, "InstanceClosed", "This instance is closed", _("This instance is closed."))
