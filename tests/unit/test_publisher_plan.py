"""Plans: what publishing would do, computed from a package and the portal's state alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from factories import NEXT, STAND, read, vorhaben
from hndigital.cli.base import Output
from hndigital.cli.language import use_language
from hndigital.cli.plans import say_plan
from hndigital.errors import PackageError, PlanOutdated
from hndigital.package import Package, build_package
from hndigital.publisher.desired import Desired, choose_fassung, desired_state
from hndigital.publisher.plan import Conflict, FieldChange, Plan, SavedPlan, make_plan
from hndigital.publisher.state import EditionState, EditionTables, PortalState, ResourceState
from hndigital.schemas import register_table, register_table_names

ADDRESS = "https://portal.example.org"
A, B, C = "2020000018", "2020000072", "2019000001"


def name(number: str) -> str:
    """Return the name of a project's dataset."""
    return f"digitalprojekt-{number}"


def tables_of(package: Package, fassung: int = 1) -> EditionTables:
    """Return what the register's history reads of a published package."""
    return EditionTables(package.berichtsstand, str(fassung), package.tables)


def published(desired: Desired, before: PortalState | None = None) -> PortalState:
    """Return the portal's state once everything desired is on it."""
    before = before or PortalState()
    package = desired.package
    old = before.edition(package.name)
    resources = [
        ResourceState(
            id=f"{package.name}-{desired.fassung}-{file.datei}",
            datei=file.datei,
            fassung=desired.fassung,
            sha256=file.sha256,
            paket_sha256=package.sha256,
            url=f"{ADDRESS}/dataset/x/resource/y/download/{file.datei}",
            zeilen=len(package.tables[file.tabelle]) if file.tabelle else None,
        )
        for file in desired.files
    ]
    edition = EditionState(
        name=package.name,
        berichtsstand=package.berichtsstand,
        fassung=desired.fassung,
        private=False,
        fields={**(old.fields if old else {}), **desired.edition_fields},
        resources=(*(old.resources if old else ()), *resources),
    )
    others = tuple(e for e in before.editions if e.name != package.name)
    projects = {key: {**values, "state": "active", "private": ""} for key, values in desired.projects.items()}
    return replace(
        before,
        berichtsstand=desired.berichtsstand,
        organisation=True,
        register=True,
        projects={**before.projects, **projects},
        tables=desired.tables,
        editions=(*others, edition),
    )


def first_round() -> tuple[Package, PortalState]:
    """Return the first package and the portal that holds it."""
    package = build_package(read())
    return package, published(desired_state(package, PortalState(), []))


def plan_for(package: Package, state: PortalState, others: Sequence[EditionTables] = ()) -> Plan:
    """Return the plan of publishing `package` on `state`."""
    return make_plan(ADDRESS, desired_state(package, state, others), state)


def changed(plan: Plan, number: str) -> Mapping[str, tuple[str, str]]:
    """Return a project's field changes as field to (old, new)."""
    entries = [e for e in plan.of("vorhaben", "aendern", "anlegen") if e.name == name(number)]
    return {f.feld: (f.alt, f.neu) for e in entries for f in e.felder}


def with_project(portal: PortalState, number: str, **fields: str) -> PortalState:
    """Return the state with some of a project's fields changed, as by a person."""
    present = portal.projects.get(name(number), {"state": "active", "private": "", "vorhaben_nr": number})
    return replace(portal, projects={**portal.projects, name(number): {**present, **fields}})


def test_empty_portal_everything_is_created() -> None:
    """On an empty portal the plan names organisation, edition, each file, register, tables, each project."""
    package = build_package(read())
    plan = plan_for(package, PortalState())
    assert [e.name for e in plan.of("organisation", "anlegen")] == ["stadt-heilbronn"]
    assert [e.name for e in plan.of("ausgabe", "anlegen")] == [package.name]
    files = {e.name for e in plan.of("datei", "anlegen")}
    assert files == {*package.files(), f"{package.name}.zip"}
    assert {e.name for e in plan.of("vorhaben", "anlegen")} == {name(A), name(B), name(C)}
    assert {e.name for e in plan.of("tabelle", "anlegen")} >= {"vorhaben", "status", "kosten"}
    assert changed(plan, A)["kosten_eur"] == ("", "20000")
    assert changed(plan, A)["strategiefeld_verwaltung_infrastruktur"] == ("", "++")


def test_published_twice_nothing_to_do() -> None:
    """What is published already leaves an empty plan without conflicts."""
    package, state = first_round()
    plan = plan_for(package, state)
    assert plan.empty
    assert plan.konflikte == ()


def test_a_table_that_lacks_a_column_gets_it() -> None:
    """After an update of the plugin the plan names table and column, though no row changes."""
    package, state = first_round()
    stored = {name: register_table(name).column_names for name in register_table_names()}
    assert plan_for(package, replace(state, columns=stored)).empty
    older = {**stored, "vorhaben": tuple(name for name in stored["vorhaben"] if name != "abteilung")}
    plan = plan_for(package, replace(state, columns=older))
    assert [(e.objekt, e.name, e.aktion, e.felder) for e in plan.eintraege] == [
        ("tabelle", "vorhaben", "aendern", (FieldChange("spalte_neu", "", "abteilung"),))
    ]


def test_absent_rating_is_empty_never_minus() -> None:
    """A Strategiefeld without a rating gives an empty field."""
    package, _ = first_round()
    projects = desired_state(package, PortalState(), []).projects
    assert projects[name(C)]["strategiefeld_mobilitaet"] == ""
    assert projects[name(A)]["strategiefeld_mobilitaet"] == "-"


def test_text_of_the_city_else_computed_sentence() -> None:
    """`notes` is the city's text where there is one, otherwise a sentence marked as computed."""
    package, _ = first_round()
    projects = desired_state(package, PortalState(), []).projects
    assert projects[name(B)]["notes"] == projects[name(B)]["beschreibung"]
    assert projects[name(B)]["notes_berechnet"] == ""
    assert projects[name(A)]["notes"]
    assert projects[name(A)]["notes_berechnet"] == "true"


def second_round() -> Package:
    """Return the next round: one project changed, one renamed, one no longer named, one new."""
    return build_package(
        read(
            vorhaben(A, bearbeitungsstand="abgeschlossen", kosten_eur=Decimal("25000")),
            vorhaben(B, titel="Neuer Name", kosten_eur=Decimal("1250.50")),
            vorhaben("2021000001"),
            stand=NEXT,
        )
    )


def test_next_round_names_each_changed_field() -> None:
    """The next round's plan names new and changed fields, and the project that is no longer named."""
    first, state = first_round()
    plan = plan_for(second_round(), state, [tables_of(first)])
    assert changed(plan, A)["kosten_eur"] == ("20000", "25000")
    assert changed(plan, A)["bearbeitungsstand"] == ("umsetzung", "abgeschlossen")
    assert changed(plan, A)["zuletzt_berichtet"] == ("2020-2", "2021-1")
    assert "erstmals_berichtet" not in changed(plan, A)
    assert changed(plan, B)["title"] == ("Vorhaben 72", "Neuer Name")
    assert [e.name for e in plan.of("vorhaben", "anlegen")] == [name("2021000001")]
    assert [e.name for e in plan.of("vorhaben", "nicht_mehr_berichtet")] == [name(C)]
    assert not changed(plan, C)


def test_next_round_keeps_history() -> None:
    """After the next round status and cost hold both rounds, and changes keep the old title."""
    first, state = first_round()
    desired = desired_state(second_round(), state, [tables_of(first)])
    costs = {(r["vorhaben_nr"], r["berichtsstand"]): r["betrag_eur"] for r in desired.tables["kosten"]}
    assert costs[A, "2020-2"] == "20000"
    assert costs[A, "2021-1"] == "25000"
    assert costs[C, "2020-2"] == ""
    old_titles = {r["alt"] for r in desired.tables["aenderungen"] if r["feld"] == "titel"}
    assert "Vorhaben 72" in old_titles


def test_older_round_does_not_turn_the_register_back() -> None:
    """An older round adds history and its edition; projects and register keep the newer state."""
    newer = second_round()
    state = published(desired_state(newer, PortalState(), []))
    older = build_package(read())
    desired = desired_state(older, state, [tables_of(newer)])
    plan = make_plan(ADDRESS, desired, state)
    assert desired.berichtsstand == "2021-1"
    assert changed(plan, A) == {"erstmals_berichtet": ("2021-1", "2020-2")}
    assert [e.name for e in plan.of("vorhaben", "anlegen")] == [name(C)]
    assert desired.projects[name(C)]["zuletzt_berichtet"] == "2020-2"
    assert [e.name for e in plan.of("ausgabe", "anlegen")] == [older.name]
    assert not plan.of("register")


def correction() -> Package:
    """Return a further version of the first round, with another cost."""
    projects = read().bericht.vorhaben
    return build_package(read(replace(projects[0], kosten_eur=Decimal("21000")), *projects[1:]))


def test_correction_is_a_further_fassung_beside_the_first() -> None:
    """A corrected package of a published round adds files and leaves the first's alone."""
    first, state = first_round()
    plan = plan_for(correction(), state, [tables_of(first)])
    assert plan.fassung == 2
    assert {e.aktion for e in plan.of("datei")} == {"anlegen"}
    assert changed(plan, A)["kosten_eur"] == ("20000", "21000")


def test_package_replaced_by_a_later_fassung_changes_nothing() -> None:
    """Publishing the first Fassung again after its correction does nothing and says why."""
    first, state = first_round()
    desired = desired_state(correction(), state, [tables_of(first)])
    state = published(desired, state)
    plan = plan_for(first, state, [tables_of(correction(), 2)])
    assert plan.empty
    assert [c.art for c in plan.konflikte] == ["ueberholt"]


def test_the_way_back_to_a_replaced_fassung_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is told that there is nothing to do where the portal shows another Fassung than the package."""
    first, state = first_round()
    state = published(desired_state(correction(), state, [tables_of(first)]), state)
    use_language("de")
    say_plan(Output(), plan_for(first, state, [tables_of(correction(), 2)]))
    said = capsys.readouterr().out
    assert "Nichts zu tun" not in said
    assert "hndigital withdraw" in said


def test_a_withdrawn_fassung_keeps_its_number() -> None:
    """Its package comes back under its number; another package of the round gets the next one."""
    first, state = first_round()
    both = published(desired_state(correction(), state, [tables_of(first)]), state).editions[0]
    without_correction = replace(both, fassung=1, zurueckgezogen=frozenset({2}))
    assert choose_fassung(first, without_correction) == (1, False)
    assert choose_fassung(correction(), without_correction) == (2, False)
    other = build_package(read(*read().bericht.vorhaben[:2]))
    assert choose_fassung(other, without_correction) == (3, False)
    nothing = replace(both, fassung=0, zurueckgezogen=frozenset({1, 2}))
    assert choose_fassung(first, nothing) == (1, False)
    assert choose_fassung(other, nothing) == (3, False)
    third = replace(both, fassung=3, zurueckgezogen=frozenset({2}))
    assert choose_fassung(correction(), third) == (2, True)


def test_a_withdrawn_fassung_under_a_later_one_does_not_count() -> None:
    """Its package published again is no earlier version of what is published: nothing is written."""
    first, state = first_round()
    desired = desired_state(correction(), state, [])  # as if the first had never been
    after = published(desired, state)
    later = replace(after, editions=(replace(after.editions[0], zurueckgezogen=frozenset({1})),))
    plan = plan_for(first, later, [tables_of(correction(), 2)])
    assert (plan.empty, [c.art for c in plan.konflikte]) == (True, ["ueberholt"])


def test_unpublished_files_are_replaced_not_versioned() -> None:
    """What an interrupted run left unpublished is Fassung 1 still, whatever package comes next."""
    package, state = first_round()
    staged = replace(state.editions[0], fassung=0, private=True)
    assert choose_fassung(correction(), staged) == (1, False)
    plan = plan_for(correction(), replace(state, editions=(staged,)))
    assert {e.aktion for e in plan.of("datei")} == {"aendern"}
    assert package.sha256 != plan.paket_sha256


def test_half_filled_datastore_table_is_filled_again() -> None:
    """A stored file whose table lacks rows is named, with the rows it has and should have."""
    package, state = first_round()
    edition = state.editions[0]
    broken = tuple(replace(r, zeilen=1) if r.datei == "vorhaben.csv" else r for r in edition.resources)
    plan = plan_for(package, replace(state, editions=(replace(edition, resources=broken),)))
    assert [(e.name, e.aktion, e.felder[0].alt, e.felder[0].neu) for e in plan.eintraege] == [
        ("vorhaben.csv", "datastore_fuellen", "1", "3")
    ]


def test_file_that_is_there_twice_is_removed_once() -> None:
    """Of a file stored twice the first stays; so does no file that the package no longer holds."""
    package, state = first_round()
    edition = state.editions[0]
    twice = replace(edition.resources[0], id="zweite")
    left = replace(edition.resources[0], id="rest", datei="aenderungen.csv")
    broken = replace(edition, resources=(*edition.resources, twice, left))
    plan = plan_for(package, replace(state, editions=(broken,)))
    assert [(e.aktion, e.felder[0].alt) for e in plan.eintraege] == [
        ("entfernen", "zweite"),
        ("entfernen", "rest"),
    ]


def test_field_changed_by_hand_is_a_conflict() -> None:
    """A reported field that somebody changed on the portal is named with both values, and set right."""
    package, state = first_round()
    plan = plan_for(package, with_project(state, A, amt="20"))
    assert plan.konflikte == (Conflict("von_hand_geaendert", name(A), "amt", "20", "I/105"),)
    assert changed(plan, A) == {"amt": ("20", "I/105")}


def test_project_made_by_hand_before_the_report_names_it() -> None:
    """Values that a person entered before the report named the project are conflicts; empty ones are not."""
    state = replace(
        with_project(PortalState(organisation=True), A, title="Von Hand", amt="I/105", anlass=""),
        manual=frozenset({A}),
    )
    plan = plan_for(build_package(read()), state)
    assert [(c.art, c.feld, c.portal) for c in plan.konflikte] == [
        ("von_hand_vor_bericht", "title", "Von Hand")
    ]
    assert changed(plan, A)["title"] == ("Von Hand", "Vorhaben 18")


def test_project_made_by_hand_stays_in_the_register() -> None:
    """A project that no report names keeps the rows its author wrote, and its fields are not touched."""
    package, state = first_round()
    row = {"vorhaben_nr": "2022000009", "titel": "Nur von Hand", "amt": "20"}
    state = replace(
        with_project(state, "2022000009", title="Nur von Hand"),
        tables={**state.tables, "vorhaben": (*state.tables["vorhaben"], row)},
        manual=frozenset({"2022000009"}),
    )
    desired = desired_state(package, state, [])
    assert "2022000009" in {r["vorhaben_nr"] for r in desired.tables["vorhaben"]}
    assert name("2022000009") not in desired.projects
    assert make_plan(ADDRESS, desired, state).empty


def test_project_that_a_correction_takes_back_is_made_private() -> None:
    """A project that no published round names any more is taken from the public, not deleted."""
    first, state = first_round()
    fewer = build_package(read(*first_projects()[:2]))
    desired = desired_state(fewer, state, [tables_of(first)])
    plan = make_plan(ADDRESS, desired, state)
    assert [e.name for e in plan.of("vorhaben", "zurueckziehen")] == [name(C)]
    hidden = with_project(published(desired, state), C, private="true")
    assert plan_for(fewer, hidden, [tables_of(first)]).empty


def test_project_that_somebody_hid_is_public_again() -> None:
    """The newest report names it: the plan says that it is private, and what will be."""
    package, state = first_round()
    plan = plan_for(package, with_project(state, A, private="true"))
    assert plan.konflikte == (Conflict("verborgen", name(A)),)
    assert changed(plan, A) == {"private": ("true", "")}


def first_projects() -> tuple:  # type: ignore[type-arg]
    """Return the first round's projects."""
    return read().bericht.vorhaben


def test_deleted_project_is_restored_and_named() -> None:
    """The register never loses a project: one deleted by hand is restored and the plan says so."""
    package, state = first_round()
    plan = plan_for(package, with_project(state, A, state="deleted"))
    assert changed(plan, A) == {"state": ("deleted", "active")}
    assert [c.art for c in plan.konflikte] == ["geloescht"]


def test_words_that_a_person_gave_the_edition_stay() -> None:
    """A correction follows with title and text, except where somebody has worded them otherwise."""
    first, state = first_round()
    edition = state.editions[0]
    fields = {**edition.fields, "title": "Eigener Titel", "notes": first.descriptor["description"]}
    state = replace(state, editions=(replace(edition, fields=fields),))
    desired = desired_state(correction(), state, [tables_of(first)], first.descriptor)
    assert "title" not in desired.edition_fields
    assert desired.edition_fields["notes"] == first.descriptor["description"]


def test_edited_package_is_named() -> None:
    """A package whose files were changed since harvest is a conflict, by file."""
    package, _ = first_round()
    files = package.files()
    files["vorhaben.csv"] = files["vorhaben.csv"].replace(b"Vorhaben 18", b"Geaendert")
    plan = plan_for(Package.from_files(files), PortalState())
    assert [(c.art, c.feld) for c in plan.konflikte] == [("paket_geaendert", "vorhaben.csv")]


def test_a_value_that_is_the_reports_already_is_no_conflict() -> None:
    """What a publication that broke off has written into a dataset was not changed by hand."""
    package, state = first_round()
    newer = second_round()
    changed = desired_state(newer, state, [tables_of(package)]).projects
    projects = {key: {**values, **changed.get(key, {})} for key, values in state.projects.items()}
    plan = plan_for(newer, replace(state, projects=projects), [tables_of(package)])
    assert not [conflict for conflict in plan.konflikte if conflict.art == "von_hand_geaendert"]


def test_saved_plan_holds_while_the_portal_stays(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A saved plan is accepted on the same state, refused on another one or for another package."""
    package, state = first_round()
    newer = second_round()
    plan = plan_for(newer, state, [tables_of(package)])
    file = tmp_path / "plan.json"
    file.write_text(plan.to_json(), encoding="utf-8")
    saved = SavedPlan.load(file)
    saved.check(plan)
    with pytest.raises(PlanOutdated):
        saved.check(plan_for(newer, with_project(state, A, amt="20"), [tables_of(package)]))
    with pytest.raises(PlanOutdated):
        saved.check(plan_for(correction(), state, [tables_of(package)]))


def test_unpublished_files_do_not_outdate_a_plan() -> None:
    """Files that an interrupted run left behind don't change the fingerprint."""
    package, state = first_round()
    edition = state.editions[0]
    extra = replace(edition.resources[0], fassung=2, id="staged")
    later = replace(state, editions=(replace(edition, resources=(*edition.resources, extra)),))
    assert later.fingerprint == state.fingerprint
    assert package.name == edition.name


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"paket": 1}', "kein JSON"])
def test_what_is_no_plan_is_said(tmp_path, content: str) -> None:  # type: ignore[no-untyped-def]
    """A file that is no plan is refused with a sentence."""
    file = tmp_path / "plan.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(PackageError, match="plan"):
        SavedPlan.load(file)


def test_plan_json_names_every_object() -> None:
    """The plan's JSON holds each object with its fields, old and new."""
    plan = plan_for(build_package(read(stand=STAND)), PortalState())
    data = json.loads(plan.to_json())
    project = next(e for e in data["eintraege"] if e["name"] == name(A))
    assert {"feld": "amt", "alt": "", "neu": "I/105"} in project["felder"]
    assert data["fingerprint"]


def test_plan_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Printed for people, the plan names project, field, old and new value in their language."""
    first, state = first_round()
    use_language("de")
    try:
        say_plan(Output(), plan_for(second_round(), state, [tables_of(first)]))
    finally:
        use_language("en")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "Kosten: 20.000 € → 25.000 €" in lines
    assert "Titel: Vorhaben 72 → Neuer Name" in lines
    assert any(line.startswith(f"+ {name('2021000001')}") for line in lines)
    assert any(line.startswith(f"! {name(C)}") for line in lines)
