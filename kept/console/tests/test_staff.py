"""Staff: hired, bound by words, guarded by a second step, changed and let go by somebody else (D6)."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from kept.grants import undertaking
from kept.grants.configuration import second_step_of_staff
from kept.grants.staff import Staff, StaffRole, StaffStep
from kept.tenancy.opening import system
from tests.cast import World
from tests.hands import signed_in_at
from tests.staff import hire
from tests.walk import signed_in

HOME, BEFORE = "/operator/staff/", "/operator/undertaking/"


@pytest.fixture
def admin(world: World) -> Client:
    return hire(world, "alice", StaffRole.ADMIN)


def staff(world: World, name: str) -> Staff:
    with system("tests"):
        return Staff.objects.get(user_id=world.ours.members[name].user_id)


@pytest.mark.promise("D6")
def test_somebody_is_let_in_and_signs_before_any_room_opens(world: World, admin: Client) -> None:
    bob = signed_in(world.ours, "bob")
    assert bob.get("/operator/").status_code == 404
    answer = admin.post(f"{HOME}new/", {"email": "Bob@Ours.example", "roles": ["support"], "reason": "for the desk"})
    assert answer.status_code == 302
    assert bob.get("/operator/desk/")["Location"] == BEFORE
    bob.post(BEFORE, {"agree": "yes"})
    assert bob.get("/operator/desk/")["Location"] == BEFORE  # a second step is missing still
    with system("tests"):
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        TOTP.activate(world.ours.bob.user, generate_totp_secret())
    assert bob.get("/operator/desk/").status_code == 200
    assert bob.get(HOME).status_code == 403
    page = admin.get(answer["Location"]).content.decode()
    assert "for the desk" in page and "Alice Ours" in page


@pytest.mark.promise("D6")
def test_without_a_second_step_no_room_opens_and_with_it_gone_none_is_open_any_more(world: World) -> None:
    bob = hire(world, "bob", StaffRole.SUPPORT, second=False)
    assert bob.get("/operator/desk/")["Location"] == BEFORE
    assert "Set it up" in bob.get(BEFORE).content.decode()
    alice = hire(world, "alice", StaffRole.ADMIN)
    assert alice.get(HOME).status_code == 200
    with system("tests"):
        Authenticator.objects.filter(user_id=world.ours.alice.user_id).delete()
    assert alice.get(HOME)["Location"] == BEFORE


@pytest.mark.promise("D6")
def test_a_house_reached_from_elsewhere_does_not_listen_to_who_wants_no_second_step(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    assert settings.STAFF_SECOND_STEP  # here no server said that it is reached from this machine alone
    file = tmp_path / "kept.toml"
    file.write_text("[staff]\nsecond_step = false\n")
    monkeypatch.setenv("KEPT_CONFIG", str(file))
    assert second_step_of_staff(here_alone=True) is False
    assert second_step_of_staff(here_alone=False) is True
    file.write_text("[staff]\nsecond_stop = false\n")
    with pytest.raises(ValueError, match="second_stop"):
        second_step_of_staff(here_alone=True)


@pytest.mark.promise("D6")
def test_new_words_are_signed_anew_and_the_old_ones_stay_as_they_were(
    world: World, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with system("tests"):
        first = staff(world, "alice").signatures.get()
        old = first.text.bodies["en"]
    monkeypatch.setattr(undertaking, "words", lambda operator: ["I keep it all to myself."])
    undertaking._current.cache_clear()
    try:
        assert admin.get(HOME)["Location"] == BEFORE
        page = admin.get(BEFORE).content.decode()
        assert "The words have changed" in page and "I keep it all to myself." in page
        admin.post(BEFORE, {"agree": "yes"})
        assert admin.get(HOME).status_code == 200
        certificate = admin.get(f"{BEFORE}{first.pk}/").content.decode()
        assert old[1] in certificate and "to myself" not in certificate
    finally:
        undertaking._current.cache_clear()


@pytest.mark.promise("D6")
def test_a_certificate_is_seen_by_its_person_and_by_who_manages_staff(world: World, admin: Client) -> None:
    bob, carol = hire(world, "bob", StaffRole.SUPPORT), hire(world, "carol", StaffRole.EDITOR)
    with system("tests"):
        mine = staff(world, "bob").signatures.get().pk
    assert bob.get(f"{BEFORE}{mine}/").status_code == admin.get(f"{BEFORE}{mine}/").status_code == 200
    assert carol.get(f"{BEFORE}{mine}/").status_code == 404


@pytest.mark.promise("D6")
def test_nobody_decides_on_their_own_rights_and_the_last_administrator_stays(world: World, admin: Client) -> None:
    me = f"{HOME}{staff(world, 'alice').pk}/"
    answer = admin.post(f"{me}roles/", {"roles": ["admin", "privacy"]})
    assert answer.status_code == 422 and "their own rights" in answer.content.decode()
    assert admin.post(f"{me}end/", {}).status_code == 409
    assert staff(world, "alice").roles == ["admin"]
    second = hire(world, "bob", StaffRole.ADMIN)
    assert second.post(f"{me}roles/", {"roles": ["editor"]}).status_code == 302  # now there is another
    last = second.post(f"{HOME}{staff(world, 'alice').pk}/end/", {"reason": "moves on"})
    assert last.status_code == 302
    assert admin.get("/operator/").status_code == 404


@pytest.mark.promise("D6")
def test_who_is_let_go_finds_every_room_shut_at_the_next_click_and_signs_anew_when_back(
    world: World, admin: Client
) -> None:
    bob = hire(world, "bob", StaffRole.SUPPORT)
    assert bob.get("/operator/desk/").status_code == 200
    admin.post(f"{HOME}{staff(world, 'bob').pk}/end/", {"reason": "the project is over"})
    assert bob.get("/operator/desk/").status_code == 404
    admin.post(f"{HOME}new/", {"email": "bob@ours.example", "roles": ["support"]})
    assert bob.get("/operator/desk/")["Location"] == BEFORE
    with system("tests"):
        acts = list(StaffStep.objects.filter(staff=staff(world, "bob")).values_list("act", flat=True))
    assert acts == ["ended", "hired"]


@pytest.mark.promise("D9")
def test_rights_are_given_only_by_who_signed_in_a_moment_ago(world: World, admin: Client) -> None:
    signed_in_at(admin, 0)
    answer = admin.post(f"{HOME}new/", {"email": "bob@ours.example", "roles": ["support"]})
    assert answer.status_code == 302 and "/operator/" not in answer["Location"].partition("?")[0]
    with system("tests"):
        assert not Staff.objects.filter(user_id=world.ours.bob.user_id).exists()


def test_bad_input_gets_a_sentence(world: World, admin: Client) -> None:
    for data, said in (
        ({"email": "not an address", "roles": ["support"]}, "whole e-mail address"),
        ({"email": "bob@ours.example", "roles": []}, "at least one role"),
        ({"email": "bob@ours.example", "roles": ["king"]}, "king"),
        ({"email": "alice@ours.example", "roles": ["support"]}, "their own rights"),
    ):
        answer = admin.post(f"{HOME}new/", data)
        assert answer.status_code == 422 and said in answer.content.decode(), data
    assert admin.get(f"{HOME}999999/").status_code == 404


@pytest.mark.promise("D6")
def test_the_first_administrator_is_let_in_at_the_machine(world: World) -> None:
    from django.core.management import CommandError, call_command

    call_command("staff", "hire", "alice@ours.example", "--roles", "admin", "--reason", "runs the house")
    assert staff(world, "alice").roles == ["admin"]
    for wrong in (("end", "alice@ours.example"), ("hire", "nobody@ours.example"), ("confirm", "bob@ours.example")):
        with pytest.raises(CommandError):
            call_command("staff", *wrong)
    call_command("staff", "confirm", "alice@ours.example")
    with system("tests"):
        steps = list(StaffStep.objects.values_list("act", "by_id"))
    assert steps == [("hired", None), ("confirmed", None)]
