"""Publishing on a real portal: contents, repetition, rounds, corrections, rights, kills.

Needs a running portal: HNDIGITAL_TEST_URL and HNDIGITAL_TEST_TOKEN_FILE (a sysadmin's token). The
publication's datasets and organisation on it are removed before each scenario; if the sample report was
published there before, it is again afterwards.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import hndigital
import pytest
from hndigital.package import Package, build_package
from hndigital.publisher import Journal, Portal, prepare, publish
from hndigital.publisher.desired import REGISTER
from hndigital.register import Bericht, Berichtsstand, Quelle, Vorhaben
from hndigital.schemas import register_table, register_table_names, table

from tests.portal.admin import contents, datasets, editor_token, make_organisation, reset, rows, text_rows

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "harvester" / "sample" / "beispielbericht-2020-2.txt"
A, B, C, D = "2020000018", "2020000072", "2019000001", "2021000001"
FIRST = Berichtsstand("2020-2", stichtag=date(2021, 3, 31), zeitraum_von=date(2019, 3, 1))
SECOND = Berichtsstand("2021-1", stichtag=date(2021, 9, 30))

URL = os.environ.get("HNDIGITAL_TEST_URL", "")
TOKEN_FILE = os.environ.get("HNDIGITAL_TEST_TOKEN_FILE", "")
pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")


@dataclass(frozen=True)
class Read:
    """What reading a report yields."""

    bericht: Bericht
    findings: tuple[()] = ()
    abgleich: tuple[()] = ()


def project(number: str, **changes: Any) -> Vorhaben:
    """Return a project of chapter 5.3 with every cell filled."""
    whole = Vorhaben(
        vorhaben_nr=number,
        titel=f"Vorhaben {number[-2:]}",
        amt="I/105",
        dezernat="I",
        vorhabentyp="reallabor",
        anlass="auftrag",
        bearbeitungsstand="umsetzung",
        kapitel="5.3",
        gesamtstatus="im_plan",
        kosten_eur=Decimal("20000"),
        kosten_angabe="beziffert",
        bewertungen={"verwaltung_infrastruktur": "++", "teilhabe": "+", "mobilitaet": "-"},
    )
    return replace(whole, **changes)


def round_of(*projects: Vorhaben, stand: Berichtsstand = FIRST) -> Package:
    """Return the package of a round with these projects."""
    quelle = Quelle(f"Bericht {stand.code}", f"bericht-{stand.code}.txt", "0" * 64)
    return build_package(Read(Bericht(stand, quelle, projects)))


def first_round() -> Package:
    """Return a first round: three projects, one with cents and a text of the city, one without cost."""
    text = "Sagt, „was“ ist,\nund mehr"
    return round_of(
        project(A),
        project(B, kosten_eur=Decimal("1250.50"), beschreibung=text),
        project(C, kosten_eur=None, kosten_angabe="keine_angabe", bewertungen={}),
    )


def second_round() -> Package:
    """Return the next round: A changed, B renamed and moved, C no longer named, D new."""
    return round_of(
        project(A, bearbeitungsstand="abgeschlossen", kosten_eur=Decimal("25000")),
        project(B, titel="Neuer Name", amt="20", dezernat="II", kosten_eur=Decimal("1250.50")),
        project(D, bewertungen={"teilhabe": "++"}),
        stand=SECOND,
    )


def correction() -> Package:
    """Return a correction of the first round: another cost of A."""
    projects = first_round().tables["vorhaben"]
    assert len(projects) == 3
    return round_of(
        project(A, kosten_eur=Decimal("21000")),
        project(B, kosten_eur=Decimal("1250.50"), beschreibung="Sagt, „was“ ist,\nund mehr"),
        project(C, kosten_eur=None, kosten_angabe="keine_angabe", bewertungen={}),
    )


@dataclass
class Ran:
    """What a run of the command gave."""

    code: int
    out: str
    err: str


class Command:
    """`hndigital` as a person runs it: a process of its own; no output may hold a token."""

    def __init__(self, folder: Path, token: str) -> None:
        self.folder = folder
        self.token = token
        self.environ = {
            **{key: value for key, value in os.environ.items() if key != "HNDIGITAL_TOKEN"},
            "XDG_CACHE_HOME": str(folder / "cache"),
            "LANGUAGE": "de",
        }

    def write(self, package: Package) -> Path:
        """Write the package as harvest does."""
        return package.write(self.folder / f"{package.name}-{package.sha256[:8]}")

    def arguments(self, *args: str) -> list[str]:
        """Return the command line."""
        return [sys.executable, "-c", "from hndigital.cli import main; main()", *args, "--ckan", URL]

    def run(self, *args: str, token: str | None = None) -> Ran:
        """Run to the end."""
        used = self.token if token is None else token
        environ = self.environ | ({"HNDIGITAL_TOKEN": used} if used else {})
        done = subprocess.run(
            self.arguments(*args), env=environ, capture_output=True, text=True, timeout=900, check=False
        )
        if used:
            assert used not in done.stdout + done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def publish(self, package: Package, *args: str) -> Ran:
        """Publish and expect success."""
        ran = self.run("publish", str(self.write(package)), *args)
        assert ran.code == 0, ran.err
        return ran

    def plan(self, package: Package, *args: str) -> Ran:
        """Return the plan's run."""
        return self.run("plan", str(self.write(package)), *args)


@pytest.fixture(scope="module")
def admin() -> Portal:
    """Return the portal as its sysadmin sees it."""
    return Portal(URL, Path(TOKEN_FILE).read_text(encoding="utf-8").strip())


@pytest.fixture(scope="module", autouse=True)
def sample_again(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Leave the portal with the sample report published if it was so before."""
    shown = any(edition["beispieldaten"] for edition in admin.read("digitalprojekt_state", {})["editions"])
    yield
    if shown:
        make_organisation(admin)
        command = Command(tmp_path_factory.mktemp("again"), editor_token(admin))
        command.publish(hndigital.harvest(SAMPLE))


@pytest.fixture
def clean_portal(admin: Portal) -> Iterator[Portal]:
    """Return the portal without anything published."""
    reset(admin)
    make_organisation(admin)
    yield admin
    reset(admin)


@pytest.fixture
def command(clean_portal: Portal, tmp_path: Path) -> Command:
    """Return the command with the token of an editor: publishing needs no more."""
    return Command(tmp_path, editor_token(clean_portal))


def cells(package: Package, name: str) -> list[dict[str, str]]:
    """Return a package's table sorted by key."""
    return sorted((dict(row) for row in package.tables[name]), key=table(name).key)


def register_rows(admin: Portal, name: str) -> list[dict[str, str]]:
    """Return a table of the register as text cells."""
    resources = admin.read("package_show", {"id": REGISTER})["resources"]
    resource = next(r for r in resources if r["name"] == name)
    return text_rows(register_table(name), rows(admin, resource["id"]))


def edition_files(admin: Portal, package: Package, fassung: str = "1") -> dict[str, dict[str, Any]]:
    """Return the resources of a Fassung by file name."""
    dataset = admin.read("package_show", {"id": package.name})
    return {r["datei"]: r for r in dataset["resources"] if r["fassung"] == fassung}


def check_edition(admin: Portal, package: Package, fassung: str = "1") -> None:
    """Hold the edition's files byte for byte and its DataStore tables cell by cell against the package."""
    files = edition_files(admin, package, fassung)
    assert files.keys() == {*package.files(), f"{package.name}.zip"}
    for name, content in {**package.files(), f"{package.name}.zip": package.zip_bytes()}.items():
        assert admin.download(files[name]["url"]) == content
    for name in package.tables:
        found = rows(admin, files[f"{name}.csv"]["id"])
        assert text_rows(table(name), found) == cells(package, name)


@pytest.fixture(scope="class")
def published(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Command, Package]]:
    """Publish the sample report once for the class, with an editor's token."""
    reset(admin)
    make_organisation(admin)
    command = Command(tmp_path_factory.mktemp("sample"), editor_token(admin))
    package = hndigital.harvest(SAMPLE)
    command.publish(package)
    yield command, package
    reset(admin)


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


def test_second_round(command: Command, clean_portal: Portal) -> None:
    """Register = latest state and whole history; the earlier edition, ids and addresses stay."""
    first, second = first_round(), second_round()
    command.publish(first)
    before = datasets(clean_portal)
    plan = json.loads(command.plan(second, "--json").out)
    named = {(e["name"], e["aktion"]) for e in plan["eintraege"] if e["objekt"] == "vorhaben"}
    assert named == {
        (f"digitalprojekt-{A}", "aendern"),
        (f"digitalprojekt-{B}", "aendern"),
        (f"digitalprojekt-{C}", "nicht_mehr_berichtet"),
        (f"digitalprojekt-{D}", "anlegen"),
    }
    command.publish(second)
    check_edition(clean_portal, first)
    check_edition(clean_portal, second)
    after = datasets(clean_portal)
    assert after[first.name] == before[first.name]
    for name, dataset in before.items():
        assert [(r["id"], r["url"]) for r in dataset["resources"]] == [
            (r["id"], r["url"]) for r in after[name]["resources"]
        ]
    projects = {row["vorhaben_nr"]: row for row in register_rows(clean_portal, "vorhaben")}
    assert projects[C]["zuletzt_berichtet"] == "2020-2"
    assert projects[A]["zuletzt_berichtet"] == "2021-1"
    costs = {
        (r["vorhaben_nr"], r["berichtsstand"]): r["betrag_eur"] for r in register_rows(clean_portal, "kosten")
    }
    assert costs == {
        (A, "2020-2"): "20000",
        (A, "2021-1"): "25000",
        (B, "2020-2"): "1250.5",
        (B, "2021-1"): "1250.5",
        (C, "2020-2"): "",
        (D, "2021-1"): "20000",
    }
    changes = {(r["vorhaben_nr"], r["feld"], r["alt"]) for r in register_rows(clean_portal, "aenderungen")}
    assert (B, "titel", "Vorhaben 72") in changes
    assert after[f"digitalprojekt-{B}"]["title"] == "Neuer Name"
    assert command.plan(second).code == 0


def test_older_round_after_a_newer_one(command: Command, clean_portal: Portal) -> None:
    """The older round adds its edition and history; the end is the same as in the right order."""
    command.publish(first_round())
    command.publish(second_round())
    in_order = contents(clean_portal)
    reset(clean_portal)
    make_organisation(clean_portal)
    other = Command(command.folder, editor_token(clean_portal))
    other.publish(second_round())
    other.publish(first_round())
    reverse = contents(clean_portal)
    assert reverse[REGISTER]["fields"]["berichtsstand"] == "2021-1"
    assert reverse == in_order
    assert other.plan(first_round()).code == 0
    assert other.plan(second_round()).code == 0


def test_correction_stands_beside_the_first(command: Command, clean_portal: Portal) -> None:
    """A correction is a further Fassung; the first keeps ids, addresses and bytes; the register follows."""
    first, corrected = first_round(), correction()
    command.publish(first)
    before = edition_files(clean_portal, first)
    command.publish(corrected)
    assert edition_files(clean_portal, first) == before
    check_edition(clean_portal, first, "1")
    check_edition(clean_portal, corrected, "2")
    assert clean_portal.read("package_show", {"id": first.name})["fassung"] == "2"
    costs = {row["vorhaben_nr"]: row["kosten_eur"] for row in register_rows(clean_portal, "vorhaben")}
    assert costs[A] == "21000"
    assert ("korrektur", "kosten_eur") in {
        (row["art"], row["feld"]) for row in register_rows(clean_portal, "aenderungen")
    }
    assert command.plan(corrected).code == 0
    again = command.run("publish", str(command.write(first)))
    assert again.code == 0
    assert command.plan(corrected).code == 0


def test_correction_takes_a_project_back(command: Command, clean_portal: Portal) -> None:
    """A project that only the first Fassung named is no longer public, and nothing is left to do."""
    command.publish(first_round())
    fewer = round_of(project(A), project(B, kosten_eur=Decimal("1250.50")))
    command.publish(fewer)
    assert clean_portal.read("package_show", {"id": f"digitalprojekt-{C}"})["private"]
    assert {row["vorhaben_nr"] for row in register_rows(clean_portal, "vorhaben")} == {A, B}
    assert command.plan(fewer).code == 0


def test_fields_of_people_stay(command: Command, clean_portal: Portal) -> None:
    """Contact and English title that a person entered survive the next round."""
    command.publish(first_round())
    own = {"contact_name": "Stabsstelle", "title_en": "A title"}
    clean_portal.write("package_patch", {"id": f"digitalprojekt-{A}", **own})
    assert command.plan(first_round()).code == 0
    command.publish(second_round())
    after = clean_portal.read("package_show", {"id": f"digitalprojekt-{A}"})
    assert {key: after[key] for key in own} == own
    assert after["bearbeitungsstand"] == "abgeschlossen"


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


class TestRights:
    """Who may publish, and who sees the token."""

    @pytest.mark.parametrize("token", ["", "falsches.token.hier"])
    def test_no_or_wrong_token(self, command: Command, token: str) -> None:
        """Without a valid token nothing is written; exit 7 and a sentence that says what to do."""
        ran = command.run("publish", str(command.write(first_round())), token=token)
        assert ran.code == 7
        assert "Token" in ran.err

    def test_member_of_the_organisation_may_not(self, command: Command, clean_portal: Portal) -> None:
        """A member who may only read is told which right is missing in which organisation."""
        ran = command.run(
            "publish", str(command.write(first_round())), token=editor_token(clean_portal, "member")
        )
        assert ran.code == 7
        assert "stadt-heilbronn" in ran.err
        assert "Redakteur" in ran.err

    def test_organisation_is_missing(self, command: Command, clean_portal: Portal) -> None:
        """Where there is no organisation, a person who may not make it is told who can."""
        clean_portal.write("organization_purge", {"id": "stadt-heilbronn"})
        ran = command.run("publish", str(command.write(first_round())))
        assert ran.code == 7
        assert "Systemadministrator" in ran.err

    def test_token_on_the_command_line_is_hidden(self, command: Command) -> None:
        """A token given as an option leaves the process list before the portal is asked."""
        args = command.arguments("publish", str(command.write(first_round())), "--token", command.token)
        with subprocess.Popen(args, env=command.environ, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            for line in process.stderr:
                assert command.token not in line
                if line.startswith("2/"):
                    break
            seen = (
                Path(f"/proc/{process.pid}/cmdline").read_bytes()
                + Path(f"/proc/{process.pid}/environ").read_bytes()
            )
            assert command.token.encode() not in seen
            assert command.token not in process.stderr.read()
        assert process.returncode == 0

    def test_token_is_in_no_file(self, command: Command) -> None:
        """Journal, plan and cache hold no token."""
        command.plan(first_round(), "--out", str(command.folder / "plan.json"))
        command.publish(first_round())
        for file in command.folder.rglob("*"):
            if file.is_file():
                assert command.token.encode() not in file.read_bytes()
        assert list(command.folder.glob("*.journal.jsonl"))


def test_outdated_plan(command: Command, clean_portal: Portal) -> None:
    """A plan is accepted while the portal stays as it was; after a change it is refused with exit 5."""
    plan = str(command.folder / "plan.json")
    command.plan(first_round(), "--out", plan)
    command.publish(first_round(), "--plan", plan)
    command.plan(second_round(), "--out", plan)
    command.publish(correction())
    ran = command.run("publish", str(command.write(second_round())), "--plan", plan)
    assert ran.code == 5
    assert "plan" in ran.err


def kill_after(command: Command, package: Package, line: int, *args: str) -> None:
    """Publish and kill the process without warning once it has said `line` lines."""
    words = command.arguments("publish", str(command.write(package)), *args)
    environ = command.environ | {"HNDIGITAL_TOKEN": command.token}
    with subprocess.Popen(words, env=environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for _ in range(line):
            process.stderr.readline()
        process.send_signal(signal.SIGKILL)


@pytest.mark.parametrize(
    "line", [pytest.param(2, marks=pytest.mark.slow), 5, pytest.param(12, marks=pytest.mark.slow)]
)
def test_kill_and_go_on(command: Command, clean_portal: Portal, line: int) -> None:
    """Killed after the dataset, among the files or at the final call: a re-run ends as if nothing was.

    The plan that the killed run began with holds for the run that goes on.
    """
    plan = str(command.folder / "plan.json")
    command.plan(first_round(), "--out", plan)
    kill_after(command, first_round(), line, "--plan", plan)
    ran = command.publish(first_round(), "--plan", plan)
    assert "begonnen" in ran.out or "Nichts zu tun" in ran.out
    check_edition(clean_portal, first_round())
    assert len(clean_portal.read("package_show", {"id": first_round().name})["resources"]) == 10
    assert len(clean_portal.read("digitalprojekt_state", {})["projects"]) == 3
    assert command.plan(first_round()).code == 0


def test_half_an_edition_is_not_seen(command: Command, clean_portal: Portal) -> None:
    """After a kill among the files of the next round readers see the first round, and only that."""
    command.publish(first_round())
    seen = {name: register_rows(clean_portal, name) for name in register_table_names()}
    kill_after(command, second_round(), 6)
    reader = Portal(URL)
    state = reader.read("digitalprojekt_state", {})
    assert state["berichtsstand"] == "2020-2"
    assert [edition["name"] for edition in state["editions"]] == [first_round().name]
    assert {name: register_rows(clean_portal, name) for name in register_table_names()} == seen
    plan = command.plan(first_round())
    assert plan.code == 0, plan.out
    command.publish(second_round())
    assert command.plan(second_round()).code == 0


def test_interrupted(command: Command) -> None:
    """Interrupted from the keyboard the command says so and exits with 130."""
    args = command.arguments("publish", str(command.write(first_round())))
    environ = command.environ | {"HNDIGITAL_TOKEN": command.token}
    with subprocess.Popen(args, env=environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert "Traceback" not in rest
