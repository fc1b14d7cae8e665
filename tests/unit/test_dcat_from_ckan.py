"""CKAN's dicts as model: our own datasets as from the package, ordinary ones filled from the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from dcat_factories import edition_dict, mixed, ordinary, package, project_dicts, resource
from hndigital.dcat import codes, from_ckan, from_package
from hndigital.dcat.federation import exclusion
from hndigital.dcat.graph import Profile, dataset_graph
from hndigital.dcat.model import text
from hndigital.dcat.settings import DcatSettings
from hndigital.dcat.vocab import DCAT, DCT
from rdflib import Graph

from tests.cities import HEILBRONN

ONLY_THE_PORTAL_KNOWS = {DCT.issued, DCT.modified}
FILES_OF_THE_PORTAL = {DCAT.accessURL, DCAT.downloadURL, DCAT.byteSize}


def _left_out(one: dict[str, Any], settings: DcatSettings) -> str:
    found = exclusion(one, settings)
    return found.code if found else ""


def _but(graph: Graph, terms: set[object]) -> set[object]:
    return {triple for triple in graph if triple[1] not in terms}


@pytest.mark.parametrize("profile", list(Profile))
def test_a_project_is_the_same_from_package_and_portal(profile: Profile) -> None:
    """Package and portal give the same graph of a project but for when it was put there."""
    made = package()
    before = from_package.projects(made, HEILBRONN)
    after = [from_ckan.dataset(one, HEILBRONN) for one in project_dicts(made)]
    for old, new in zip(before, after, strict=True):
        assert _but(dataset_graph(old, profile), ONLY_THE_PORTAL_KNOWS) == _but(
            dataset_graph(new, profile), ONLY_THE_PORTAL_KNOWS
        )


def test_an_edition_is_the_same_but_for_where_its_files_are() -> None:
    """Package and portal give the same edition but for dates and the files' addresses and checksums."""
    made = package()
    old = from_package.edition(made, HEILBRONN)
    new = from_ckan.dataset(edition_dict(made), HEILBRONN)
    terms = ONLY_THE_PORTAL_KNOWS | FILES_OF_THE_PORTAL
    checksums = {t for t in dataset_graph(old) if "checksumValue" in t[1]}
    assert _but(dataset_graph(old), terms) - checksums == {
        t for t in _but(dataset_graph(new), terms) if "checksumValue" not in t[1]
    }


def test_editors_words_win() -> None:
    """Contact, keywords, themes, English text and licence of a project's form replace the defaults."""
    project = project_dicts(package())[-1]
    changed = {
        **project,
        "title_en": "Project",
        "contact_name": "Team",
        "contact_email": "team@stadt.example",
        "theme": ["TECH"],
        "tags": [{"name": "Bürgeramt"}],
        "license_id": "cc-by/4.0",
    }
    model = from_ckan.dataset(changed, HEILBRONN)
    assert model.title == (*text(project["title"]), *text(en="Project"))
    assert model.contact is not None
    assert (model.contact.name, model.contact.email) == ("Team", "team@stadt.example")
    assert model.themes == (codes.theme("TECH"),)
    assert text("Bürgeramt")[0] in model.keywords
    assert {d.licence for d in model.distributions} == {codes.licence("cc-by/4.0")}


def test_html_becomes_text() -> None:
    """Descriptions lose tags and scripts and keep their words."""
    model = from_ckan.dataset(ordinary(notes="<p>A &amp; <b>B</b><script>x()</script></p>\n< 5 %"), HEILBRONN)
    assert model.description == text("A & B\n< 5 %")


def test_a_broken_address_becomes_the_resources_page() -> None:
    """A resource whose address is none is reached through its page."""
    model = from_ckan.dataset(ordinary(resources=[resource(7, url="kein link")]), HEILBRONN)
    assert model.distributions[0].access_url == (
        "https://opendata.heilbronn.de/dataset/datensatz-1/resource/00000000-0000-4000-8000-000000000007"
    )


def test_what_lacks_is_filled_from_the_settings() -> None:
    """Publisher, contact, contributor ID, place, theme and keywords come from the city's settings."""
    model = from_ckan.dataset(ordinary(groups=[], tags=[]), HEILBRONN)
    assert model.publisher == HEILBRONN.publisher
    assert model.contact == HEILBRONN.contact
    assert model.themes == (codes.theme("REGI"),)
    assert model.keywords == text("Regionen und Städte", "Regions and cities")


def test_groups_map_to_themes() -> None:
    """A city's own group names become EU themes by the operator's map."""
    settings = replace(HEILBRONN, theme_by_group={"verkehr-und-mobilitaet": "TRAN"})
    model = from_ckan.dataset(ordinary(groups=[{"name": "verkehr-und-mobilitaet"}]), settings)
    assert model.themes == (codes.theme("TRAN"),)


def test_a_licence_nobody_chose_is_never_invented() -> None:
    """Without a licence a dataset counts as closed and stays out of GovData's feed, unless mapped."""
    unlicensed = ordinary(license_id="notspecified")
    assert _left_out(unlicensed, HEILBRONN) == "lizenz"
    mapped = replace(HEILBRONN, licence_map={"notspecified": "dl-zero-de/2.0"})
    assert _left_out(unlicensed, mapped) == ""


def test_why_datasets_are_left_out() -> None:
    """The selection for GovData names a reason for each dataset that it leaves out."""
    project = project_dicts(package())[0]
    assert _left_out(project, HEILBRONN) == "projekt"
    assert _left_out(project, replace(HEILBRONN, federate_projects=True)) == ""
    assert _left_out({**edition_dict(package()), "beispieldaten": "true"}, HEILBRONN) == "beispieldaten"
    reasons = [_left_out(one, HEILBRONN) for one in mixed()]
    assert [(n, reason) for n, reason in enumerate(reasons, start=1) if reason] == [
        (10, "lizenz"),
        (11, "lizenz"),
        (17, "keine_daten"),
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("dl-de-by-2.0", "dl-by-de/2.0"),
        ("http://www.dcat-ap.de/def/licenses/dl-by-de/2.0/", "dl-by-de/2.0"),
        ("https://creativecommons.org/licenses/by/4.0/deed.de", "cc-by/4.0"),
        ("CC-BY-4.0", "cc-by/4.0"),
        ("odc-odbl", "odbl"),
        ("geoNutz/20131001", "geoNutz/20131001"),
        ("notspecified", ""),
        ("", ""),
    ],
)
def test_licences(word: str, expected: str) -> None:
    """CKAN's ids and addresses of licences become dcat-ap.de's IRIs: http, no www, no slash at the end."""
    assert codes.licence(word) == (f"http://dcat-ap.de/def/licenses/{expected}" if expected else "")


@pytest.mark.parametrize(
    ("word", "expected"),
    [("csv", "CSV"), (".xlsx", "XLSX"), ("WFS", "WFS_SRVC"), ("json-ld", "JSON_LD"), ("?", "")],
)
def test_formats(word: str, expected: str) -> None:
    """Words for formats become the EU's file types; what is none stays empty."""
    assert codes.file_type(word).rpartition("/")[2] == expected


def test_media_types() -> None:
    """Media types become IANA's IRIs without parameters; what is none stays empty."""
    assert codes.media_type("text/csv; charset=utf-8").endswith("/media-types/text/csv")
    assert codes.media_type("kaputt") == ""
