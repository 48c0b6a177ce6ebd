"""An e-mail alone, asked twice; the page answers alike whoever asks; leaving takes one click and leaves nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kept.consent import choosing, suppression, texts
from kept.consent.asking import may
from kept.consent.models import Choice
from kept.consent.people import Someone
from kept.newsletter import joining
from kept.newsletter.forms import SignUpForm
from kept.newsletter.links import sealed, unsealed
from kept.newsletter.models import Subscriber
from kept.outside.letter import Letter
from kept.policy.register import REGISTER
from kept.tenancy.opening import system

Letters = Callable[[], list[Letter]]
JANA = "jana@novakova.example"


def ask(client: Client, email: str = JANA) -> str:
    """Fill in the form; returns the page without its token."""
    answer = client.post("/newsletter/", {"email": email})
    assert answer.status_code == 200
    return re.sub(r'value="[^"]{40,}"', "", answer.content.decode())


def link(letter: Letter) -> str:
    """The path of the first link in a letter of ours."""
    found = re.search(r"http://[^/\s]+(/newsletter/\S+)", letter.text)
    assert found, letter.text
    return found[1]


def readers() -> list[str]:
    with system("tests"):
        return list(Subscriber.objects.values_list("email", flat=True))


def join(client: Client, letters: Letters, email: str = JANA) -> None:
    ask(client, email)
    client.post(link(letters()[0]))


@pytest.mark.promise("C3")
def test_the_form_asks_for_what_the_register_says_and_nothing_more() -> None:
    declared = next(form for form in REGISTER.forms if form.id == "newsletter")
    assert set(SignUpForm.base_fields) == {category.code for category in declared.asks} == {"email"}


@pytest.mark.promise("C3")
def test_nobody_is_a_reader_before_they_confirm_it_from_their_mailbox(db: None, letters: Letters) -> None:
    client = Client()
    ask(client, " Jana@Novakova.example ")
    assert readers() == []
    (letter,) = letters()
    assert letter.to == JANA
    assert JANA not in link(letter)
    assert "Yes, send it to me" in client.get(link(letter)).content.decode()
    assert readers() == []
    client.post(link(letter))
    client.post(link(letter))
    assert readers() == [JANA]


@pytest.mark.promise("C3")
def test_a_link_that_came_late_or_is_not_ours_makes_no_reader(
    db: None, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    ask(client)
    path = link(letters()[0])
    for wrong in (path[:-4] + "AAA/", "/newsletter/yes/x/", "/newsletter/yes/%00/", path.replace("/yes/", "/leave/")):
        client.post(wrong)
    assert readers() == []
    now = __import__("time").time()
    monkeypatch.setattr("kept.newsletter.links.time.time", lambda: now + 3 * 86400)
    assert client.post(path).status_code == 404
    assert readers() == []
    monkeypatch.undo()
    client.post(path)
    assert readers() == [JANA]


@pytest.mark.promise("C3")
def test_the_page_does_not_tell_whether_an_address_is_known(db: None, letters: Letters) -> None:
    client = Client()
    join(client, letters)
    known, unknown = ask(client), ask(client, "petr@novak.example").replace("petr@novak.example", JANA)
    assert known == unknown
    told = [letter.subject for letter in letters()][:2]
    assert told == ["Do you want our newsletter?", "You read our newsletter already"]


@pytest.mark.promise("D9")
def test_a_mailbox_is_not_asked_for_ever(db: None, letters: Letters) -> None:
    client = Client()
    pages = {ask(client) for _ in range(6)}
    assert len(pages) == 1
    assert len(letters()) == 3


@pytest.mark.promise("L4")
@pytest.mark.promise("R7")
def test_one_click_ends_it_and_the_address_is_gone(db: None, letters: Letters) -> None:
    client = Client(enforce_csrf_checks=True)
    join(Client(), letters)
    ask(Client())
    out = link(letters()[0])
    assert JANA in client.get(out).content.decode()
    assert readers() == [JANA]
    assert client.post(out, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert readers() == []
    assert "You have left" in client.get(out).content.decode()


@pytest.mark.promise("L4")
@pytest.mark.promise("R7")
@pytest.mark.parametrize("gone", ["left", "withdrawn elsewhere", "suppressed"])
def test_a_yes_of_before_does_not_undo_the_no_that_came_after_it(db: None, letters: Letters, gone: str) -> None:
    ask(Client())
    yes = link(letters()[0])
    Client().post(yes)
    assert readers() == [JANA]
    with system("tests"):
        if gone == "left":
            joining.leave(Subscriber.objects.get())
        elif gone == "withdrawn elsewhere":
            choosing.withdraw(Someone(email=JANA), "L4")
        else:
            Subscriber.objects.all().delete()
            suppression.suppress(JANA)
    for answer in (Client().get(yes), Client().post(yes)):
        assert answer.status_code == 404
    assert readers() == []
    join(Client(), letters)
    assert readers() == [JANA], "who asks anew is taken in"


def test_a_wrong_address_is_told_and_not_lost(db: None, letters: Letters) -> None:
    for wrong in ("jana", "jana@", "a@b.example\nBcc: c@d.example", "", "x" * 300 + "@b.example"):
        answer = Client().post("/newsletter/", {"email": wrong})
        assert answer.status_code == 422, wrong
    assert 'value="jana"' in Client().post("/newsletter/", {"email": "jana"}).content.decode()
    assert letters() == []


def test_a_token_of_one_kind_opens_no_other() -> None:
    token = sealed("confirm", email=JANA, language="en")
    assert unsealed("confirm", token) and unsealed("leave", token) is None
    assert unsealed("confirm", "") is None and unsealed("confirm", "á" * 50) is None
    other: Any = unsealed("confirm", token)
    assert other["email"] == JANA


@pytest.mark.promise("C3")
def test_the_proof_of_a_yes_is_kept_and_outlives_the_address(db: None, letters: Letters) -> None:
    client = Client()
    join(client, letters)
    with system("tests"):
        yes = Choice.objects.get()
        assert (yes.purpose, yes.chosen, yes.form) == ("L4", "given", "newsletter")
        assert "I can take this back" in texts.words_of(yes.text)
        assert JANA not in str(vars(yes))
        joining.leave(Subscriber.objects.get())
        assert [one.chosen for one in Choice.objects.order_by("pk")] == ["given", "withdrawn"]
        assert not may(Someone(email=JANA), "L4")


@pytest.mark.promise("R7")
def test_a_no_that_was_said_elsewhere_takes_the_address_away_at_once(db: None, letters: Letters) -> None:
    join(Client(), letters)
    join(Client(), letters, "petr@novak.example")
    with system("tests"):
        choosing.withdraw(Someone(email=JANA.upper()), "L4")
    assert readers() == ["petr@novak.example"]
    join(Client(), letters)
    assert sorted(readers()) == [JANA, "petr@novak.example"]
    with system("tests"):
        assert may(Someone(email=JANA), "L4")
