"""Kinds of jobs that are not driven with an effect of their own: why a second run changes nothing, or where it is proven."""

from __future__ import annotations

AGAIN: dict[str, str] = {
    "jobs.rescue": "takes jobs of workers that give no sign; one that was taken up is no such job any more",
    "sign_in.tidy": "deletes what has run out; deleted, it is not found again",
    "records.empty_bins": "deletes what lay in a bin for its days, each record in one transaction with its counter",
    "imports.forget": "forgets files whose time is over; an import without a file is not looked at",
    "log.seal": "seals lines after the last seal, one chain under one lock",
    "log.seal_late": "seals lines that no seal covers",
    "log.check": "compares, and writes the last outcome over the one before",
    "desk.fetch": "a mail is known by its Message-ID and taken in once",
    "desk.silent": "closes open talks; a closed one is not open",
    "retention.run": "ends what is over; ended, it is not found again",
    "retention.at_once": "ends what is over; ended, it is not found again",
    "retention.now": "ends what is over; ended, it is not found again",
    "retention.rules": "warns once a row, ends what was warned of; ended, it is not found again",
    "requests.tell_again": "tells rows that wait, each by a letter with a number of its own; told, it does not wait",
    "requests.day": "warns once a request, which is written down with the letter; forgets what is over",
    "disclosing.hour": "tells who was not told, written down with the letter; empties what has expired",
    "consent.expire": "notes what has run out, once a choice",
    "erasure.go_on": "goes on with what is not complete; each store is asked what is left",
    "erasure.drop_old": "removes copies that have expired; removed, they are not found",
    "leaving.drop_old": "removes archives that have expired; removed, they are not found",
    "status.mend": "a decision is taken back from the row in the transaction in which it is carried out",
    "status.age_out": "deletes old days; deleted, they are not found",
    "lockbox.tick": "closes what is over; closed, it is not open",
    "lockbox.close": "certifies an ending that has no certificate, under a lock",
    "lockbox.settle": "works out the same words anew",
    "statistics.release": "a month is released once: its row is unique",
    "newsletter.bounces": "a hard bounce sets a state; a soft one that is read in the moment of a kill counts twice of three",
}


# What is no matter of one database: killed step by step by proofs of their own.
ELSEWHERE: dict[str, str] = {
    "backup.ship": "bench/drill/moments.py",
    "backup.daily": "bench/drill/days.py",
    "backup.watch": "tests/backup",
    "keys.rotate": "tests/keys/test_roots.py",
    "keys.tend": "tests/keys/test_roots.py",
}
