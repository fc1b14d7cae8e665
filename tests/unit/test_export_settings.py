"""An export for any city: its own settings, and a gate that looks at them before anything is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from export_factories import first, settings
from hndigital.cli.main import run
from hndigital.dcat.settings import option_names
from hndigital.errors import ExportError, GateRefused
from hndigital.export import export_site
from hndigital.export.configuration import read_settings
from rdflib import Graph

MUSTERSTADT = {
    "catalog_title_de": "Offene Daten der Stadt Musterstadt",
    "catalog_description_de": "Die Digitalprojekte der Stadt Musterstadt.",
    "identifier_prefix": "musterstadt-",
    "publisher_id": "stadt-musterstadt",
    "publisher_name_de": "Stadt Musterstadt",
    "contact_name": "Stabsstelle Digitales",
    "contact_email": "digital@musterstadt.example",
    "contributor_id": "openNRW",
    "licence": "cc-zero",
    "geocodings": ["http://dcat-ap.de/def/politicalGeocoding/municipalityKey/05315000"],
    "place_uri": "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/05315000",
    "place_name_de": "Musterstadt",
    "place_bbox": "POLYGON((6.77 50.83,7.16 50.83,7.16 51.08,6.77 51.08,6.77 50.83))",
    "register_title_de": "Digitalprojekte der Stadt Musterstadt",
}


def written(folder: Path, **changes: object) -> Path:
    file = folder / "stadt.yaml"
    kept = {key: value for key, value in {**MUSTERSTADT, **changes}.items() if value is not None}
    file.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    return file


def export(folder: Path, file: Path) -> int:
    package = first().write(folder / "paket")
    command = ["export", str(package), "--out", str(folder / "site")]
    return run([*command, "--base-uri", "https://daten.musterstadt.example", "--settings", str(file)])


def test_another_citys_catalogue_names_only_that_city(tmp_path: Path) -> None:
    """Publisher, contact, licence, place and identifiers are Musterstadt's; Heilbronn is in no feed."""
    assert export(tmp_path, written(tmp_path)) == 0
    descriptor = first().descriptor  # its texts and keywords come from the package's own template
    named = {str(value) for value in descriptor.values()} | set(descriptor["keywords"])
    for name in ("catalog.ttl", "govdata/catalog.ttl"):
        graph = Graph().parse(tmp_path / "site" / name)
        terms = {str(term) for triple in graph for term in triple} - named
        assert [term for term in terms if "heilbronn" in term.lower()] == [], name
        assert "musterstadt-digitalprojekte-2020-2" in terms
        assert "http://dcat-ap.de/def/licenses/cc-zero" in terms
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "Digitalprojekte der Stadt Musterstadt" in page


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"licence": None}, 6, "licence"),
        ({"licence": "dl-by-de/2.0"}, 6, "attribution_de"),
        ({"contributor_id": None}, 6, "contributor_id"),
        ({"contributor_id": "erfunden"}, 6, "K12&13"),
        ({"publisher_name_de": None}, 2, "publisher_name_de"),
        ({"contact_email": None}, 2, "contact_email / contact_url"),
        ({"lizenz": "cc-zero"}, 2, "lizenz"),
        ({"theme_by_group": "verkehr"}, 2, "theme_by_group"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, object], code: int, said: str
) -> None:
    """Without licence, attribution and ID GovData would refuse, so the export does; nothing is written."""
    assert export(tmp_path, written(tmp_path, **changes)) == code
    assert said in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_every_setting_that_the_document_names_is_one() -> None:
    """docs/export.md lists the options that there are."""
    document = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    assert [name for name in option_names() if f"`{name}`" not in document] == []


def test_a_file_that_is_none(tmp_path: Path) -> None:
    """Missing, no YAML, no list of settings: said with the file's name."""
    for content in (None, "[a, b]", "a: [", "\xff"):
        file = tmp_path / "x.yaml"
        if content is not None:
            file.write_bytes(content.encode("latin-1"))
        with pytest.raises(ExportError, match="x.yaml"):
            read_settings(file)


def test_the_gate_of_the_library(tmp_path: Path) -> None:
    """Who exports from Python is refused as well."""
    with pytest.raises(GateRefused):
        export_site([first()], tmp_path / "site", replace(settings(), licence="other-closed"))
