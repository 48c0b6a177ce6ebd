"""What has run out is forgotten, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from kept.identity.models import Session, User
from kept.public.jobs import UNCONFIRMED, forget_unconfirmed, tidy
from kept.public.models import SignUp
from kept.tenancy.opening import system
from tests.cast import World
from tests.hands import sign_in


def test_who_never_confirmed_is_forgotten_in_time_and_nobody_else(world: World, letters: object) -> None:
    Client().post(
        "/sign-up/",
        {
            "email": "j@n.example",
            "first_name": "J",
            "last_name": "N",
            "instance_name": "Nn",
            "password": "pomalu padá sníh",
        },
    )
    with system("tests"):
        before = User.objects.count()
        assert forget_unconfirmed() == 0
        SignUp.objects.update(asked_at=timezone.now() - UNCONFIRMED - timedelta(minutes=1))
        assert forget_unconfirmed() == 1
        assert User.objects.count() == before - 1 and not User.objects.filter(email="j@n.example").exists()


def test_sessions_that_have_run_out_are_gone_and_live_ones_stay(world: World, client: Client) -> None:
    sign_in(client)
    sign_in(Client(), "bob@ours.example")
    with system("tests"):
        Session.objects.filter(user__email="bob@ours.example").update(expires_at=timezone.now())
    tidy.func(0)  # type: ignore[attr-defined]
    with system("tests"):
        assert [one.user_id for one in Session.objects.all()] == [world.ours.alice.user_id]
    assert client.get("/profile/").status_code == 200
