"""An ordinary dataset of a city with every field that DCAT-AP.de 3.0 and GovData's reading of 2.0 know.

Written for the tests: the field names are ckanext-dcat's and GovData's, the values invented or facts.
"""

from __future__ import annotations

import json
from typing import Any

EU = "http://publications.europa.eu/resource/authority/"
REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
LANDKREIS = "http://dcat-ap.de/def/politicalGeocoding/districtKey/08125"
SQUARE = (
    '{"type": "Polygon", "coordinates": [[[9.1, 49.1], [9.2, 49.1], [9.2, 49.2], [9.1, 49.2], [9.1, 49.1]]]}'
)

FIELDS: dict[str, Any] = {
    "title_en": "Car parks",
    "notes_en": "Where to park.",
    "theme": json.dumps([f"{EU}data-theme/TRAN"]),
    "url": "https://verkehr.example/parken",
    "version": "1.2",
    "version_notes": "Zwei Parkhäuser mehr",
    "identifier": "parken-1",
    "uri": "https://verkehr.example/id/parken",
    "issued": "2019",
    "modified": "31.03.2021",
    "frequency": f"{EU}frequency/DAILY",
    "language": json.dumps([f"{EU}language/DEU", f"{EU}language/ENG"]),
    "access_rights": f"{EU}access-right/RESTRICTED",
    "availability": f"{EU}planned-availability/TEMPORARY",
    "provenance": "Erhoben vom Amt",
    "contact_name": "Amt für Straßenwesen",
    "contact_email": "parken@verkehr.example",
    "contact_url": "https://verkehr.example/kontakt",
    "contact_tel": "+4971311234",
    "contact_street": "Marktplatz 7",
    "contact_zip": "74072",
    "contact_city": "Heilbronn",
    "contact_country": "Deutschland",
    "publisher_name": "Verkehrsverbund",
    "publisher_uri": "https://verkehr.example/id/verbund",
    "publisher_email": "post@verkehr.example",
    "publisher_url": "https://verkehr.example/",
    "publisher_type": "http://purl.org/adms/publishertype/RegionalAuthority",
    "creator_name": "Ingenieurbüro",
    "originator_name": "Urheber",
    "originator_email": "urheber@verkehr.example",
    "maintainer": "Verwaltende Stelle",
    "maintainer_email": "pflege@verkehr.example",
    "contributor_name": "Mitwirkender",
    "contributorID": json.dumps(["http://dcat-ap.de/def/contributors/berlinOpenData"]),
    "temporal_start": "2020-01-01",
    "temporal_end": "2020-12-31",
    "spatial_uri": LANDKREIS,
    "spatial": SQUARE,
    "spatial_text": "Landkreis Heilbronn",
    "politicalGeocodingLevelURI": "http://dcat-ap.de/def/politicalGeocoding/Level/administrativeDistrict",
    "politicalGeocodingURI": json.dumps(
        ["http://dcat-ap.de/def/politicalGeocoding/regionalKey/081250007007"]
    ),
    "geocodingText": json.dumps(["Unterland"]),
    "hvd_category": json.dumps(["http://data.europa.eu/bna/c_b79e35eb"]),
    "applicable_legislation": json.dumps([REGULATION]),
    "legalbasisText": json.dumps(["§ 3 EGovG"]),
    "conforms_to": json.dumps(["https://verkehr.example/standard"]),
    "documentation": json.dumps(["https://verkehr.example/doku"]),
    "references": json.dumps(["https://musterdatenkatalog.de/def/musterdatensatz/verkehr/parken"]),
    "related_resource": json.dumps(["https://verkehr.example/verwandt"]),
    "is_referenced_by": json.dumps(["https://verkehr.example/artikel"]),
    "alternate_identifier": json.dumps(["https://doi.org/10.1234/5"]),
    "sample": json.dumps(["https://verkehr.example/beispiel.csv"]),
    "qualityProcessURI": "https://verkehr.example/guete",
    "temporal_resolution": "PT15M",
    "spatial_resolution_in_meters": "2.5",
    "in_series": json.dumps(["https://verkehr.example/id/reihe"]),
    "qualified_attribution": json.dumps(
        [
            "http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/distributor https://verkehr.example/id/verbund"
        ]
    ),
}
"""Fields of the dataset beside title, text, tags and licence."""

DEPRECATED: dict[str, Any] = {
    "source": json.dumps(["https://verkehr.example/id/quelle"]),
    "has_version": json.dumps(["https://verkehr.example/id/v2"]),
    "is_version_of": json.dumps(["https://verkehr.example/id/v0"]),
    "dcat_type": f"{EU}dataset-type/GEOSPATIAL",
}
"""Fields that the shapes of one version or the other warn of."""

RESOURCE: dict[str, Any] = {
    "id": "00000000-0000-4000-8000-000000000001",
    "uri": "https://verkehr.example/id/parken/csv",
    "name": "Parkhäuser",
    "description": "Als Tabelle",
    "url": "https://verkehr.example/parken.csv",
    "access_url": "https://verkehr.example/parken",
    "download_url": "https://verkehr.example/parken.csv",
    "format": "CSV",
    "license": "http://dcat-ap.de/def/licenses/cc-by/4_0",
    "licenseAttributionByText": "Verkehrsverbund 2021",
    "issued": "2020-02-29",
    "modified": "2021-03-30T10:00:00",
    "status": "http://purl.org/adms/status/Completed",
    "rights": "Nur für Auskünfte",
    "language": json.dumps([f"{EU}language/ENG"]),
    "documentation": json.dumps(["https://verkehr.example/csv-doku"]),
    "conforms_to": json.dumps(["https://verkehr.example/csv-standard"]),
    "applicable_legislation": json.dumps([REGULATION]),
    "mimetype": "text/csv",
    "compress_format": "https://www.iana.org/assignments/media-types/application/gzip",
    "package_format": "application/zip",
    "size": "1234",
    "hash": "a" * 40,
    "hash_algorithm": "http://dcat-ap.de/def/hashAlgorithms/sha/1",
    "availability": f"{EU}planned-availability/EXPERIMENTAL",
    "temporal_resolution": "PT15M",
    "spatial_resolution_in_meters": "5",
    "access_services": json.dumps(
        [
            {
                "title": "Schnittstelle",
                "description": "Für Programme",
                "endpoint_url": ["https://verkehr.example/api"],
                "endpoint_description": "https://verkehr.example/openapi.json",
                "license": "cc-by-4.0",
                "access_rights": f"{EU}access-right/PUBLIC",
                "availability": f"{EU}planned-availability/STABLE",
                "licenseAttributionByText": "Verkehrsverbund",
            }
        ]
    ),
}


def full(*, as_extras: bool = False, **more: Any) -> dict[str, Any]:
    """Return the dataset as `package_show` gives it, its fields at the top or as extras."""
    fields = {**FIELDS, **more}
    top = {name: fields.pop(name) for name in ("url", "version", "maintainer", "maintainer_email")}
    return {
        "id": "00000000-0000-4000-8000-0000000000aa",
        "name": "parken",
        "title": "Parkhäuser",
        "notes": "Wo man parken kann.",
        "license_id": "dl-de-by-2.0",
        "type": "dataset",
        "private": False,
        "tags": [{"name": "parken"}],
        "metadata_created": "2026-01-01T00:00:00",
        "metadata_modified": "2026-01-02T00:00:00",
        "resources": [dict(RESOURCE)],
        **top,
        **({"extras": [{"key": k, "value": v} for k, v in fields.items()]} if as_extras else fields),
    }
