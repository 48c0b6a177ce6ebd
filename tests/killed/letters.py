"""What makes letters to many: announcements, issues, changed notices, reviews due, chats that were left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.cast import World
from tests.killed.known import of


@of("announcing.tell")
def an_announcement(world: World) -> dict[str, Any]:
    from kept.console.announcing.models import Announcement
    from kept.policy import clock
    from kept.tenancy.opening import system

    with system("tests"):
        Announcement.objects.create(
            kind="change", title_en="News", text_en="New.", title_cs="Novinka", text_cs="Nové.", by_mail=True,
            published_at=clock.now(),
        )  # fmt: skip
    return {}


@of("newsletter.send")
def an_issue(world: World) -> dict[str, Any]:
    from kept.newsletter.tests.test_sending import an_issue as started
    from kept.newsletter.tests.test_sending import readers

    readers("jana@n.example", "petr@n.example")
    started()
    return {}


@of("notices.tell")
def a_changed_notice(world: World) -> dict[str, Any]:
    from kept.identity.models import User
    from kept.policy import clock
    from kept.privacy.notices.tests.test_versions import LONG_AGO, narrower, published
    from kept.tenancy.opening import system

    with system("tests"):
        User.objects.update(joined_at=clock.now() - LONG_AGO)
        published(narrower())
    return {}


@of("staff.reviews")
def a_review_due(world: World) -> dict[str, Any]:
    from kept.grants.staff import Staff, StaffRole
    from kept.policy import clock
    from kept.tenancy.opening import system
    from tests.staff import hire

    hire(world, "alice", StaffRole.PRIVACY)
    hire(world, "bob", StaffRole.SUPPORT)
    with system("tests"):
        Staff.objects.filter(user=world.ours.bob.user_id).update(since=clock.now() - timedelta(days=91))
    return {}


@of("mail.post")
def letters_that_wait(world: World) -> dict[str, Any]:
    from kept.outside import mail
    from kept.outside.letterbox import WAITING

    for name in ("jana", "petr"):
        WAITING.put(
            mail.written(purpose="L1", recipient="email", to=f"{name}@n.example", subject="Hello", text="Hello.")
        )
    return {}


@of("desk.chats")
def a_chat_that_was_left(world: World) -> dict[str, Any]:
    from django.test import Client

    from kept.desk.tests.test_chat import answers, begun, goes_away
    from kept.grants.staff import StaffRole
    from tests.staff import hire

    desk = hire(world, "bob", StaffRole.SUPPORT)
    begun(Client(), email="jana@elsewhere.example")
    answers(desk)
    goes_away()
    return {}
