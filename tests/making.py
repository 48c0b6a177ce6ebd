"""Making things for tests the way a person's door would."""

from __future__ import annotations

from typing import Any

from django.test import Client

from kept.crm.nouns import changing, intake
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.tenancy.opening import system
from tests.cast import World, at_the_door


def made(world: World, noun: Noun, who: str = "bob", **raw: Any) -> int:
    """A record made by somebody of ours. Returns its id."""
    cast = world.theirs if who == "mallory" else world.ours
    with at_the_door(cast, who) as access:
        words = Vocabulary(me=access.member_id)
        fields = noun.fields_for(access, words)
        record = changing.make(noun, intake.clean(noun, fields, raw, words, new=True), fields, access)
        return int(record.pk)


def browser_of(world: World, who: str) -> Client:
    """A browser in which one of the cast is signed in."""
    client = Client()
    cast = world.theirs if who == "mallory" else world.ours
    with system("tests"):
        client.force_login(cast.members[who].user)
    return client
