"""Home shows what is mine to see, to members alone."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.utils import timezone

from kept.crm.activities.models import Task
from kept.crm.contacts.models import Contact
from kept.tenancy.opening import system
from tests.cast import World
from tests.hands import sign_in


def test_it_shows_my_tasks_and_the_latest_records_and_nobody_elses_tasks(world: World, client: Client) -> None:
    with system("tests", world.ours.instance.pk):
        for owner, title in ((world.ours.alice, "Send the offer"), (world.ours.bob, "Call the bank")):
            Task.objects.create(
                title=title,
                owner=owner,
                security_level=world.ours.level,
                deadline=timezone.now() + dt.timedelta(days=1),
            )
        Contact.objects.create(first_name="Jana", last_name="Nováková", security_level=world.ours.level)
    sign_in(client)
    page = client.get("/ours/").content.decode()
    assert "Send the offer" in page and "Call the bank" not in page and "Jana Nováková" in page
    assert "Companies" in page or "Home" in page


def test_a_member_without_rights_sees_no_record_and_a_stranger_no_page(world: World, client: Client) -> None:
    with system("tests", world.ours.instance.pk):
        Contact.objects.create(first_name="Jana", last_name="Nováková", security_level=world.ours.level)
    dan, mallory = Client(), Client()
    sign_in(dan, "dan@ours.example")
    sign_in(mallory, "mallory@theirs.example")
    page = dan.get("/ours/").content.decode()
    assert "Jana" not in page and "Companies" not in page
    assert mallory.get("/ours/").status_code == 404
    assert client.get("/ours/")["Location"].startswith("/sign-in/")


def test_the_frame_costs_one_query(world: World, client: Client, django_assert_max_num_queries: object) -> None:
    sign_in(client, "dan@ours.example")
    client.get("/ours/")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get("/ours/")
