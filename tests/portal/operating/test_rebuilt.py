"""A portal that was lost and is rebuilt elsewhere: from a backup, and from its packages alone.

Two real portals side by side, each with servers of its own. Slow: a portal is started four times.
"""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hndigital
import pytest
import requests
from hndigital.publisher.client import Portal as Client
from rdflib import DCAT, DCTERMS, RDF, Graph
from rdflib.compare import isomorphic

from tests.portal import admin as upkeep
from tests.portal.browsers import somebody
from tests.portal.operating.commands import ckan
from tests.portal.publication.scenes import SAMPLE, A, Command
from tests.portal.publication.test_redaktion import Editor, words
from tests.portal.support import TIMEOUT, Portal, purge

ROOT = Path(__file__).parents[3]
LOST = Path(os.environ.get("HNDIGITAL_TEST_STATE", ""))
NEW = ROOT / ".portal-test-rebuilt"
PROJECT = f"digitalprojekt-{A}"
EDITION = "digitalprojekte-2020-2"
EDITORIAL = {
    "title_en": "A title in English",
    "notes_en": "What it is about.",
    "contact_name": "Amt für Proben",
    "contact_email": "proben@example.org",
    "tag_string": "Probe, Zweite Probe",
    "theme": ["TRAN", "ENVI"],
    "image_url": "https://example.org/bild.png",
    "image_alt": "Ein Bild",
}

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("lost")]


@dataclass(frozen=True)
class Place:
    """A portal and the folder of its state."""

    state: Path
    portal: Portal

    def up(self) -> None:
        """Start it, or start it again after its databases were exchanged."""
        manage("up", "--state", self.state, "--port", self.portal.url.rpartition(":")[2])

    def stop_ckan(self) -> None:
        """Stop CKAN, as the handbook asks before a restore; its servers go on."""
        sys.path.insert(0, str(ROOT / "test-infrastructure"))
        from services import ckan as service
        from services.state import Portal as Services

        service.down(Services(self.state, int(self.portal.url.rpartition(":")[2])))

    def admin(self) -> Portal:
        """Return it as its sysadmin sees it."""
        return Portal(self.portal.url, (self.state / "token").read_text("ascii").strip())


def manage(*words: str | Path) -> None:
    """Run portal.py."""
    command = [sys.executable, str(ROOT / "test-infrastructure" / "portal.py"), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def lost(admin: Portal, portal_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Return the portal that will be lost: a round, what people added, a project by hand, another dataset."""
    client = Client(portal_url, admin.token)
    upkeep.reset(client)
    upkeep.make_organisation(client)
    Command(tmp_path_factory.mktemp("lost"), admin.token).publish(hndigital.harvest(SAMPLE))
    admin.api("package_patch", id=PROJECT, **EDITORIAL)
    admin.api("package_create", name="anderes", title="Anderes", owner_org="stadt-heilbronn", notes="Text")
    by_hand = {
        "type": "digitalprojekt", "owner_org": "stadt-heilbronn", "vorhaben_nr": "1999000007",
        "title": "Von Hand", "amt": "65", "vorhabentyp": "langfristig", "anlass": "auftrag",
        "bearbeitungsstand": "planung", "berichtsstand": "2020-2", "kosten_eur": "17",
    }  # fmt: skip
    admin.api("package_create", **by_hand)
    yield Place(LOST, Portal(portal_url))
    purge(admin, "anderes")
    upkeep.reset(client)


@pytest.fixture(scope="module")
def new(lost: Place) -> Iterator[Place]:
    """Start the other portal, empty; its IRIs begin as those of the lost one."""
    manage("clean", "--state", NEW)
    NEW.mkdir(exist_ok=True)
    own = f"ckanext.hndigital.base_uri = {lost.portal.url}\n"
    (NEW / "settings.ini").write_text(own, encoding="utf-8")
    port = os.environ.get("REBUILT_PORT", str(int(os.environ.get("TEST_PORT", "5050")) + 60))
    place = Place(NEW, Portal(f"http://127.0.0.1:{port}"))
    try:
        place.up()
        yield place
    finally:
        manage("clean", "--state", NEW)


TABLES = ("vorhaben", "strategiefeld_matrix", "status", "kosten")
PAGES = (
    "/", "/digitalprojekte", "/digitalprojekte?ansicht=matrix", f"/digitalprojekt/{PROJECT}",
    f"/en/digitalprojekt/{PROJECT}", "/digitalprojekt/digitalprojekt-1999000007",
    f"/dataset/{EDITION}", "/dataset/digitalprojekte", "/dataset/anderes", "/digitalprojekte/genauigkeit",
)  # fmt: skip
DOCUMENTS = (
    "/catalog.ttl", f"/dataset/{EDITION}.ttl", f"/digitalprojekt/{PROJECT}.ttl", "/digitalprojekte.csv",
    *(f"/dataset/digitalprojekte/{name}.csv" for name in TABLES),
    f"/digitalprojekt/{PROJECT}/status.csv", f"/digitalprojekt/{PROJECT}/datapackage.json",
    f"/dataset/{EDITION}/datapackage.json", "/sitemap-1.xml", "/digitalprojekte.atom",
)  # fmt: skip


def same(text: str, *places: Place) -> str:
    """Return a text without what differs by place and moment: addresses, nonces and forms' tokens."""
    for place in places:
        text = text.replace(place.portal.url, "PORTAL").replace(
            place.portal.url.partition("://")[2], "PORTAL"
        )
    text = re.sub(r'nonce="[^"]*"', "", text)
    text = re.sub(r'(name="_csrf_token"[^>]*(?:content|value)=)"[^"]*"', r"\1", text)
    return re.sub(r"/webassets/[^\"]*", "", text)


def described(turtle: str) -> Graph:
    """Return a graph without the catalogue's own date of change: when this portal's feed became this one."""
    graph = Graph().parse(data=turtle)
    for catalogue in list(graph.subjects(RDF.type, DCAT.Catalog)):
        graph.remove((catalogue, DCTERMS.modified, None))
    return graph


def iris(place: Place) -> set[str]:
    """Return the lasting addresses on the first page of a place's feed, as they are."""
    found = {str(one) for one in Graph().parse(data=place.portal.get("/catalog.ttl").text).subjects()}
    return {one for one in found if "/id/" in one}


@dataclass(frozen=True)
class Staff:
    """An editor, and the page of a report that she has under way."""

    name: str
    password: str
    path: str

    def at(self, place: Place) -> Editor:
        """Return her browser, logged in on a portal."""
        browser = Editor(place.portal.url)
        browser.log_in(self.name, self.password)
        return browser


@pytest.fixture(scope="module")
def staff(lost: Place) -> Iterator[Staff]:
    """Let an editor write the imprint, name an office and hand in a report."""
    admin = lost.admin()
    with somebody(admin) as (name, password):
        admin.api("organization_member_create", id="stadt-heilbronn", username=name, role="editor")
        browser = Staff(name, password, "").at(lost)
        write(browser, "/digitalprojekte/texte/imprint.de", text="Amt für Proben, Marktplatz 7")
        write(browser, "/digitalprojekte/aemter", **{"name:I/105": "Stelle für Proben"})
        yield Staff(name, password, browser.handed_in())
        write(browser, "/digitalprojekte/texte/imprint.de", text="")
        write(browser, "/digitalprojekte/aemter", **{"name:I/105": ""})


def write(browser: Editor, address: str, **values: str) -> None:
    """Fill in a form of the editors' pages and send it."""
    form = browser.get(address).text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    sent = {**hidden, "_csrf_token": browser.token_of(address), **values}
    answer = browser.send(address, sent, Referer=browser.url + address, Origin=browser.url)
    assert answer.status_code in (200, 302), answer.text


class TestFromABackup:
    """The lost portal's backup, restored on the new one."""

    @pytest.fixture(scope="class", autouse=True)
    def restored(
        self, lost: Place, new: Place, staff: Staff, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        """Back up the one, bring it back on the other; a portal that is inhabited needs --replace."""
        folder = tmp_path_factory.mktemp("backup") / "heute"
        made = ckan(lost.state / "ckan.ini", "hndigital", "backup", folder)
        assert made.code == 0, made.err
        new.stop_ckan()
        done = ckan(new.state / "ckan.ini", "hndigital", "restore", folder)
        assert done.code == 0, done.err
        assert f"ckan.site_url: {lost.portal.url} in the backup, {new.portal.url} here" in done.out
        refused = ckan(new.state / "ckan.ini", "hndigital", "restore", folder)
        assert (refused.code, "--replace" in refused.err) == (1, True)
        new.up()

    @pytest.mark.parametrize("path", [*PAGES, *DOCUMENTS])
    def test_it_answers_the_same(self, lost: Place, new: Place, path: str) -> None:
        """Pages, feeds, tables, files: byte for byte but for the address of the portal itself."""
        before, after = lost.portal.get(path), new.portal.get(path)
        assert (after.status_code, before.status_code) == (200, 200)
        if path.endswith(".ttl"):
            graphs = [described(same(one.text, lost, new)) for one in (before, after)]
            assert isomorphic(*graphs)
        else:
            assert same(after.text, lost, new) == same(before.text, lost, new)

    def test_iris_are_the_same(self, lost: Place, new: Place) -> None:
        """They begin with `base_uri`, whatever the address of the portal."""
        assert iris(new) == iris(lost) != set()

    def test_ids_and_history_are_the_same(self, lost: Place, new: Place) -> None:
        """Every dataset with all its fields, ids, dates and resources."""
        names = lost.admin().api("package_list")
        assert new.admin().api("package_list") == names
        for name in names:
            found = [place.admin().api("package_show", id=name) for place in (lost, new)]
            shown = [same(str(one), lost, new) for one in found]
            assert shown[0] == shown[1]

    def test_files_are_the_same(self, lost: Place, new: Place) -> None:
        """The package of the edition, downloaded from both."""
        (packed,) = (
            one for one in new.portal.api("package_show", id=EDITION)["resources"] if one["format"] == "ZIP"
        )
        path = packed["url"].removeprefix(new.portal.url)
        contents = {requests.get(place.portal.url + path, timeout=TIMEOUT).content for place in (lost, new)}
        assert len(contents) == 1

    def test_search_finds_the_same(self, lost: Place, new: Place) -> None:
        """The index was made anew."""
        for question in ("Haus", "Strasse", "by hand", "Proben"):
            found = [
                sorted(
                    one["name"] for one in place.portal.api("package_search", q=question, rows=200)["results"]
                )
                for place in (lost, new)
            ]
            assert found[0] == found[1]

    def test_people_log_in_as_before_and_publishing_goes_on(self, new: Place, tmp_path: Path) -> None:
        """There is nothing to do for the round that is published; the next one would be."""
        admin = new.admin()
        assert admin.api("user_show", id="admin")["sysadmin"] is True
        done = subprocess.run(
            [
                str(Path(sys.executable).with_name("hndigital")), "plan", str(_harvested(tmp_path)),
                "--ckan", new.portal.url,
            ],  # fmt: skip
            env={**os.environ, "HNDIGITAL_TOKEN": admin.token},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode in (0, 10), done.stderr

    def test_what_staff_has_under_way_is_the_same(self, lost: Place, new: Place, staff: Staff) -> None:
        """The report with its package, plan and log, the texts, the offices' names; then it goes on."""
        for path in ("/impressum", "/digitalprojekte/aemter", "/digitalprojekte/texte", staff.path):
            found = [words(same(staff.at(place).get(path).text, lost, new)) for place in (lost, new)]
            assert found[0] == found[1]
        assert "Marktplatz 7" in new.portal.get("/impressum").text
        for name in ("quelle", "paket.zip", "plan.json"):
            contents = [staff.at(place).get(f"{staff.path}/{name}").content for place in (lost, new)]
            assert same(contents[0].decode("latin-1"), lost, new) == same(
                contents[1].decode("latin-1"), lost, new
            )
        browser = staff.at(new)
        assert browser.press(staff.path, "veroeffentlichen").status_code == 302
        assert "ist veröffentlicht" in browser.when_done(staff.path)
        assert new.portal.get("/dataset/digitalprojekte-2024-1").status_code == 200


class TestFromPackagesAlone:
    """No backup: the package that anybody may have kept, and the export of what people added."""

    @pytest.fixture(scope="class", autouse=True)
    def rebuilt(self, lost: Place, new: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """Publish the package on an empty portal, then bring the export in; again changes nothing."""
        folder = tmp_path_factory.mktemp("packages")
        exported = folder / "redaktion.csv"
        assert ckan(lost.state / "ckan.ini", "hndigital", "editorial", "export", exported).code == 0
        manage("clean", "--state", NEW)
        NEW.mkdir(exist_ok=True)
        own = f"ckanext.hndigital.base_uri = {lost.portal.url}\n"
        (NEW / "settings.ini").write_text(own, encoding="utf-8")
        new.up()
        client = Client(new.portal.url, new.admin().token)
        upkeep.make_organisation(client)
        publish = [
            str(Path(sys.executable).with_name("hndigital")), "publish", str(_harvested(folder)),
            "--ckan", new.portal.url, "--journal", str(folder / "journal.json"),
        ]  # fmt: skip
        done = subprocess.run(
            publish,
            env={**os.environ, "HNDIGITAL_TOKEN": new.admin().token},
            capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        brought = ckan(new.state / "ckan.ini", "hndigital", "editorial", "import", exported)
        assert brought.code == 0, brought.out + brought.err
        assert "1 created, 1 updated" in brought.out
        again = ckan(new.state / "ckan.ini", "hndigital", "editorial", "import", exported)
        assert "0 created, 0 updated" in again.out
        return folder

    def test_rows_and_files_are_the_same(self, lost: Place, new: Place) -> None:
        """The register's tables with the hand-made project, and the edition's package."""
        for name in TABLES:
            path = f"/dataset/digitalprojekte/{name}.csv"
            rows = [list(csv.reader(io.StringIO(place.portal.get(path).text))) for place in (lost, new)]
            assert rows[0] == rows[1]
        hashes = [
            {one["name"]: one["hash"] for one in place.portal.api("package_show", id=EDITION)["resources"]}
            for place in (lost, new)
        ]
        assert hashes[0] == hashes[1]

    def test_what_people_added_is_the_same(self, lost: Place, new: Place) -> None:
        """Every field of the project but ids and dates."""
        passing = {
            "id",
            "metadata_created",
            "metadata_modified",
            "creator_user_id",
            "owner_org",
            "organization",
        }
        for name in (PROJECT, "digitalprojekt-1999000007"):
            shown = [place.portal.api("package_show", id=name) for place in (lost, new)]
            for one in shown:
                one["tags"] = sorted(tag["name"] for tag in one["tags"])
                one["resources"] = [(slice_["id"], slice_["name"]) for slice_ in one["resources"]]
            kept = [{key: value for key, value in one.items() if key not in passing} for one in shown]
            assert kept[0] == kept[1]

    def test_iris_are_the_same(self, lost: Place, new: Place) -> None:
        """A project's lasting address and identifier stand in both feeds."""
        assert iris(new) == iris(lost) != set()

    def test_what_is_lost(self, new: Place) -> None:
        """Other datasets: they are in no package (docs/operations.md lists what is lost)."""
        assert "anderes" not in new.portal.api("package_list")


def _harvested(folder: Path) -> Path:
    """Return the folder with the sample's package."""
    target = folder / "paket"
    if not target.exists():
        hndigital.harvest(SAMPLE).write(target)
    return target
