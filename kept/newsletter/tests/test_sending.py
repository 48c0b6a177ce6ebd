"""An issue goes to each reader once, at its pace, and to nobody who has left in the meantime."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kept.grants.staff import StaffRole
from kept.newsletter import jobs, joining, sending
from kept.newsletter.models import Issue, LastService, Sending, Subscriber
from kept.outside import mail
from kept.outside.letter import Letter
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire

Letters = Callable[[], list[Letter]]


def readers(*emails: str, **fields: Any) -> None:
    """People who said yes."""
    with system("tests"):
        for email in emails:
            joining.confirm({"email": email, "language": "en", "at": timezone.now().timestamp()})
            Subscriber.objects.filter(email=email).update(**{"language": "en", **fields})


def an_issue(**fields: Any) -> Issue:
    """An issue that has been started."""
    with system("tests"):
        issue: Issue = Issue.objects.create(**{"subject": "Spring", "text": "# Hello\n\nIt is **spring**.", **fields})
        sending.start(issue)
    return issue


def a_minute() -> None:
    """What happens each minute."""
    jobs.send(0)


def states(issue: Issue) -> dict[str, int]:
    with system("tests"):
        found = list(Sending.objects.filter(issue=issue).values_list("state", flat=True))
    return {state: found.count(state) for state in set(found)}


def to(letters: Letters) -> list[str]:
    return sorted(letter.to for letter in letters())


@pytest.mark.promise("L4")
def test_each_reader_gets_one_letter_with_the_way_out_in_its_head(world: World, letters: Letters) -> None:
    readers("jana@n.example", "petr@n.example")
    readers("zdena@n.example", language="cs")
    issue = an_issue()
    for _ in range(3):
        a_minute()
    assert to(letters) == ["jana@n.example", "petr@n.example"]
    letter = letters()[0]
    assert letter.purpose == "L4"
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    out = letter.headers["List-Unsubscribe"].strip("<>")
    assert out in letter.text and out in letter.html and "<strong>spring</strong>" in letter.html
    with system("tests"):
        assert Issue.objects.get(pk=issue.pk).state == "sent"
    assert Client().post(out.partition("8000")[2]).status_code == 200
    with system("tests"):
        assert not Subscriber.objects.filter(email=letter.to).exists()


@pytest.mark.promise("L4")
@pytest.mark.promise("R7")
def test_who_leaves_while_letters_wait_gets_none(world: World, letters: Letters) -> None:
    readers("jana@n.example", "petr@n.example", "ivan@n.example")
    issue = an_issue(per_minute=1)
    a_minute()
    first = to(letters)
    with system("tests"):
        others = Subscriber.objects.exclude(email=first[0]).order_by("pk")
        joining.leave(others[0])
        others.update(withdrawn_at=timezone.now())
    with system("tests"):
        Sending.objects.filter(issue=issue, state=Sending.SENT).update(at=timezone.now() - timedelta(minutes=2))
    a_minute()
    a_minute()
    assert to(letters) == first
    assert states(issue) == {Sending.SENT: 1, Sending.SKIPPED: 2}
    with system("tests"):
        assert Subscriber.objects.count() == 1


def test_the_pace_is_kept_also_by_a_second_worker(world: World, letters: Letters) -> None:
    readers(*(f"r{n}@n.example" for n in range(5)))
    issue = an_issue(per_minute=2)
    a_minute()
    a_minute()
    assert len(letters()) == 2
    with system("tests"):
        Sending.objects.filter(issue=issue, state=Sending.SENT).update(at=timezone.now() - timedelta(seconds=61))
    a_minute()
    assert len(letters()) == 4


@pytest.mark.parametrize("step", ["before the letter", "after the letter"])
def test_a_worker_that_dies_between_letters_leaves_nobody_with_two_or_none(
    world: World, letters: Letters, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    readers(*(f"r{n}@n.example" for n in range(4)))
    issue = an_issue()
    real, calls = mail.carried, []

    def dies(letter: Letter) -> bool:
        calls.append(letter.id)
        if len(calls) == 2 and step == "before the letter":
            raise SystemExit
        taken = real(letter)
        if len(calls) == 2:
            raise SystemExit
        return taken

    monkeypatch.setattr(mail, "carried", dies)
    with pytest.raises(SystemExit):
        a_minute()
    monkeypatch.undo()
    for _ in range(2):
        a_minute()
    assert to(letters) == [f"r{n}@n.example" for n in range(4)]  # by one name each: what went twice is one letter
    assert states(issue) == {Sending.SENT: 4}


def test_letters_wait_while_the_mail_server_is_away(
    world: World, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers("jana@n.example", "petr@n.example")
    issue = an_issue()
    monkeypatch.setattr(mail, "carried", lambda letter: False)
    a_minute()
    assert states(issue) == {Sending.WAITING: 2}
    monkeypatch.setattr(mail, "carried", lambda letter: mail.SHOWN.put(letter) or True)
    a_minute()
    assert states(issue) == {Sending.SENT: 2}


def test_an_editor_stops_and_goes_on(world: World, letters: Letters) -> None:
    client = hire(world, "bob", StaffRole.EDITOR)
    readers("jana@n.example")
    answer = client.post(
        "/operator/newsletter/new/",
        {"subject": "Spring", "text": "Hello", "audience": "L4", "language": "en", "per_minute": 60},
    )
    here = answer["Location"]
    assert "Hello" in client.get(here).content.decode()
    client.post(f"{here}send/")
    client.post(f"{here}stop/")
    a_minute()
    assert letters() == []
    assert "Stopped: 0 went" in client.get(here).content.decode()
    client.post(f"{here}send/")
    assert "On its way" in client.get(here, headers={"HX-Request": "true"}).content.decode()
    a_minute()
    a_minute()
    assert to(letters) == ["jana@n.example"]
    assert client.post(f"{here}send/").status_code == 409
    assert client.get(f"{here}edit/").status_code == 409


@pytest.mark.promise("L3")
@pytest.mark.promise("R1")
def test_customers_get_what_they_may_object_to_and_it_counts_as_a_service(world: World, letters: Letters) -> None:
    issue = an_issue(audience="L3")
    a_minute()
    a_minute()
    assert "alice@ours.example" in to(letters) and "mallory@theirs.example" in to(letters)
    with system("tests"):
        assert LastService.objects.count() == states(issue)[Sending.SENT] == len(letters())
    letter = next(letter for letter in letters() if letter.to == "alice@ours.example")
    out = letter.headers["List-Unsubscribe"].strip("<>")
    assert "/newsletter/object/" in out and letter.purpose == "L3"
    assert Client().post(out.partition("8000")[2]).status_code == 200
    before = to(letters).count("alice@ours.example")
    again = an_issue(audience="L3", subject="Summer")
    a_minute()
    assert to(letters).count("alice@ours.example") == before
    assert states(again) == {Sending.SENT: len(letters()) - states(issue)[Sending.SENT], Sending.SKIPPED: 1}


def test_a_draft_thrown_away_can_be_taken_back(world: World) -> None:
    client = hire(world, "bob", StaffRole.EDITOR)
    with system("tests"):
        issue = Issue.objects.create(subject="Spring", text="Hello")
    answer = client.post(f"/operator/newsletter/{issue.pk}/drop/", follow=True)
    assert "The draft is gone." in answer.content.decode()
    assert "Spring" not in client.get("/operator/newsletter/").content.decode()
    client.post("/operator/newsletter/take-back/")
    assert "Spring" in client.get("/operator/newsletter/").content.decode()


def test_only_editors_enter_and_everybody_else_learns_nothing(world: World) -> None:
    assert hire(world, "bob", StaffRole.SUPPORT).get("/operator/newsletter/").status_code == 403
    assert hire(world, "carol", StaffRole.EDITOR).get("/operator/newsletter/readers/").status_code == 200
