"""The report's own file goes with the edition, and each value leads to where it is printed in it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import hndigital
import pdfplumber
import pytest
import requests
from hndigital.bericht import SourceFile
from hndigital.errors import PackageError
from hndigital.package import Package
from hndigital.publisher import Journal, Portal, prepare, publish
from hndigital.publisher.damage import read_check

from tests.generator.build import report_pdf
from tests.generator.invent import invented_report
from tests.portal.admin import editor_token, make_organisation, reset
from tests.portal.publication.scenes import SAMPLE, TOKEN_FILE, URL, first_round

pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")

SEED = 31
PROJECTS = 12


@dataclass
class Scene:
    """A portal with the PDF of a round published by an editor."""

    admin: Portal
    editor: Portal
    folder: Path
    package: Package

    def publish(self, package: Package | None = None) -> Any:
        """Publish a package, by default the PDF's."""
        with Journal(self.folder / "journal.jsonl") as journal:
            return publish(self.editor, package or self.package, journal, cache=self.folder / "cache")

    def plan(self, package: Package | None = None) -> list[str]:
        """Return the names of what publishing would touch."""
        plan = prepare(self.editor, package or self.package, cache=self.folder / "cache")[0]
        return [f"{one.objekt} {one.name} {one.aktion}" for one in plan.eintraege]

    def files(self, package: Package | None = None) -> dict[str, dict[str, Any]]:
        """Return the edition's resources by file."""
        dataset = self.admin.read("package_show", {"id": (package or self.package).name})
        return {one["datei"]: one for one in dataset["resources"]}

    def stored(self, datei: str) -> Path:
        """Return where a file of the edition is stored."""
        one = str(self.files()[datei]["id"])
        return Path(os.environ["HNDIGITAL_TEST_STATE"], "storage", "resources", one[:3], one[3:6], one[6:])

    def damaged(self) -> list[str]:
        """Return what the portal's own comparison names."""
        return [f"{one.store} {one.place} {one.kind}" for one in read_check(self.admin).differences]

    def page(self, *path: str, package: Package | None = None) -> requests.Response:
        """Ask for a page about a place in the report, as nobody in particular."""
        stand = (package or self.package).berichtsstand
        return requests.get("/".join([f"{URL}/digitalprojekte/bericht/{stand}", *path]), timeout=30)


@pytest.fixture(scope="module")
def scene(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Publish the PDF of an invented report."""
    folder = tmp_path_factory.mktemp("report")
    pdf = folder / "Bericht der Stadt.pdf"
    pdf.write_bytes(report_pdf(invented_report(SEED, PROJECTS), SEED))
    package = hndigital.harvest(pdf, profile="heilbronn")
    assert package.source is not None
    reset(admin)
    make_organisation(admin)
    made = Scene(admin, Portal(URL, editor_token(admin)), folder, package)
    assert made.publish().fehler == []
    yield made
    reset(admin)


def _plain(text: str) -> str:
    return re.sub(r"[\s⏎-]", "", text)


def _directory(scene: Scene) -> dict[str, Any]:
    content = scene.admin.download(scene.files()["seiten.zip"]["url"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return dict(json.loads(archive.read("seiten.json")))


def test_the_report_is_a_file_of_the_edition(scene: Scene) -> None:
    """Byte for byte, with its checksum and type; plan and comparison find nothing to do."""
    source = scene.package.source
    assert source is not None
    shown = scene.files()["bericht.pdf"]
    assert scene.admin.download(shown["url"]) == source.content
    assert (shown["hash"], shown["mimetype"], shown["format"]) == (source.sha256, "application/pdf", "PDF")
    assert "sha256:" + source.sha256 == scene.package.quelle["hash"]
    assert (scene.plan(), scene.damaged()) == ([], [])


def test_the_catalogue_offers_the_report_not_the_pictures(scene: Scene) -> None:
    """Harvesters find the report as one more distribution, under the licence of the others."""
    turtle = requests.get(f"{URL}/dataset/{scene.package.name}.ttl", timeout=30).text
    report = next(part for part in turtle.split("\n\n") if re.match(r"<\S+/bericht\.pdf> a", part))
    assert '"The report as printed (PDF)"@en' in report
    assert "dct:license" in report
    assert scene.package.source is not None
    assert scene.package.source.sha256 in turtle
    assert "seiten.zip" not in turtle


def test_every_box_covers_what_is_printed_there(scene: Scene) -> None:
    """Of every value whose box is known the words within the box, on that page, are the wording."""
    directory = _directory(scene)
    places = {
        key: (number, box)
        for number, page in directory["drawn"].items()
        for key, box in page["places"].items()
    }
    assert scene.package.source is not None
    wrong, known = [], 0
    with pdfplumber.open(io.BytesIO(scene.package.source.content)) as pdf:
        for row in scene.package.tables["herkunft"]:
            place = places.get(f"{row['vorhaben_nr']}/{row['feld']}")
            if place is None:
                wrong += [row] if row["ort"] else []
                continue
            known += 1
            page, (left, top, right, bottom) = pdf.pages[int(place[0]) - 1], place[1]
            # pdfplumber counts a sign in whose box reaches into the area: those of rows above and below go.
            inside = page.within_bbox((left - 2, top - 2, right + 2, bottom + 2)).extract_text()
            if _plain(row["wortlaut"]) not in _plain(inside):
                wrong.append((row, inside))
    assert wrong == []
    assert known > 0.9 * len(scene.package.tables["herkunft"])


def test_a_value_shows_its_page_with_a_mark(scene: Scene) -> None:
    """The page has the picture, the box of the data in the page's own measure, and all of it as words."""
    directory = _directory(scene)
    row = next(one for one in scene.package.tables["herkunft"] if one["feld"] == "titel" and one["ort"])
    answer = scene.page("vorhaben", row["vorhaben_nr"], "titel")
    assert answer.status_code == 200
    number, page = next(
        (number, page)
        for number, page in directory["drawn"].items()
        if f"{row['vorhaben_nr']}/titel" in page["places"]
    )
    left, top, right, bottom = page["places"][f"{row['vorhaben_nr']}/titel"]
    mark = re.search(r'<rect id="stelle"[^>]*x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"', answer.text)
    assert mark is not None
    x, y, width, height = map(float, mark.groups())
    assert x <= left < right <= x + width
    assert y <= top < bottom <= y + height
    assert f'viewBox="0 0 {page["size"][0]} {page["size"][1]}"' in answer.text
    assert f"Seite {row['seite']}" in answer.text
    assert f"bericht.pdf#page={number}" in answer.text
    assert "<script" not in answer.text.split("<main")[1].split("</main")[0]
    picture = re.search(r'<img src="([^"]+)"', answer.text.split("hnd-paper-page")[1])
    assert picture is not None
    drawn = requests.get(f"{URL}{picture[1]}", timeout=30)
    assert (drawn.status_code, drawn.headers["Content-Type"]) == (200, "image/webp")
    assert drawn.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(drawn.content) <= 80_000
    etag = {"If-None-Match": drawn.headers["ETag"]}
    assert requests.get(f"{URL}{picture[1]}", headers=etag, timeout=30).status_code == 304


def test_values_findings_and_totals_lead_there(scene: Scene) -> None:
    """Each value of a project, each finding and total with a place has a link, and none leads nowhere."""
    row = next(one for one in scene.package.tables["herkunft"] if one["ort"])
    number, stand = row["vorhaben_nr"], scene.package.berichtsstand
    project = requests.get(f"{URL}/digitalprojekt/digitalprojekt-{number}", timeout=30).text
    fields = {one["feld"] for one in scene.package.tables["herkunft"] if one["vorhaben_nr"] == number}
    start = f"/digitalprojekte/bericht/{stand}/"
    assert {f"{start}vorhaben/{number}/{one}#stelle" for one in fields} <= set(
        re.findall(r'href="([^"]+)"', project)
    )
    exact = requests.get(f"{URL}/digitalprojekte/genauigkeit", timeout=30).text
    links = {one for one in re.findall(r'href="([^"]+)"', exact) if one.startswith(start)}
    wanted = [
        one
        for one in scene.package.tables["hinweise"]
        if one["fundstelle"] and one["code"] != "summe_weicht_ab"
    ]
    assert sum("/hinweis/" in one for one in links) == len(wanted)
    assert sum("/abgleich/" in one for one in links) >= len(scene.package.tables["abgleich"]) - 2
    kinds = {one.split("/")[4]: one for one in sorted(links)}
    for link in kinds.values():
        assert requests.get(f"{URL}{link}", timeout=30).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        ("bild", "0" * 16, "1.webp"),
        ("vorhaben", "2020999999", "titel"),
        ("vorhaben", "2020000001", "../../../../etc/passwd"),
        ("hinweis", "9999"),
        ("abgleich", "anzahl", "99"),
        ("seite", "9999"),
        ("seite", "<script>"),
    ],
)
def test_no_address_shows_what_is_not_there(scene: Scene, path: tuple[str, ...]) -> None:
    """Another fingerprint, project, finding, place or page is nothing of this name."""
    answer = scene.page(*path)
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_damage_is_named_and_mended(scene: Scene) -> None:
    """A report or pictures gone or cut: named, nothing wrong shown, mended from the package's folder."""
    before = {datei: one["id"] for datei, one in scene.files().items()}
    row = next(one for one in scene.package.tables["herkunft"] if one["ort"])
    report, pictures = scene.stored("bericht.pdf"), scene.stored("seiten.zip")
    report.write_bytes(report.read_bytes()[:100])
    pictures.unlink()
    assert scene.damaged() == ["files 1/bericht.pdf changed", "files 1/seiten.zip missing"]
    assert scene.plan() == ["datei bericht.pdf aendern", "datei seiten.zip aendern"]
    came_without = replace(scene.package, source=None)
    assert scene.plan(came_without) == [f"andere_ausgabe {scene.package.name} eigenes_paket"]
    assert scene.publish().fehler == []
    scene.admin.write("resource_delete", {"id": before["bericht.pdf"]})
    assert "database 1/bericht.pdf missing" in scene.damaged()
    assert scene.page("vorhaben", row["vorhaben_nr"], row["feld"]).status_code == 404
    assert scene.publish().fehler == []
    assert (scene.damaged(), scene.plan()) == ([], [])
    assert {datei: one["id"] for datei, one in scene.files().items()} == before
    assert 'id="stelle"' in scene.page("vorhaben", row["vorhaben_nr"], row["feld"]).text


def test_another_file_is_no_report_of_this_package(scene: Scene) -> None:
    """A file whose checksum is not the one that the package states is refused before anything is written."""
    other = replace(scene.package, source=SourceFile("pdf", b"%PDF-1.7 another one"))
    with pytest.raises(PackageError, match=r"quelle/bericht\.pdf: is not the report"):
        scene.publish(other)
    assert scene.damaged() == []


@pytest.mark.slow
def test_it_is_taken_away_and_comes_back(scene: Scene) -> None:
    """An operator who says no takes it away with each link; a package without its report leaves it."""
    row = next(one for one in scene.package.tables["herkunft"] if one["ort"])
    assert scene.plan(replace(scene.package, source=None)) == []
    assert scene.publish(scene.package.without_source()).fehler == []
    assert not {"bericht.pdf", "seiten.zip"} & scene.files().keys()
    project = requests.get(f"{URL}/digitalprojekt/digitalprojekt-{row['vorhaben_nr']}", timeout=30).text
    assert "/digitalprojekte/bericht/" not in project
    assert scene.page("vorhaben", row["vorhaben_nr"], row["feld"]).status_code == 404
    assert (scene.damaged(), scene.plan(scene.package.without_source())) == ([], [])
    assert scene.publish().fehler == []
    assert scene.page("vorhaben", row["vorhaben_nr"], row["feld"]).status_code == 200


def test_what_is_withdrawn_is_gone(scene: Scene) -> None:
    """Page and picture of a withdrawn round answer 410, and are there again with the same package."""
    row = next(one for one in scene.package.tables["herkunft"] if one["ort"])
    place = ("vorhaben", row["vorhaben_nr"], row["feld"])
    picture = re.search(r"/bild/(\w+)/(\d+)\.webp", scene.page(*place).text)
    assert picture is not None
    paths = (place, ("bild", picture[1], f"{picture[2]}.webp"), ("seite", row["seite"]))
    done = scene.editor.write("digitalprojekt_withdraw", {"berichtsstand": scene.package.berichtsstand})
    assert done["fassung"] == 1
    assert [scene.page(*path).status_code for path in paths] == [410, 410, 410]
    assert scene.publish().fehler == []
    assert [scene.page(*path).status_code for path in paths] == [200, 200, 200]
    assert scene.damaged() == []


@pytest.mark.slow
class TestOthers:
    """Rounds that came as something else than a PDF, or without their report; they stand beside the PDF."""

    def test_an_edition_without_its_report_has_no_link(self, scene: Scene) -> None:
        """What the last version published stays as it is: no link, no page, nothing to do."""
        old = first_round()
        assert old.source is None
        assert scene.publish(old).fehler == []
        exact = requests.get(f"{URL}/digitalprojekte/genauigkeit?berichtsstand=2020-2", timeout=30).text
        assert "/digitalprojekte/bericht/2020-2" not in exact
        assert scene.page("zeile", "1", package=old).status_code == 404
        assert scene.page("vorhaben", "2020000072", "titel", package=old).status_code == 404
        assert scene.plan(old) == []

    def test_a_text_shows_its_lines(self, scene: Scene) -> None:
        """The lines around the place with the wording marked; a correction has a report of its own."""
        text = hndigital.harvest(SAMPLE, previous=first_round())
        assert scene.publish(text).fehler == []
        row = next(
            one
            for one in text.tables["herkunft"]
            if (one["vorhaben_nr"], one["feld"]) == ("2020000072", "titel")
        )
        answer = scene.page("vorhaben", "2020000072", "titel", package=text)
        assert answer.status_code == 200
        assert f"<mark>{row['wortlaut'].split(' ⏎ ')[0]}</mark>" in answer.text
        assert re.search(rf'id="stelle">\s*<th scope="row">.*{row["zeile"]}</th>', answer.text)
        files = scene.files(text)
        assert files["bericht.txt"]["fassung"] == "2"
        assert scene.damaged() == []

    def test_a_page_of_html_runs_nothing(self, scene: Scene, tmp_path: Path) -> None:
        """A report that is a page with a script is handed out as text; its place is text as well."""
        attack = b"<!DOCTYPE html><p>Bericht</p><script>document.title='gotcha'</script>"
        whole = first_round()
        descriptor = json.loads(json.dumps(whole.descriptor))
        descriptor["sources"][0]["hash"] = f"sha256:{hashlib.sha256(attack).hexdigest()}"
        descriptor |= {"name": "digitalprojekte-2019-1", "berichtsstand": "2019-1", "version": "2019.1.0"}
        files = {
            name: content.replace(b"2020-2", b"2019-1")
            for name, content in whole.files().items()
            if name.endswith("csv")
        }
        for resource in descriptor["resources"]:
            resource["hash"] = f"sha256:{hashlib.sha256(files[resource['path']]).hexdigest()}"
            resource["bytes"] = len(files[resource["path"]])
        files["datapackage.json"] = json.dumps(descriptor).encode()
        package = replace(Package.from_files(files), source=SourceFile("html", attack))
        outcome = scene.publish(package)
        assert outcome.fehler == []
        answer = requests.get(scene.files(package)["bericht.html"]["url"], timeout=30)
        assert answer.content == attack
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_who_may_not_see_the_edition_sees_no_report(scene: Scene) -> None:
    """A private edition, though nobody makes one private by a slip, has neither page nor picture."""
    row = next(one for one in scene.package.tables["herkunft"] if one["ort"])
    scene.admin.write("package_patch", {"id": scene.package.name, "private": True})
    try:
        assert scene.page("vorhaben", row["vorhaben_nr"], row["feld"]).status_code == 404
        assert scene.page("seite", row["seite"]).status_code == 404
    finally:
        scene.admin.write("package_patch", {"id": scene.package.name, "private": False})
