"""Data routes: slices, tables, descriptors, IRIs and redirects."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import frictionless
import pytest
from hndigital.schemas import register_table

from tests.portal.support import Portal, Publication, reported, rows_of

_SLICES = {
    "stammdaten": "vorhaben",
    "status": "status",
    "kosten": "kosten",
    "strategiefelder": "strategiefeld_matrix",
}


@pytest.fixture
def published(publication: Publication, numbers: Callable[[], str]) -> dict[str, str]:
    """Return a project that has been published."""
    project = reported(numbers())
    publication([project])
    return project


def _name(project: dict[str, str]) -> str:
    return f"digitalprojekt-{project['vorhaben_nr']}"


def _csv(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return buffer.getvalue().encode()


class TestSlices:
    """`/digitalprojekt/<name>/<slice>.csv` and `.json`."""

    def test_csv_is_the_package_row(self, anonymous: Portal, published: dict[str, str]) -> None:
        """Each slice has the bytes of the package's rows: UTF-8, header, line feeds, empty cells."""
        tables = rows_of([published])
        for slice_name, table_name in _SLICES.items():
            answer = anonymous.get(f"/digitalprojekt/{_name(published)}/{slice_name}.csv")
            columns = register_table(table_name).column_names
            assert answer.status_code == 200
            assert answer.content == _csv(columns, tables[table_name])
            assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "Set-Cookie" not in answer.headers

    def test_json_is_typed(self, anonymous: Portal, published: dict[str, str]) -> None:
        """JSON has numbers as numbers, empty cells as null and the number of the project as text."""
        rows = anonymous.get(f"/digitalprojekt/{_name(published)}/stammdaten.json").json()
        assert rows[0]["kosten_eur"] == 72000.5
        assert rows[0]["vorhaben_nr"] == published["vorhaben_nr"]
        assert rows[0]["vorhabenziel"] is None
        assert (
            anonymous.get(f"/digitalprojekt/{_name(published)}/kosten.json").json()[0]["betrag_eur"]
            == 72000.5
        )

    def test_etag(self, anonymous: Portal, publication: Publication, published: dict[str, str]) -> None:
        """A reader that has the bytes already gets 304, until they change."""
        path = f"/digitalprojekt/{_name(published)}/status.csv"
        etag = anonymous.get(path).headers["ETag"]
        again = anonymous.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        publication([{**published, "bearbeitungsstand": "abgeschlossen"}])
        assert anonymous.get(path, headers={"If-None-Match": etag}).status_code == 200

    @pytest.mark.parametrize("path", ["unbekannt.csv", "stammdaten.xlsx"])
    def test_no_such_slice(self, anonymous: Portal, published: dict[str, str], path: str) -> None:
        """What is no slice is 404."""
        assert anonymous.get(f"/digitalprojekt/{_name(published)}/{path}").status_code == 404

    def test_no_such_project(self, anonymous: Portal) -> None:
        """A number that nobody has is 404."""
        assert anonymous.get("/digitalprojekt/digitalprojekt-1800000001/status.csv").status_code == 404

    @pytest.mark.parametrize("path", ["/digitalprojekt/digitalprojekt-1800000001", "/gibt/es/nicht"])
    def test_error_pages_speak_the_reader_s_language(self, anonymous: Portal, path: str) -> None:
        """The page that says so is German, and English under /en."""
        german, english = anonymous.get(path).text, anonymous.get(f"/en{path}").text
        assert "<h1>Nicht gefunden</h1>" in german
        assert "The requested URL" not in german
        assert "<h1>Not Found</h1>" in english

    def test_resources_lead_to_the_slices(self, anonymous: Portal, published: dict[str, str]) -> None:
        """The addresses of the dataset's resources answer with the slices."""
        dataset = anonymous.api("package_show", id=_name(published))
        for resource in dataset["resources"]:
            path = resource["url"].removeprefix(anonymous.url)
            assert path == f"/digitalprojekt/{_name(published)}/{resource['name']}.csv"
            assert anonymous.get(path).status_code == 200


class TestDescriptors:
    """`datapackage.json` beside each project and the register, checked by frictionless."""

    def test_project(self, anonymous: Portal, published: dict[str, str]) -> None:
        """A project's descriptor validates against the live slices, keys included."""
        _assert_valid(f"{anonymous.url}/digitalprojekt/{_name(published)}/datapackage.json", 4)

    def test_project_without_ratings(
        self, anonymous: Portal, publication: Publication, numbers: Callable[[], str]
    ) -> None:
        """A slice without rows is an empty table, not a missing one."""
        project = reported(numbers())
        for name in project:
            if name.startswith("strategiefeld_"):
                project[name] = ""
        publication([project])
        _assert_valid(f"{anonymous.url}/digitalprojekt/{_name(project)}/datapackage.json", 4)

    def test_register(self, anonymous: Portal, published: dict[str, str]) -> None:
        """The register's descriptor validates against its tables at their own addresses."""
        descriptor = anonymous.get("/dataset/digitalprojekte/datapackage.json").json()
        assert [resource["name"] for resource in descriptor["resources"]] == [
            "vorhaben", "strategiefeld_matrix", "status", "kosten", "aenderungen",
        ]  # fmt: skip
        assert "/datastore/dump" not in json.dumps(descriptor)
        _assert_valid(f"{anonymous.url}/dataset/digitalprojekte/datapackage.json", 5)

    def test_register_table(self, anonymous: Portal, published: dict[str, str]) -> None:
        """A register table's address answers with the rows that the state tells."""
        rows = anonymous.api("digitalprojekt_state")["tables"]["vorhaben"]
        answer = anonymous.get("/dataset/digitalprojekte/vorhaben.csv")
        assert answer.content == _csv(register_table("vorhaben").column_names, rows)


def _assert_valid(address: str, tables: int) -> None:
    report = frictionless.validate(address)
    assert report.valid, report.flatten(["name", "type", "note"])
    assert report.stats["tasks"] == tables


class TestIris:
    """`/id/…` names things; the portal leads to what describes them."""

    @pytest.mark.parametrize(
        ("accept", "extension"),
        [
            ("", ""),
            ("text/html", ""),
            ("*/*", ""),
            ("text/turtle", ".ttl"),
            ("application/rdf+xml", ".rdf"),
            ("application/ld+json", ".jsonld"),
            ("text/html;q=0.5, text/turtle", ".ttl"),
        ],
    )
    def test_project(self, anonymous: Portal, published: dict[str, str], accept: str, extension: str) -> None:
        """The reader's Accept decides between page and document, always with 303."""
        for kind in ("datensatz", "vorhaben"):
            answer = anonymous.get(f"/id/{kind}/{published['vorhaben_nr']}", headers={"Accept": accept})
            assert answer.status_code == 303
            assert (
                answer.headers["Location"] == f"{anonymous.url}/digitalprojekt/{_name(published)}{extension}"
            )
            assert "Accept" in answer.headers["Vary"]

    @pytest.mark.parametrize(
        ("iri", "page", "document"),
        [
            ("register", "/dataset/digitalprojekte", "/dataset/digitalprojekte.ttl"),
            (
                "organisation/stadt-heilbronn",
                "/organization/stadt-heilbronn",
                "/organization/stadt-heilbronn.ttl",
            ),
            ("series/berichtswesen", "/series/berichtswesen", "/series/berichtswesen.ttl"),
            ("bearbeitungsstand/umsetzung", "/codelist/bearbeitungsstand", "/codelist/bearbeitungsstand.ttl"),
            ("strategiefeld/teilhabe", "/codelist/strategiefeld", "/codelist/strategiefeld.ttl"),
        ],
    )
    def test_things(
        self, anonymous: Portal, published: dict[str, str], iri: str, page: str, document: str
    ) -> None:
        """Register, organisation and codes lead to page and document, and those are there."""
        for accept, expected in (("text/html", page), ("text/turtle", document)):
            answer = anonymous.get(f"/id/{iri}", headers={"Accept": accept})
            location = answer.headers["Location"].removeprefix(anonymous.url)
            assert (answer.status_code, location.partition("#")[0]) == (303, expected)
            assert anonymous.get(location).status_code == 200, location

    @pytest.mark.parametrize(
        "iri", ["datensatz/1800000001", "datensatz/72", "edition/1800-1", "anlass/gibtsnicht", "gibtsnicht/x"]
    )
    def test_nothing_there(self, anonymous: Portal, iri: str) -> None:
        """What is not there is 404."""
        assert anonymous.get(f"/id/{iri}").status_code == 404


class TestRedirects:
    """A project's page is `/digitalprojekt/<name>`, wherever one comes from."""

    def test_dataset_address(self, anonymous: Portal, published: dict[str, str]) -> None:
        """`/dataset/<name>` of a project leads to its page."""
        answer = anonymous.get(f"/dataset/{_name(published)}")
        assert answer.status_code == 301
        assert answer.headers["Location"].endswith(f"/digitalprojekt/{_name(published)}")

    def test_id_leads_to_the_name(self, anonymous: Portal, published: dict[str, str]) -> None:
        """The dataset's id in the address leads to the name."""
        dataset = anonymous.api("package_show", id=_name(published))
        answer = anonymous.get(f"/digitalprojekt/{dataset['id']}")
        assert answer.status_code == 302
        assert answer.headers["Location"].endswith(f"/digitalprojekt/{_name(published)}")


def test_show_gives_all_of_a_project(anonymous: Portal, published: dict[str, str]) -> None:
    """`digitalprojekt_show` answers by name and by number with rows, dataset and round."""
    by_number: dict[str, Any] = anonymous.api("digitalprojekt_show", id=published["vorhaben_nr"])
    assert by_number == anonymous.api("digitalprojekt_show", id=_name(published))
    assert by_number["vorhaben"] == rows_of([published])["vorhaben"][0]
    assert by_number["strategiefelder"] == {
        "bildung_wissensstadt": "-", "teilhabe": "+", "verwaltung_infrastruktur": "++",
    }  # fmt: skip
    assert by_number["dataset"]["name"] == _name(published)
