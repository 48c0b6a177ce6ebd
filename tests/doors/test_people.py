"""People and rights: who manages them does so by the page, everybody else reads, strangers see nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kept.crm.contacts.models import Contact
from kept.grants.models import Group, SecurityLevel, Share
from kept.grants.why import sights, who_may_see, why_may
from kept.identity.keys import ApiKey
from kept.identity.models import Invitation, Membership
from kept.tenancy.opening import system
from tests.cast import World
from tests.hands import sign_in
from tests.markup import tight


@pytest.fixture
def alice(world: World) -> Client:
    client = Client()
    sign_in(client)
    return client


@pytest.fixture
def bob(world: World) -> Client:
    client = Client()
    sign_in(client, "bob@ours.example")
    return client


def member(world: World, name: str) -> str:
    return f"/ours/members/{world.ours.members[name].pk}/"


def test_every_page_opens_to_members_and_to_nobody_else(world: World, alice: Client, bob: Client) -> None:
    mallory = Client()
    sign_in(mallory, "mallory@theirs.example")
    for place in ("", "roles/", "groups/", "levels/", f"{world.ours.bob.pk}/"):
        assert alice.get(f"/ours/members/{place}").status_code == 200, place
        assert bob.get(f"/ours/members/{place}").status_code == 200, place
        assert mallory.get(f"/ours/members/{place}").status_code == 404, place
        assert Client().get(f"/ours/members/{place}").status_code == 302
    assert alice.get(f"/ours/members/{world.theirs.mallory.pk}/").status_code == 404
    assert alice.get("/ours/members/why/").status_code == 200
    assert bob.get("/ours/members/why/").status_code == 403


@pytest.mark.promise("D3")
def test_nobody_without_the_right_changes_anything(world: World, bob: Client) -> None:
    page = member(world, "carol")
    for act, data in {
        "/ours/members/invite/": {"email": "x@x.example", "role": "ADMIN"},
        f"{page}role/": {"role": "ADMIN"},
        f"{page}leave/": {},
        f"{page}places/": {},
        f"{page}grants/": {"permission": "contacts.export", "allowed": "yes"},
        "/ours/members/groups/add/": {"name": "Sever"},
        "/ours/members/levels/add/": {"name": "Board"},
    }.items():
        assert bob.post(act, data).status_code == 403, act


@pytest.mark.promise("D3")
def test_a_changed_role_holds_from_the_next_click(world: World, alice: Client, bob: Client) -> None:
    assert bob.get("/ours/members/why/").status_code == 403
    alice.post(f"{member(world, 'bob')}role/", {"role": "ADMIN"})
    assert bob.get("/ours/members/why/").status_code == 200
    alice.post(f"{member(world, 'bob')}role/", {"role": "READONLY"})
    assert bob.get("/ours/members/why/").status_code == 403
    assert alice.post(f"{member(world, 'bob')}role/", {"role": "EMPEROR"}).status_code == 404


@pytest.mark.promise("D3")
def test_a_right_given_by_name_beats_the_groups_and_the_groups_beat_the_role(world: World, alice: Client) -> None:
    alice.post("/ours/members/groups/add/", {"name": "Sever"})
    with system("tests", world.ours.instance.pk):
        group = Group.objects.get(name="Sever")
        group.grants.create(permission="contacts.export", allowed=False)
    alice.post(f"{member(world, 'bob')}places/", {"groups": [group.pk], "levels": [world.ours.level.pk]})
    with system("tests", world.ours.instance.pk):
        assert not why_may(world.ours.bob, "contacts.export")[0]
    alice.post(f"{member(world, 'bob')}grants/", {"permission": "contacts.export", "allowed": "yes"})
    with system("tests", world.ours.instance.pk):
        may, reasons = why_may(world.ours.bob, "contacts.export")
        assert may and [reason.allows for reason in reasons] == [True, False, True]
        grant = world.ours.bob.grants.get()
    page = alice.get(member(world, "bob")).content.decode()
    assert "Export contacts: they may" in tight(page)
    alice.post(f"{member(world, 'bob')}grants/{grant.pk}/drop/")
    with system("tests", world.ours.instance.pk):
        assert not why_may(world.ours.bob, "contacts.export")[0]


@pytest.mark.promise("D3")
def test_a_group_is_given_people_and_a_right_that_all_of_them_have_from_the_next_click(
    world: World, alice: Client, bob: Client
) -> None:
    alice.post("/ours/members/groups/add/", {"name": "Sever"})
    with system("tests", world.ours.instance.pk):
        group = Group.objects.get(name="Sever")
    page = f"/ours/members/groups/{group.pk}/"
    assert bob.get("/ours/members/why/").status_code == 403
    foreign = world.theirs.mallory.pk
    alice.post(f"{page}people/", {"members": [world.ours.bob.pk, foreign, "x"]})
    alice.post(f"{page}grants/", {"permission": "members.manage", "allowed": "yes"})
    assert bob.get("/ours/members/why/").status_code == 200
    with system("tests", world.ours.instance.pk):
        assert [one.membership_id for one in group.members.all()] == [world.ours.bob.pk]
        given = group.grants.get()
    assert "Manage people and rights: they may" in tight(bob.get(page).content.decode())
    alice.post(f"{page}grants/{given.pk}/drop/")
    assert bob.get("/ours/members/why/").status_code == 403
    for act in ("people/", "grants/", f"grants/{given.pk}/drop/"):
        assert bob.post(page + act, {"members": [world.ours.bob.pk]}).status_code == 403
    assert alice.post(f"{page}grants/", {"permission": "world.rule", "allowed": "yes"}).status_code == 422


@pytest.mark.promise("D3")
def test_leaving_a_level_hides_its_records_from_the_next_click(world: World, alice: Client, bob: Client) -> None:
    with system("tests", world.ours.instance.pk):
        contact = Contact.objects.create(last_name="Nováková", security_level=world.ours.level)
    assert bob.get(f"/ours/contacts/{contact.pk}/").status_code == 200
    page = f"/ours/members/levels/{world.ours.level.pk}/"
    assert bob.get(page).status_code == 200
    alice.post(f"{page}people/", {"members": [world.ours.carol.pk]})
    assert bob.get(f"/ours/contacts/{contact.pk}/").status_code == 404
    assert alice.get(f"/ours/contacts/{contact.pk}/").status_code == 200


def test_the_last_administrator_stays_one(world: World, alice: Client) -> None:
    for act, data in (("role", {"role": "READONLY"}), ("leave", {})):
        answer = alice.post(f"{member(world, 'alice')}{act}/", data)
        assert answer.status_code == 409 and "last administrator" in answer.content.decode()
    assert alice.get("/ours/members/why/").status_code == 200


@pytest.mark.promise("D6")
def test_a_removed_member_comes_in_no_more_and_can_be_taken_back(world: World, alice: Client, bob: Client) -> None:
    with system("tests", world.ours.instance.pk):
        key, _secret = ApiKey.issue(world.ours.bob, "ERP")
    assert bob.get("/ours/").status_code == 200
    alice.post(f"{member(world, 'bob')}leave/")
    assert bob.get("/ours/").status_code == 404
    assert "Bob Ours" not in alice.get("/ours/members/").content.decode().split("<main")[1].split("</table>")[0]
    with system("tests", world.ours.instance.pk):
        key.refresh_from_db()
        assert key.revoked_at is not None
    alice.post(f"{member(world, 'bob')}return/")
    assert bob.get("/ours/").status_code == 200


def test_the_shared_level_stays_and_so_does_one_with_records(world: World, alice: Client) -> None:
    assert alice.post(f"/ours/members/levels/{world.ours.level.pk}/drop/").status_code == 409
    assert alice.post("/ours/members/levels/add/", {"name": "Board"}).status_code == 302
    assert alice.post("/ours/members/levels/add/", {"name": "Board"}).status_code == 422
    with system("tests", world.ours.instance.pk):
        board = SecurityLevel.objects.get(name="Board")
        Contact.objects.create(last_name="Secret", security_level=board)
    assert alice.post(f"/ours/members/levels/{board.pk}/drop/").status_code == 409
    with system("tests", world.ours.instance.pk):
        Contact.objects.filter(last_name="Secret").delete()
    assert alice.post(f"/ours/members/levels/{board.pk}/drop/").status_code == 302


@pytest.mark.promise("D3")
def test_who_sees_a_record_and_why(world: World, alice: Client) -> None:
    with system("tests", world.ours.instance.pk) as access:
        board = SecurityLevel.objects.create(name="Board")
        secret = Contact.objects.create(last_name="Secret", security_level=board)
        Share.objects.create(kind="contacts_contact", record_id=secret.pk, membership=world.ours.carol)
        who = {sight.member.pk: sight.reason for sight in sights(secret) if sight.sees}
        assert [member.pk for member, _reason in who_may_see(access, secret)] == list(who)
    assert set(who) == {world.ours.alice.pk, world.ours.carol.pk}
    assert "every security level" in who[world.ours.alice.pk] and "by name" in who[world.ours.carol.pk]
    answer = alice.get(f"/ours/members/why/?record=/ours/contacts/{secret.pk}/&member={world.ours.bob.pk}")
    assert "does not belong to the level “Board”" in answer.content.decode()
    dan = alice.get(f"/ours/members/why/?record=contacts/{secret.pk}&member={world.ours.dan.pk}").content.decode()
    assert "the role “Restricted” may not" in dan
    for nowhere in ("contacts/999999999", "kings/1", "hello", "contacts/99999999999999999999"):
        assert alice.get(f"/ours/members/why/?record={nowhere}").status_code == 422


@pytest.mark.promise("D3")
def test_the_reasons_agree_with_what_the_person_really_sees(world: World) -> None:
    from kept.audit.access import Access
    from kept.grants.rights import arm, rights_of
    from kept.tenancy.opening import opened

    here = world.ours.instance.pk
    with system("tests", here) as access:
        board = SecurityLevel.objects.create(name="Board")
        board.members.create(membership=world.ours.bob)
        group = Group.objects.create(name="Sever")
        group.members.create(membership=world.ours.dan)
        group.grants.create(permission="contacts.view", allowed=True)
        world.ours.carol.grants.create(permission="contacts.view", allowed=False)
        records = [Contact.objects.create(last_name=f"N{n}", security_level=level)
                   for n, level in enumerate([board, world.ours.level, board])]  # fmt: skip
        Share.objects.create(kind="contacts_contact", record_id=records[2].pk, group=group)
        said = {record.pk: {member.pk for member, _reason in who_may_see(access, record)} for record in records}
    for one in world.ours.members.values():
        with opened(Access(door="tests", instance_id=here, user_id=one.user_id)) as passage:
            arm(passage, rights_of(one))
            if passage.rights.may("contacts.view"):
                seen = set(Contact.objects.visible_to(passage).values_list("pk", flat=True))
            else:
                seen = set()
        assert seen == {pk for pk, people in said.items() if one.pk in people}, one.full_name


def link_in(text: str) -> str:
    return re.search(r"http://testserver(/join/\S+)", text)[1]  # type: ignore[index]


@pytest.mark.promise("U1")
def test_an_invited_stranger_joins_with_a_name_and_a_password(world: World, alice: Client, letters: Any) -> None:
    assert alice.post("/ours/members/invite/", {"email": "Eva@New.example", "role": "READONLY"}).status_code == 302
    (letter,) = letters()
    assert letter.to == "eva@new.example" and "Alice Ours" in letter.subject
    link, eva = link_in(letter.text), Client()
    assert "eva@new.example" in eva.get(link).content.decode()
    weak = eva.post(link, {"first_name": "Eva", "last_name": "Malá", "password": "short"})
    assert weak.status_code == 422
    answer = eva.post(link, {"first_name": "Eva", "last_name": "Malá", "password": "the heron waits at dusk"})
    assert answer["Location"] == "/ours/" and eva.get("/ours/").status_code == 200
    with system("tests", world.ours.instance.pk):
        made = Membership.objects.get(email="eva@new.example")
        assert (made.role, made.full_name) == ("READONLY", "Eva Malá")
        assert Contact.objects.filter(membership=made).exists()
    assert Client().get(link).status_code == 404  # once
    assert sign_in(Client(), "eva@new.example", "the heron waits at dusk").status_code == 302


@pytest.mark.promise("U1")
def test_an_invited_user_of_another_instance_joins_with_the_login_they_have(
    world: World, alice: Client, letters: Any
) -> None:
    alice.post("/ours/members/invite/", {"email": "mallory@theirs.example", "role": "READONLY"})
    link, mallory = link_in(letters()[0].text), Client()
    assert "Sign in" in mallory.get(link).content.decode()
    sign_in(mallory, "mallory@theirs.example")
    assert mallory.get("/ours/").status_code == 404
    assert alice.post(link).status_code == 200  # another person cannot take it
    assert mallory.post(link)["Location"] == "/ours/"
    assert mallory.get("/ours/").status_code == 200 and mallory.get("/theirs/").status_code == 200


def test_a_withdrawn_or_forged_invitation_leads_nowhere(world: World, alice: Client, letters: Any) -> None:
    alice.post("/ours/members/invite/", {"email": "eva@new.example", "role": "FULL_THROTTLE"})
    link = link_in(letters()[0].text)
    assert Client().get(link.replace(f"/{world.ours.instance.pk}-", f"/{world.theirs.instance.pk}-")).status_code == 404
    assert Client().get("/join/999999-abc/").status_code == 404
    with system("tests", world.ours.instance.pk):
        invitation = Invitation.objects.get()
        assert invitation.token_hash not in link
    alice.post(f"/ours/members/invitations/{invitation.pk}/withdraw/")
    assert Client().get(link).status_code == 404
    again = alice.post("/ours/members/invite/", {"email": "bob@ours.example", "role": "ADMIN"})
    assert again.status_code == 422 and "here already" in again.content.decode()


def test_a_key_is_shown_once_and_its_owner_alone_revokes_it(world: World, alice: Client, bob: Client) -> None:
    page = bob.post("/ours/profile/keys/", {"name": "ERP"}).content.decode()
    secret = re.search(r"kept_[\w-]{40,}", page)[0]  # type: ignore[index]
    assert secret not in bob.get("/ours/profile/keys/").content.decode()
    with system("tests", world.ours.instance.pk):
        key = ApiKey.objects.get()
        assert secret not in (key.secret_hash, key.prefix)
    assert alice.post(f"/ours/profile/keys/{key.pk}/revoke/").status_code == 404
    assert bob.post(f"/ours/profile/keys/{key.pk}/revoke/").status_code == 302
    assert "ERP" not in bob.get("/ours/profile/keys/").content.decode().split("<main")[1]
