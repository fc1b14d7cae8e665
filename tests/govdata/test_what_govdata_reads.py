"""Each row of what GovData's harvester reads, with the value that it must find in our feed.

The expected values come from the package's tables, from what a person entered, and from the city's facts
written down here; not from the code that writes the feed. One test is one row of the tables in
`docs/govdata.md`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.govdata.conftest import Reading
from tests.govdata.published import ORDINARY, Published

CITY = "Stadt Heilbronn"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
GOVERNMENT = f"{AUTHORITY}data-theme/GOVE"
DL_DE_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
HEILBRONN = "http://dcat-ap.de/def/politicalGeocoding/districtKey/08121"
REGIONAL_KEY = "http://dcat-ap.de/def/politicalGeocoding/regionalKey/081210000000"
LEVEL = "http://dcat-ap.de/def/politicalGeocoding/Level/municipality"
CONTRIBUTOR = "http://dcat-ap.de/def/contributors/datenBW"


def every(reading: Reading) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the datasets of the publication, with their place under /id/."""
    yield "register", reading.datasets["register"]
    yield f"edition/{reading.package.berichtsstand}", reading.edition
    yield from ((f"datensatz/{number}", entry) for number, entry in reading.projects.items())


def rows(reading: Reading) -> dict[str, dict[str, str]]:
    """Return the projects' rows of the package by number."""
    return {row["vorhaben_nr"]: dict(row) for row in reading.package.tables["vorhaben"]}


def extra_list(entry: dict[str, Any], key: str) -> list[str]:
    """Return an extra that is stored as a JSON list."""
    values: list[str] = json.loads(entry["extras"].get(key, "[]"))
    return sorted(values)


def test_everything_is_there(govdata: Reading) -> None:
    """Register, edition and (where they are federated) all 102 projects of the newest round."""
    assert {"register", f"edition/{govdata.package.berichtsstand}"} <= set(govdata.datasets)
    assert set(govdata.projects) == (set(rows(govdata)) if govdata.single else set())


def test_title_description_version_and_page(govdata: Reading) -> None:
    """The German title and text, the round as version, the page as address."""
    register = govdata.datasets["register"]
    assert register["title"] == "Digitalprojekte der Stadt Heilbronn"
    assert "Der neueste Stand und die ganze Geschichte aller berichteten Vorhaben" in register["notes"]
    assert register["url"] == f"{govdata.base}/dataset/digitalprojekte"
    stand = govdata.package.berichtsstand
    assert register["version"] == stand
    assert govdata.edition["title"] == govdata.package.descriptor["title"]
    assert govdata.edition["notes"] == govdata.package.descriptor["description"]
    assert govdata.edition["version"] == govdata.package.version
    assert govdata.edition["url"] == f"{govdata.base}/dataset/digitalprojekte-{stand}"
    for number, row in rows(govdata).items():
        if number in govdata.projects:
            entry = govdata.projects[number]
            assert entry["title"] == row["titel"]
            assert not row["beschreibung"] or entry["notes"] == row["beschreibung"]
            assert entry["notes"]
            assert entry["version"] == stand
            assert entry["url"] == f"{govdata.base}/digitalprojekt/digitalprojekt-{number}"
    for _, entry in every(govdata):
        assert entry["extras"]["metadata_original_html"] == entry["url"]


def test_dates_identifier_frequency_provenance(govdata: Reading) -> None:
    """One value each: identifiers unique and ours, dates, how often, which report the edition is from."""
    stand = govdata.package.berichtsstand
    found = {key: entry["extras"] for key, entry in every(govdata)}
    assert found["register"]["identifier"] == "heilbronn-digitalprojekte"
    assert found[f"edition/{stand}"]["identifier"] == f"heilbronn-digitalprojekte-{stand}"
    for number in govdata.projects:
        assert found[f"datensatz/{number}"]["identifier"] == f"heilbronn-digitalprojekt-{number}"
    for extras in found.values():
        assert re.match(r"\d{4}-\d\d-\d\d", extras["issued"])
        assert re.match(r"\d{4}-\d\d-\d\d", extras["modified"])
    assert found["register"]["frequency"] == f"{AUTHORITY}frequency/ANNUAL_2"
    assert found[f"edition/{stand}"]["frequency"] == f"{AUTHORITY}frequency/NEVER"
    assert f"Berichtsstand {stand}" in found[f"edition/{stand}"]["provenance"]


def test_lists_are_addresses(govdata: Reading) -> None:
    """Language, standards and pages: lists of addresses, never a blank node's internal id."""
    for key, entry in every(govdata):
        assert extra_list(entry, "language") == [f"{AUTHORITY}language/DEU"], key
        for name in ("language", "conforms_to", "documentation", "source", "related_resource"):
            assert all(value.startswith(("http://", "https://")) for value in extra_list(entry, name)), key
    assert extra_list(govdata.edition, "conforms_to") == [
        "https://datapackage.org/profiles/2.0/datapackage.json"
    ]
    register = extra_list(govdata.datasets["register"], "documentation")
    assert f"{govdata.base}/dataset/digitalprojekte/datapackage.json" in register


def test_keywords(govdata: Reading) -> None:
    """Each keyword once and in German: GovData keeps no language of keywords."""
    ours = {"digitalisierung", "digitalisierungsprojekt", "smart-city"}
    for key, entry in every(govdata):
        assert ours <= set(entry["tags"]), key
        assert len(entry["tags"]) == len(set(entry["tags"])), (key, entry["tags"])
        assert not {"digitalisation", "digitalisation-project"} & set(entry["tags"]), key
        assert all(len(tag) >= 2 for tag in entry["tags"]), key


def test_themes_are_groups(govdata: Reading) -> None:
    """Every theme is one of the 13 and becomes a group of GovData."""
    for key, entry in every(govdata):
        assert GOVERNMENT in extra_list(entry, "theme"), key
        assert len(entry["groups"]) == len(extra_list(entry, "theme")), key
    fields = {
        row["vorhaben_nr"]
        for row in govdata.package.tables["strategiefeld_matrix"]
        if (row["strategiefeld"], row["bewertung"]) == ("mobilitaet", "++")
    }
    assert {number for number, entry in govdata.projects.items() if "tran" in entry["groups"]} == (
        fields & set(govdata.projects)
    )


def test_publisher_and_creator(govdata: Reading) -> None:
    """The city with name, address, page and type."""
    for key, entry in every(govdata):
        for role in ("publisher", "creator"):
            assert entry["extras"][f"{role}_name"] == CITY, key
            uri = f"{govdata.base}/id/organisation/stadt-heilbronn"
            assert entry["extras"][f"{role}_uri"] == uri, key
            assert entry["extras"][f"{role}_url"] == "https://www.heilbronn.de", key
            assert entry["extras"][f"{role}_type"] == "http://purl.org/adms/publishertype/LocalAuthority"
        assert entry["author"] == CITY, key


def test_originator_and_maintainer(govdata: Reading) -> None:
    """Read only from a node whose first type is an agent's: so ours has no other."""
    for key, entry in every(govdata):
        assert entry["extras"]["originator_name"] == CITY, key
        assert entry["maintainer"] == CITY, key
        for role in ("originator", "maintainer", "author"):
            assert entry["extras"][f"{role}_contacttype"] == "Organization", key
            assert entry["extras"][f"{role}_url"] == "https://www.heilbronn.de", key
            assert entry["extras"][f"{role}_type"] == "http://purl.org/adms/publishertype/LocalAuthority"


def test_contact(govdata: Reading) -> None:
    """Whom to ask: name and page; e-mail and telephone where the city has set them."""
    for key, entry in every(govdata):
        extras = entry["extras"]
        assert extras["contact_name"].startswith(CITY), key
        assert extras["contact_url"] == "https://www.heilbronn.de", key
        assert extras["contact_uri"].startswith(f"{govdata.base}/id/"), key
        if govdata.single:
            assert extras["contact_email"] == "daten@heilbronn.example", key
            assert extras["contact_tel"] == "+49713100000", key
            assert extras["publisher_email"] == "stadt@heilbronn.example", key
            assert entry["maintainer_email"] == "stadt@heilbronn.example", key


def test_german_terms(govdata: Reading) -> None:
    """Who delivers, and which place the data is about."""
    for key, entry in every(govdata):
        assert extra_list(entry, "contributorID") == [CONTRIBUTOR], key
        assert extra_list(entry, "politicalGeocodingURI") == [HEILBRONN, REGIONAL_KEY], key
        assert entry["extras"]["politicalGeocodingLevelURI"] == LEVEL, key
        assert entry["extras"]["availability"] == f"{AUTHORITY}planned-availability/STABLE", key


def test_time_and_place(govdata: Reading) -> None:
    """The report's period from and to, the city with box and centre."""
    descriptor = govdata.package.descriptor
    extras = govdata.edition["extras"]
    assert extras.get("temporal_start") == descriptor.get("zeitraum_von")
    assert extras["temporal_end"] == descriptor["stichtag"]
    assert govdata.datasets["register"]["extras"]["temporal_end"] == descriptor["stichtag"]
    for key, entry in every(govdata):
        place = entry["extras"]
        assert (place["spatial_uri"], place["spatial_text"]) == (HEILBRONN, "Heilbronn"), key
        assert json.loads(place["spatial_bbox"])["type"] == "Polygon", key
        assert json.loads(place["spatial_centroid"])["type"] == "Point", key


def test_access_rights(govdata: Reading) -> None:
    """Everything is public."""
    for key, entry in every(govdata):
        assert entry["extras"]["access_rights"] == f"{AUTHORITY}access-right/PUBLIC", key


def test_distributions_have_addresses(govdata: Reading) -> None:
    """Access and download address, each distribution with an IRI of its own: GovData keeps its id by that."""
    seen: set[str] = set()
    for key, entry in every(govdata):
        assert entry["resources"], key
        for resource in entry["resources"]:
            assert resource["uri"].startswith(f"{govdata.base}/id/"), key
            assert resource["uri"] not in seen
            seen.add(resource["uri"])
            for name in ("access_url", "url"):
                assert resource[name].startswith(govdata.base), (key, resource)
    expected = {f"{name}.csv" for name in govdata.package.tables if name != "aenderungen"}
    files = {resource["url"].rpartition("/")[2] for resource in govdata.edition["resources"]}
    assert expected | {"datapackage.json", f"{govdata.package.name}.zip"} <= files


def test_every_distribution_has_the_licence(govdata: Reading) -> None:
    """From GovData's list and with the attribution text: without one GovData takes it for closed."""
    for key, entry in every(govdata):
        for resource in entry["resources"]:
            assert resource["license"] == DL_DE_BY, (key, resource["uri"])
            assert resource["licenseAttributionByText"].startswith(CITY), (key, resource["uri"])


def test_formats_sizes_and_checksums(govdata: Reading) -> None:
    """Format and media type of each file; size and SHA-256 of stored ones are those of the package."""
    contents = govdata.package.files()
    sums = {r["path"]: r["hash"].removeprefix("sha256:") for r in govdata.package.descriptor["resources"]}
    found = {resource["url"].rpartition("/")[2]: resource for resource in govdata.edition["resources"]}
    for name, digest in sums.items():
        resource = found[name]
        assert resource["format"] == f"{AUTHORITY}file-type/CSV"
        assert resource["mimetype"] == "https://www.iana.org/assignments/media-types/text/csv"
        assert (resource["size"], resource["hash"]) == (len(contents[name]), digest)
        assert resource["hash_algorithm"] == "http://dcat-ap.de/def/hashAlgorithms/sha/256"
    for key, entry in every(govdata):
        for resource in entry["resources"]:
            if resource["url"].endswith((".csv", ".json")):
                wanted = resource["url"].rpartition(".")[2].upper()
                assert resource["format"] == f"{AUTHORITY}file-type/{wanted}", (key, resource["url"])
            assert resource["name"], key
            assert json.loads(resource["language"]) == [f"{AUTHORITY}language/DEU"], key
            assert resource["availability"] == f"{AUTHORITY}planned-availability/STABLE", key


def test_tables_name_their_schema(govdata: Reading) -> None:
    """Each table conforms to its Table Schema."""
    for resource in govdata.edition["resources"]:
        name = resource["url"].rpartition("/")[2]
        if name.endswith(".csv"):
            table = f"{govdata.base}/id/schema/{name.removesuffix('.csv')}"
            assert json.loads(resource["conforms_to"]) == [table]


def test_services(govdata: Reading) -> None:
    """Where there is a programming interface it has title, addresses, licence and one dataset."""
    services = [
        (key, service)
        for key, entry in every(govdata)
        for resource in entry["resources"]
        for service in json.loads(resource.get("access_services", "[]"))
    ]
    assert bool(services) is not govdata.single  # a folder has no interface, a portal has
    for key, service in services:
        assert service["title"], key
        assert service["endpoint_url"], key
        assert service["license"] == DL_DE_BY, key
        assert service["licenseAttributionByText"].startswith(CITY), key
        assert service["serves_dataset"] == [f"{govdata.base}/id/{key}"]


@pytest.mark.parametrize("govdata", ["portal"], indirect=True)
def test_an_ordinary_dataset(govdata: Reading, published: Published) -> None:
    """What a person entered arrives; what she left out is the city's."""
    entry = govdata.datasets[f"datensatz/{published.ordinary_id}"]
    extras = entry["extras"]
    assert entry["title"] == ORDINARY["title"]
    assert entry["notes"] == ORDINARY["notes"]
    assert entry["version"] == ORDINARY["version"]
    assert entry["url"] == f"{published.url}/dataset/{published.ordinary_name}"
    assert sorted(entry["tags"]) == ["offene-daten", "straßenbäume"]
    assert entry["groups"] == ["envi"]
    assert extras["identifier"] == f"heilbronn-{published.ordinary_id}"
    assert (extras["contact_name"], extras["contact_email"]) == (
        "Grünflächenamt",
        "baeume@heilbronn.example",
    )
    assert extras["publisher_name"] == CITY
    assert extra_list(entry, "contributorID") == [CONTRIBUTOR]
    (resource,) = entry["resources"]
    assert resource["license"] == "http://dcat-ap.de/def/licenses/cc-by/4.0"
    assert resource["url"] == "https://daten.example/baeume.csv"
    assert resource["licenseAttributionByText"] == CITY
