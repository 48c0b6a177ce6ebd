"""What the program does by itself: every task that runs without a person, and why it decides nothing on anybody (L7).

A task that is not said here stops the build. `decides` is for a decision on a person by automated means alone from
data about them; the register says that there is none, so one with `decides=True` is refused as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.policy.keeps import Figure, evidence, keeps
from kept.policy.register import REGISTER, Register


@dataclass(frozen=True, slots=True)
class Act:
    """One automatic act: why it is done, in words, and whether it decides on a person."""

    because: str
    decides: bool = False


ASKED = Act("a person asked for it, and sees what comes of it")  # what `kept.tenancy.jobs.job` says of its jobs

ACTS: dict[str, Act] = {
    "jobs.rescue": Act("takes up work that a killed worker left"),
    "mail.post": Act("tries again the letters that the mail server did not take"),
    "sign_in.tidy": Act("forgets sessions, attempts and sign-ups whose term is over"),
    "records.empty_bins": Act("empties what people put into the bin, when its term is over"),
    "imports.forget": Act("forgets the files of imports whose term is over"),
    "acts.forget": Act("forgets what became of long work when its term is over"),
    "webhooks.deliver": Act("tells the machines that an instance named of changes of its records"),
    "backup.ship": Act("keeps the database's log and new files, as they are"),
    "backup.daily": Act("takes the backup of the day, restores it to try it, and ends what is older than the history"),
    "backup.watch": Act("measures how old everything is that can bring data back"),
    "notices.tell": Act("tells everybody alike of a new version of the notice"),
    "log.seal": Act("closes the lines of the access log with a seal"),
    "log.seal_late": Act("closes the lines that came late"),
    "log.check": Act("compares the access log with its seals"),
    "desk.fetch": Act("fetches the letters that people wrote to the desk"),
    "desk.silent": Act("closes talks in which it was somebody's turn for long, so that their term begins"),
    "desk.chats": Act("ends chats that their visitor has left"),
    "retention.run": Act("ends what is over by the terms of the register, for everybody alike"),
    "retention.at_once": Act("ends at once what a person withdrew"),
    "retention.now": Act("does the day's run again because a member of staff asked"),
    "retention.rules": Act("ends what an instance's own terms say, after its people saw the preview and a warning"),
    "requests.ask_identity": Act("sends a link to the address that was given, whoever it belongs to"),
    "requests.letter": Act("sends the letter that a person of the desk chose"),
    "requests.begin": Act("opens a request that its person confirmed"),
    "requests.look": Act("lists what is held, for the person at the desk"),
    "requests.answer": Act("carries out what the person at the desk decided"),
    "requests.lift": Act("lifts the lock that a person asked for, when its reason has ended"),
    "requests.tell": Act("tells a recipient of a correction, a lock or an erasure that has been done"),
    "requests.tell_again": Act("tries again the letters to recipients that were not taken"),
    "requests.day": Act("reminds the desk of clocks that run out"),
    "announcing.tell": Act("sends a published announcement to all who use the service"),
    "disclosing.look": Act("lists what is held, for the person who examines a demand"),
    "disclosing.hand_over": Act("hands over what two people agreed to"),
    "disclosing.hour": Act("tells people of hand-overs when no order forbids it any more, drops packages that waited"),
    "staff.reviews": Act(
        "reminds of reviews; rights of staff that nobody confirmed rest by the calendar, alike for all"
    ),
    "consent.expire": Act("notes that consents given for a time have run out"),
    "erasure.go_on": Act("goes on with an erasure that a person decided, until every place is empty"),
    "erasure.drop_old": Act("removes copies whose link has run out"),
    "leaving.drop_old": Act("removes archives whose link has run out"),
    "ending.walk": Act("takes the next step of an instance’s end, which its administrator or the operator asked for"),
    "keys.tend": Act("finishes a change of the operator’s key that was begun, and forgets the old one in time"),
    "keys.rotate": Act("changes the operator’s key because a member of staff asked"),
    "keys.reseal": Act("seals the files of an instance with its new key"),
    "files.check": Act("shows a file that came while the scanner was away to it; what it finds is destroyed"),
    "newsletter.send": Act("sends a written issue to all who asked for it"),
    "status.mend": Act("does what staff decided on a job that failed"),
    "status.age_out": Act("forgets how the service did before the history of the status page"),
    "lockbox.tick": Act("closes what is over: access that a customer opened for a time, and requests nobody answered"),
    "lockbox.close": Act("takes back the access that a person just ended, and certifies it"),
    "lockbox.write": Act("tells a customer’s administrators that a data operation is proposed, open, or over"),
    "lockbox.settle": Act("has corrected records found by their new words"),
    "statistics.release": Act("lets the sums of a month out, of groups that are large enough"),
    "newsletter.bounces": Act("stops mail to addresses that do not exist"),
}


@keeps("L7")
def undeclared(tasks: Iterable[str], register: Register = REGISTER) -> list[str]:
    """What is wrong: tasks of which nothing is said, and acts that decide although the register says that none does."""
    wrong = [f"{task} runs by itself, and nobody says what it does" for task in tasks if task not in ACTS]
    if not register.automated_decisions:
        wrong += [f"{name} decides on people, and the register says that nothing does" for name in deciding()]
    return wrong


def deciding() -> list[str]:
    """The acts that decide on a person."""
    return [name for name, act in ACTS.items() if act.decides]


@evidence("L7")
def nothing_decides() -> Figure:
    """Of all that runs by itself, how much decides on a person."""
    return Figure("Automatic acts that decide on a person", f"{len(deciding())} / {len(ACTS)}", not deciding())
