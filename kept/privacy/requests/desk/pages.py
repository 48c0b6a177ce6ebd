"""The pages of a desk by their addresses."""

from __future__ import annotations

from django.urls import URLPattern, path

from kept.privacy.requests.desk import correcting, doing, entering, handing, listing, one, printing, reviews, telling
from kept.privacy.requests.desk.doors import at_desk


def pages(permission: str) -> list[URLPattern]:
    """All of them, for who has the permission."""
    return [
        path("", at_desk(listing.listing, permission), name="list"),
        path("new/", at_desk(entering.enter, permission), name="new"),
        path("<int:id>/", at_desk(one.one, permission), name="one"),
        path("<int:id>/progress/", at_desk(one.progress, permission), name="progress"),
        path("<int:id>/letters/<int:step>/", at_desk(printing.letter, permission), name="letter"),
        path("<int:id>/correct/", at_desk(correcting.correct, permission), name="correct"),
        path("<int:id>/reviews/<int:review>/", at_desk(reviews.review, permission), name="review"),
        path("told/", at_desk(telling.waiting, permission), name="told"),
        path("told/<int:told>/", at_desk(telling.by_hand, permission), name="told_by_hand"),
        path("told/<int:told>/file/", at_desk(telling.file, permission), name="told_file"),
        path("<int:id>/handed/", at_desk(handing.hand, permission), name="handed"),
        path("<int:id>/told/", at_desk(telling.add, permission), name="told_add"),
        path("<int:id>/<str:act>/", at_desk(doing.act, permission), name="act"),
    ]
