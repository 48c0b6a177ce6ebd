"""The record of processing says all that the register and the tables say, in forms that other programs read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
import yaml
from fideslang.models import Dataset, System
from procrastinate.contrib.django import app
from rdflib import Graph, Namespace
from rdflib.namespace import RDF

from kept.grants.staff import StaffRole
from kept.policy import automatic
from kept.policy.automatic import Act, undeclared
from kept.policy.controller import controller, in_force
from kept.policy.terms import Recipient
from kept.privacy.processing import dpv, fides
from kept.privacy.processing.record import activities, lapsed, places_by_purpose
from tests.cast import World
from tests.staff import hire
from tests.walk import signed_in

DPV = Namespace("https://w3id.org/dpv#")


def test_every_purpose_is_an_activity_with_its_people_its_data_and_its_term() -> None:
    register = in_force()
    found = {one.purpose.id: one for one in activities(register)}
    assert set(found) == {purpose.id for purpose in register.purposes}
    assert all(one.persons and one.categories and one.terms for one in found.values())
    assert found["L5"].as_processor and not found["L1"].as_processor
    assert "contacts_contact" in {place.table for place in found["L5"].places}
    assert "identity_user" in {place.table for place in found["L1"].places}


def test_fideslang_reads_it_and_knows_every_category() -> None:
    said = yaml.safe_load(fides.as_yaml(fides.manifest(in_force(), controller())))
    systems = [System(**system) for system in said["system"]]
    (dataset,) = [Dataset(**one) for one in said["dataset"]]
    assert {d.name.split()[0] for s in systems for d in s.privacy_declarations if d.name} == set(fides.USES)
    assert "contacts_contact" in {collection.name for collection in dataset.collections}
    from fideslang.default_taxonomy import DEFAULT_TAXONOMY

    known = {str(one.fides_key) for one in DEFAULT_TAXONOMY.data_category}
    uses = {str(one.fides_key) for one in DEFAULT_TAXONOMY.data_use}
    subjects = {str(one.fides_key) for one in DEFAULT_TAXONOMY.data_subject}
    assert set(fides.CATEGORIES.values()) <= known
    assert set(fides.USES.values()) <= uses
    assert {who for some in fides.SUBJECTS.values() for who in some} <= subjects


def test_a_category_that_fideslang_has_not_placed_is_seen() -> None:
    missing = {code for places in places_by_purpose().values() for place in places for code in place.fields}
    assert missing <= set(fides.CATEGORIES)
    assert not missing <= set(fides.CATEGORIES) - {"email"}


def test_turtle_is_read_as_a_graph_with_a_process_for_each_purpose() -> None:
    graph = Graph().parse(data=dpv.as_turtle(in_force(), controller()), format="turtle")
    processes = set(graph.subjects(RDF.type, DPV.Process))
    assert len(processes) == len(in_force().purposes)
    assert all(list(graph.objects(process, DPV.hasLegalBasis)) for process in processes)
    assert len(list(graph.objects(predicate=DPV.hasRecipient))) > 5


@pytest.mark.promise("S4")
def test_a_lapsed_safeguard_is_said() -> None:
    register = in_force()
    role = register.role("email")
    american = Recipient("Mail Inc.", "email", "US", "2019-1", role.purposes, role.categories, "privacy-shield")
    shielded = replace(register, recipients=(american,))
    assert lapsed(shielded, date(2019, 1, 1)) == []
    assert "Mail Inc." in lapsed(shielded, date(2021, 1, 1))[0].en


@pytest.mark.promise("L7")
def test_all_that_runs_by_itself_is_declared_and_decides_nothing() -> None:
    from django.utils.module_loading import autodiscover_modules

    autodiscover_modules("jobs")
    tasks = [name for name in app.tasks if not name.startswith(("builtin", "procrastinate."))]
    assert len(tasks) > 5
    assert undeclared(tasks) == []


@pytest.mark.promise("L7")
def test_a_task_that_decides_on_people_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert undeclared(["scores.refuse"]) == ["scores.refuse runs by itself, and nobody says what it does"]
    monkeypatch.setitem(automatic.ACTS, "scores.refuse", Act("refuses people by their score", decides=True))
    assert undeclared(["scores.refuse"]) == ["scores.refuse decides on people, and the register says that nothing does"]


def test_the_officer_takes_it_along_and_a_member_sees_the_map_of_their_instance(world: World) -> None:
    officer = hire(world, "bob", StaffRole.PRIVACY)
    assert "contacts_contact" in officer.get("/operator/processing/").content.decode()
    assert json.loads(officer.get("/operator/processing/json/").content)["activities"]
    assert b"dpv:Process" in officer.get("/operator/processing/turtle/").content
    assert officer.get("/operator/processing/else/").status_code == 404
    alice = signed_in(world.ours, "alice")
    assert ">Contacts<" in alice.get("/ours/privacy/map/").content.decode()
    assert alice.get("/operator/processing/").status_code == 404
