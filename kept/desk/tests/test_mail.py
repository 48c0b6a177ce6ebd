"""Mail to the desk: read as far as it can be, taken in once, and answered in the same talk, over real servers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from kept.desk import jobs
from kept.desk.cleaning import as_text, clean_html
from kept.desk.models import Attachment, ContactPoint, Correspondent, Message, Thread
from kept.desk.reading import read
from kept.desk.talking import take_in
from kept.grants.staff import StaffRole
from kept.policy import clock
from kept.tenancy.opening import system
from tests import dovecot
from tests.cast import World
from tests.certificates import write_certificate
from tests.nasty import TEXTS
from tests.staff import hire

DESK = "/operator/desk/"


def a_mail(text: str = "How much is it?", **headers: str) -> bytes:
    """A mail as mail programs write it."""
    message = EmailMessage()
    said = {"From": "Jana Nováková <jana@n.example>", "To": "support@kept.example", "Subject": "Price", **headers}
    for name, value in said.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def arrives(raw: bytes) -> Message | None:
    incoming = read(raw)
    if incoming is None:
        return None
    with system("tests"):
        return take_in(incoming)


def talks() -> list[tuple[str, str]]:
    with system("tests"):
        return [(one.subject, one.state) for one in Thread.objects.order_by("pk")]


@pytest.mark.promise("C8")
def test_a_mail_begins_a_talk_with_a_correspondent_and_comes_in_once(world: World) -> None:
    raw = a_mail(Message_ID="<1@n.example>")
    assert arrives(raw) is not None and arrives(raw) is None
    assert talks() == [("Price", "open")]
    with system("tests"):
        them = Correspondent.objects.get()
        assert (them.first_name, them.last_name, them.email) == ("Jana", "Nováková", "jana@n.example")
    arrives(a_mail("And when?", Message_ID="<2@n.example>", In_Reply_To="<1@n.example>"))
    assert len(talks()) == 1
    arrives(a_mail("Me too", From="petr@n.example", Message_ID="<3@n.example>", In_Reply_To="<1@n.example>"))
    assert len(talks()) == 2  # a stranger has no say in somebody else's talk


@pytest.mark.promise("C8")
def test_a_closed_talk_opens_when_they_answer_but_not_for_a_machine(world: World) -> None:
    arrives(a_mail(Message_ID="<1@n.example>"))
    with system("tests"):
        Thread.objects.update(state="closed")
    arrives(a_mail("I am away.", Message_ID="<2@n.example>", References="<1@n.example>", Auto_Submitted="auto-replied"))
    assert talks() == [("Price", "closed")]
    arrives(a_mail("I am back.", Message_ID="<3@n.example>", References="<0@n.example> <1@n.example>"))
    assert talks() == [("Price", "open")]


@pytest.mark.promise("C8")
def test_files_are_kept_sealed_and_given_back_whole_as_files(world: World) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "jana@n.example", "Files"
    message.set_content("See the file.")
    message.add_attachment(b"<script>secret</script>" * 50, maintype="text", subtype="html", filename="cen\u00edk.html")
    arrives(message.as_bytes())
    with system("tests"):
        file = Attachment.objects.get()
        assert b"secret" not in bytes(file.content)
    answer = hire(world, "bob", StaffRole.SUPPORT).get(f"{DESK}files/{file.pk}/")
    assert answer.content == b"<script>secret</script>" * 50
    assert (
        answer["Content-Disposition"].startswith("attachment") and answer["Content-Type"] == "application/octet-stream"
    )


@pytest.mark.promise("C6")
def test_html_is_shown_without_what_runs_or_looks_back(world: World) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "jana@n.example", "Look"
    message.set_content(
        "<style>p{color:red}</style><h1>Hello</h1><p onclick=x()>there<img src=https://spy.example/p.png>"
        "<script>x()</script><a href='javascript:x()'>go</a><form action=/><input></form>",
        subtype="html",
    )
    taken = arrives(message.as_bytes())
    assert taken is not None
    assert taken.html == '<p>Hello</p><p>there<a rel="noopener noreferrer nofollow">go</a></p>\n'
    assert taken.text.split() == ["Hello", "therego"]


@pytest.mark.parametrize("nasty", [*TEXTS[::3], "\x00", "=?utf-8?q?=00?=", "=?x-none?b?////?=", "<>", "a" * 5000])
def test_no_mail_breaks_the_desk(db: None, nasty: str) -> None:
    body = nasty.encode("utf-8", "replace")
    line = body.replace(b"\n", b" ").replace(b"\r", b" ")
    for raw in (
        b"From: jana@n.example\nSubject: " + line + b"\n\n" + body,
        b"From: " + line + b" <jana@n.example>\nMessage-ID: " + line + b"\nDate: " + line + b"\n\nx",
        b"From: jana@n.example\nReferences: " + line + b"\nContent-Type: " + line + b"\n\n" + body,
        b"From: jana@n.example\nContent-Type: text/html; charset=" + line + b"\n\n" + body,
        b"From: jana@n.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment;"
        b' filename="' + line + b'"\n\n' + body + b"\n--b--",
        body,
    ):
        arrives(raw)
    assert isinstance(clean_html(nasty) + as_text(nasty), str)


def test_a_mail_that_says_not_from_whom_is_left_out(db: None) -> None:
    assert read(b"Subject: hello\n\nx") is None
    assert read(b"") is None
    assert read(b"From: nobody\n\nx") is None


@pytest.fixture(scope="module")
def server() -> Iterator[dovecot.Dovecot]:
    if dovecot.PROGRAM is None:
        pytest.skip(dovecot.WHY_NOT)
    with dovecot.running() as server:
        yield server


@pytest.mark.promise("C8")
@pytest.mark.promise("D2")
def test_mail_is_fetched_over_tls_and_marked_when_it_is_in(world: World, server: Any, settings: Any) -> None:
    server.put("support", a_mail(Message_ID="<1@n.example>"), b"Subject: from nobody\n\nx")
    settings.MAILBOXES = {**settings.MAILBOXES, "desk": server.box("support")}
    jobs.fetch(0)
    assert talks() == [("Price", "open")]
    assert server.unseen("support") == 0
    assert server.lying("support") == 1  # what is kept here is not kept there; what could not be read is
    jobs.fetch(0)
    assert len(talks()) == 1


def test_a_mail_that_could_not_be_taken_in_comes_again(
    world: World, server: Any, settings: Any, monkeypatch: Any
) -> None:
    server.put("again", a_mail(Message_ID="<7@n.example>"))
    settings.MAILBOXES = {**settings.MAILBOXES, "desk": server.box("again")}
    with monkeypatch.context() as broken:
        broken.setattr("kept.desk.jobs.take_in", lambda mail: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            jobs.fetch(0)
    assert server.unseen("again") == 1
    jobs.fetch(0)
    assert talks() == [("Price", "open")]


@pytest.mark.promise("D2")
def test_a_wrong_certificate_or_no_tls_gets_no_password(
    world: World, server: Any, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.put("guarded", a_mail(Message_ID="<8@n.example>"))
    other = str(write_certificate(tmp_path / "other.pem"))
    for box in (
        server.box("guarded", authority=other),
        server.box("guarded", port=1),
        server.box("guarded", password="x"),
    ):
        settings.MAILBOXES = {**settings.MAILBOXES, "desk": box}
        jobs.fetch(0)
    assert talks() == [] and server.unseen("guarded") == 1
    assert caplog.text.count("cannot be read") == 3 and "guarded" not in caplog.text


@pytest.mark.promise("C8")
def test_an_answer_to_our_answer_finds_its_talk(world: World, server: Any, settings: Any, letters: Any) -> None:
    settings.MAILBOXES = {**settings.MAILBOXES, "desk": server.box("support2")}
    desk = hire(world, "bob", StaffRole.SUPPORT)
    server.put("support2", a_mail(Message_ID="<5@n.example>"))
    jobs.fetch(0)
    with system("tests"):
        here = f"{DESK}{Thread.objects.get().pk}/"
    desk.post(f"{here}answer/", {"text": "Ten crowns."})
    (letter,) = letters()
    assert letter.sender == "support2@kept.example" and letter.headers["In-Reply-To"] == "<5@n.example>"
    assert "Auto-Submitted" not in letter.as_message()
    server.put("support2", a_mail("Thank you.", Subject="Re: Price", In_Reply_To=letter.message_id))
    jobs.fetch(0)
    assert talks() == [("Price", "open")]
    page = desk.get(here).content.decode()
    assert page.index("How much is it?") < page.index("Ten crowns.") < page.index("Thank you.")


def test_without_a_mailbox_the_desk_says_so(world: World) -> None:
    assert "No mailbox is connected" in hire(world, "bob", StaffRole.SUPPORT).get(DESK).content.decode()
    jobs.fetch(0)
    with system("tests"):
        assert not ContactPoint.objects.exists()


@pytest.mark.promise("L2")
def test_a_talk_in_which_they_are_silent_ends_so_that_its_term_begins_and_ours_to_answer_does_not(world: World) -> None:
    arrives(a_mail(Message_ID="<1@n.example>"))
    arrives(a_mail(From="petr@n.example", Message_ID="<2@n.example>"))
    with system("tests"):
        Thread.objects.update(last_at=clock.now() - timedelta(days=91))
        Thread.objects.filter(correspondent__contactpoint__email="jana@n.example").update(state="waiting")
    jobs.close_silent(0)
    assert talks() == [("Price", "closed"), ("Price", "open")]
    with system("tests"):
        ended = dict(Correspondent.objects.values_list("contactpoint__email", "service_ended_at"))
    assert ended["jana@n.example"] is not None and ended["petr@n.example"] is None
    arrives(a_mail(Message_ID="<3@n.example>", In_Reply_To="<1@n.example>"))
    assert talks()[0] == ("Price", "open")
