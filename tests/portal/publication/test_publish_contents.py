"""What is on the portal after publishing: cell by cell, for readers and for people who edit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import hndigital
import pytest
from hndigital.publisher import Journal, Portal, Step, prepare, publish

from tests.portal.admin import datasets, editor_token
from tests.portal.publication.scenes import (
    SECOND,
    TOKEN_FILE,
    URL,
    A,
    B,
    C,
    Command,
    D,
    cells,
    check_edition,
    first_round,
    project,
    register_rows,
    round_of,
    second_round,
)
from tests.portal.support import REGISTER

pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")


class TestSampleReport:
    """The whole sample report, 102 projects."""

    def test_edition_equals_the_package(self, published: Any, admin: Portal) -> None:
        """Each file of the edition is the package's, each of its tables holds the same cells."""
        _command, package = published
        check_edition(admin, package)

    def test_register_equals_the_package(self, published: Any, admin: Portal) -> None:
        """The register holds the same cells, and each project's first and last round."""
        _command, package = published
        for name in ("status", "kosten", "strategiefeld_matrix"):
            assert register_rows(admin, name) == cells(package, name)
        for row, expected in zip(register_rows(admin, "vorhaben"), cells(package, "vorhaben"), strict=True):
            assert row.pop("erstmals_berichtet") == row.pop("zuletzt_berichtet") == "2020-2"
            assert row == expected

    def test_projects_equal_the_package(self, published: Any, admin: Portal) -> None:
        """Each project is a public dataset whose reported fields are the package's cells."""
        _command, package = published
        projects = admin.read("digitalprojekt_state", {})["projects"]
        assert len(projects) == len(package.tables["vorhaben"])
        for row in package.tables["vorhaben"]:
            found = projects[f"digitalprojekt-{row['vorhaben_nr']}"]
            assert not found["private"]
            assert found["title"] == row["titel"]
            for column in ("amt", "kosten_eur", "kosten_angabe", "gesamtstatus", "bearbeitungsstand"):
                assert found[column] == row[column]

    def test_publishing_twice_writes_nothing(self, published: Any, admin: Portal) -> None:
        """The second time plan says 0 and no dataset's or resource's time of change moves."""
        command, package = published
        before = datasets(admin)
        assert command.plan(package).code == 0
        assert json.loads(command.publish(package, "--json").out)["geaendert"] == []
        assert datasets(admin) == before
        assert command.plan(package).code == 0

    def test_plan_without_token(self, published: Any) -> None:
        """Everybody can ask what publishing would change; for what is public the answer is the same."""
        command, package = published
        assert command.run("plan", str(command.write(package)), token="").code == 0

    def test_status_names_round_and_source(self, published: Any) -> None:
        """`status` names round, source's checksum, day and version."""
        command, package = published
        found = json.loads(command.run("status", "--json", token="").out)["ausgaben"][0]
        assert found["berichtsstand"] == "2020-2"
        assert found["paket_sha256"] == package.sha256
        assert found["quelle_sha256"] == package.quelle["hash"].removeprefix("sha256:")
        assert found["veroeffentlicht_am"]
        assert found["hndigital_version"] == hndigital.__version__


def test_fields_of_people_stay(command: Command, clean_portal: Portal) -> None:
    """What a person entered survives the next round: contact, English title, address at GovData."""
    command.publish(first_round())
    own = {
        "contact_name": "Stabsstelle",
        "title_en": "A title",
        "govdata_url": "https://www.govdata.de/suche/daten/vorhaben",
    }
    names = (f"digitalprojekt-{A}", REGISTER, first_round().name)
    for name in names:
        clean_portal.write("package_patch", {"id": name, **own})
    assert command.plan(first_round()).code == 0
    command.publish(second_round())
    for name in names:
        after = clean_portal.read("package_show", {"id": name})
        assert {key: after[key] for key in own} == own
    assert clean_portal.read("package_show", {"id": names[0]})["bearbeitungsstand"] == "abgeschlossen"


def test_project_made_by_hand_and_then_reported(command: Command, clean_portal: Portal) -> None:
    """What a person entered before a report names the project is a conflict; the report's value stands."""
    command.publish(first_round())
    by_hand = {
        "type": "digitalprojekt",
        "owner_org": "stadt-heilbronn",
        "vorhaben_nr": D,
        "title": "Von Hand",
        "amt": "I/105",
        "dezernat": "I",
        "vorhabentyp": "reallabor",
        "anlass": "auftrag",
        "bearbeitungsstand": "planung",
        "contact_name": "Eine Person",
    }
    clean_portal.write("package_create", by_hand)
    assert command.plan(first_round()).code == 0
    assert D in {row["vorhaben_nr"] for row in register_rows(clean_portal, "vorhaben")}
    found = json.loads(command.plan(second_round(), "--json").out)["konflikte"]
    named = {
        (c["name"], c["feld"], c["portal"], c["bericht"]) for c in found if c["art"] == "von_hand_vor_bericht"
    }
    assert (f"digitalprojekt-{D}", "title", "Von Hand", "Vorhaben 01") in named
    assert (f"digitalprojekt-{D}", "bearbeitungsstand", "planung", "umsetzung") in named
    command.publish(second_round())
    after = clean_portal.read("package_show", {"id": f"digitalprojekt-{D}"})
    assert (after["title"], after["contact_name"]) == ("Vorhaben 01", "Eine Person")
    assert command.plan(second_round()).code == 0


def test_row_with_empty_cells_is_published(command: Command, clean_portal: Portal) -> None:
    """A row that the report prints incompletely is published as it is: an empty cell is no error."""
    package = round_of(project(A, amt="", dezernat="", vorhabentyp="", anlass="", bearbeitungsstand=""))
    command.publish(package)
    assert register_rows(clean_portal, "vorhaben")[0]["amt"] == ""
    assert command.plan(package).code == 0


def test_one_failing_project_does_not_stop_the_others(command: Command, clean_portal: Portal) -> None:
    """A project that the portal refuses is named (exit 4); the rest is public; mended, a re-run does it."""
    name = f"digitalprojekt-{B}"
    clean_portal.write(
        "package_create", {"name": name, "type": "dataset", "title": "Im Weg", "owner_org": "stadt-heilbronn"}
    )
    try:
        ran = command.run("publish", str(command.write(first_round())))
        assert ran.code == 4
        assert name in ran.err
        public = clean_portal.read("digitalprojekt_state", {})["projects"]
        assert public.keys() == {f"digitalprojekt-{A}", f"digitalprojekt-{C}"}
    finally:
        clean_portal.write("dataset_purge", {"id": name})
    command.publish(first_round())
    assert command.plan(first_round()).code == 0


def test_large_round_in_several_requests(clean_portal: Portal, tmp_path: Path) -> None:
    """A round too large for one request becomes public with the last one, whole."""
    package = first_round()
    portal = Portal(URL, editor_token(clean_portal))
    with Journal(tmp_path / "journal.jsonl") as journal:
        outcome = publish(portal, package, journal, cache=tmp_path / "cache", projects_per_request=1)
    assert outcome.fehler == []
    public = Portal(URL).read("digitalprojekt_state", {})
    assert public["projects"].keys() == {f"digitalprojekt-{number}" for number in (A, B, C)}
    assert {row["vorhaben_nr"] for row in register_rows(clean_portal, "vorhaben")} == {A, B, C}
    plan, _desired, _state = prepare(portal, package, cache=tmp_path / "cache")
    assert plan.empty, plan.eintraege


class _Killed(BaseException):
    """What a kill is to the process: nothing after it is done."""


def test_index_follows_in_parts_and_a_kill_between_them_is_mended(
    clean_portal: Portal, tmp_path: Path
) -> None:
    """The last call brings two documents, further calls the rest; killed between them, a re-run goes on.

    Readers see the whole round on pages and in lists from the last call on.
    """
    package = first_round()
    portal = Portal(URL, editor_token(clean_portal))

    def stop(step: Step) -> None:
        if step.objekt == "register":
            raise _Killed

    place = tmp_path / "journal.jsonl"
    small: Any = {"cache": tmp_path / "cache", "projects_per_request": 1, "documents_per_request": 2}
    with Journal(place) as journal, pytest.raises(_Killed):
        publish(portal, package, journal, progress=stop, **small)
    assert len(Portal(URL).read("digitalprojekt_list", {})["results"]) == 3
    plan, _desired, _state = prepare(portal, package, cache=tmp_path / "cache")
    assert {entry.objekt for entry in plan.eintraege} == {"suchindex"}
    assert len(plan.eintraege) == 3
    steps: list[Step] = []
    with Journal(place) as journal:
        outcome = publish(portal, package, journal, progress=steps.append, **small)
    assert (outcome.fehler, bool(outcome.fortgesetzt)) == ([], True)
    assert [step.objekt for step in steps][-1] == "suchindex"
    found = Portal(URL).read("package_search", {"fq": "dataset_type:digitalprojekt", "rows": 0})
    assert found["count"] == 3
    assert prepare(portal, package, cache=tmp_path / "cache")[0].empty


def test_changes_wait_for_the_last_call(clean_portal: Portal, tmp_path: Path) -> None:
    """Killed between two calls of a large round, readers see the round before, in every project.

    What was begun never comes with another package of that round; what a person words meanwhile stays.
    """
    portal, public = Portal(URL, editor_token(clean_portal)), Portal(URL)
    small: Any = {"cache": tmp_path / "cache", "projects_per_request": 1}

    def titles() -> list[str]:
        projects = public.read("digitalprojekt_state", {})["projects"]
        return [projects[f"digitalprojekt-{number}"]["title"] for number in (A, B)]

    def stop(step: Step) -> None:
        if step.objekt == "vorhaben":
            raise _Killed

    with Journal(tmp_path / "journal.jsonl") as journal:
        publish(portal, first_round(), journal, **small)
        before = titles()
        begun = round_of(project(A, titel="Halb"), project(B, titel="Halb"), stand=SECOND)
        with pytest.raises(_Killed):
            publish(portal, begun, journal, progress=stop, **small)
        assert titles() == before
        assert prepare(portal, first_round(), cache=tmp_path / "cache")[0].empty
        whole = round_of(project(A), project(B, titel="Ganz"), stand=SECOND)

        def edit(step: Step) -> None:
            if step.objekt == "vorhaben":
                portal.write("package_patch", {"id": f"digitalprojekt-{B}", "title_en": "Whole"})

        assert publish(portal, whole, journal, progress=edit, **small).fehler == []
    assert titles() == [before[0], "Ganz"]
    assert public.read("package_show", {"id": f"digitalprojekt-{B}"})["title_en"] == "Whole"
    assert prepare(portal, whole, cache=tmp_path / "cache")[0].empty
