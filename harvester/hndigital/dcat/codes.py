"""Values of the official lists that our metadata uses, and the words that stand for them.

Sources: code lists of the EU Publications Office and of dcat-ap.de as they ship in `shapes/vocab`;
a test holds every IRI that this module can give against those lists.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from ..schemas import codelist

__all__ = [
    "ACCESS_PUBLIC",
    "AVAILABLE_STABLE",
    "FILE_TYPES",
    "FREQUENCIES",
    "FREQUENCY",
    "GEOCODING",
    "LANGUAGE",
    "LICENCES",
    "LOCAL_AUTHORITY",
    "THEMES",
    "THEME_TAXONOMY",
    "asks_attribution",
    "contributor",
    "file_type",
    "frequency",
    "geocoding_level",
    "is_open",
    "licence",
    "media_type",
    "media_type_of",
    "theme",
]

_EU = "http://publications.europa.eu/resource/authority/"
_LICENCES = "http://dcat-ap.de/def/licenses/"
_IANA = "https://www.iana.org/assignments/media-types/"

GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
ACCESS_PUBLIC = f"{_EU}access-right/PUBLIC"
AVAILABLE_STABLE = f"{_EU}planned-availability/STABLE"
LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"
THEME_TAXONOMY = f"{_EU}data-theme"
FREQUENCY = f"{_EU}frequency/"
FREQUENCIES = frozenset(
    {"ANNUAL", "ANNUAL_2", "ANNUAL_3", "AS_NEEDED", "BIENNIAL", "BIMONTHLY", "BIWEEKLY", "CONT", "DAILY"}
    | {"HOURLY", "IRREG", "MONTHLY", "NEVER", "NOT_PLANNED", "OTHER", "QUARTERLY", "TRIENNIAL", "UNKNOWN"}
    | {"UPDATE_CONT", "WEEKLY"}
)
LANGUAGE = MappingProxyType({"de": f"{_EU}language/DEU", "en": f"{_EU}language/ENG"})

THEMES = MappingProxyType(
    {code.code: (code.label_de, code.label_en) for code in codelist("data_theme").values()}
)
"""The 13 EU data themes that GovData shows, with labels (de, en) of the Publications Office."""

LICENCES = frozenset(
    [
        "apache",
        "bsd",
        "cc-by",
        "cc-by-de/3.0",
        "cc-by-nc",
        "cc-by-nc-de/3.0",
        "cc-by-nc/4.0",
        "cc-by-nd",
        "cc-by-nd/3.0",
        "cc-by-nd/4.0",
        "cc-by-sa",
        "cc-by-sa-de/3.0",
        "cc-by-sa/4.0",
        "cc-by/4.0",
        "cc-zero",
        "ccpdm/1.0",
        "dl-by-de/1.0",
        "dl-by-de/2.0",
        "dl-by-nc-de/1.0",
        "dl-zero-de/2.0",
        "geoNutz/20131001",
        "geonutz/20130319",
        "gfdl",
        "gpl/3.0",
        "mozilla",
        "odbl",
        "odby",
        "odcpddl",
        "officialWork",
        "other-closed",
        "other-commercial",
        "other-freeware",
        "other-open",
        "other-opensource",
    ]
)
"""The licences of http://dcat-ap.de/def/licenses, by the part of their IRI after that address."""

_CLOSED = frozenset(
    ["cc-by-nc", "cc-by-nc-de/3.0", "cc-by-nc/4.0", "cc-by-nd", "cc-by-nd/3.0", "cc-by-nd/4.0"]
    + ["dl-by-nc-de/1.0", "other-closed", "other-commercial", "other-freeware"]
)
"""Those of them that GovData's dashboard does not count as open."""

_LEVELS = frozenset(
    ["administrativeDistrict", "european", "federal", "international", "municipality", "state"]
)

_LICENCE_WORDS = MappingProxyType(
    {
        # licence ids of CKAN, its German extensions and addresses of the licences' own pages
        "dl-de-by-2.0": "dl-by-de/2.0",
        "dl-de/by-2-0": "dl-by-de/2.0",
        "dl-de-by-1.0": "dl-by-de/1.0",
        "dl-de-zero-2.0": "dl-zero-de/2.0",
        "dl-de/zero-2-0": "dl-zero-de/2.0",
        "govdata.de/dl-de/by-2-0": "dl-by-de/2.0",
        "govdata.de/dl-de/zero-2-0": "dl-zero-de/2.0",
        "cc-by-4.0": "cc-by/4.0",
        "creativecommons.org/licenses/by/4.0": "cc-by/4.0",
        "cc-by-sa-4.0": "cc-by-sa/4.0",
        "creativecommons.org/licenses/by-sa/4.0": "cc-by-sa/4.0",
        "cc-by-nd-4.0": "cc-by-nd/4.0",
        "cc-by-nc-4.0": "cc-by-nc/4.0",
        "creativecommons.org/licenses/by-nc/4.0": "cc-by-nc/4.0",
        "cc0-1.0": "cc-zero",
        "cc-zero-1.0": "cc-zero",
        "creativecommons.org/publicdomain/zero/1.0": "cc-zero",
        "creativecommons.org/publicdomain/mark/1.0": "ccpdm/1.0",
        "odc-odbl": "odbl",
        "odbl-1.0": "odbl",
        "odc-by": "odby",
        "odc-by-1.0": "odby",
        "odc-pddl": "odcpddl",
        "odc-pddl-1.0": "odcpddl",
        "pddl-1.0": "odcpddl",
        "other-pd": "other-open",
        "other-at": "other-open",
        "other-nc": "other-closed",
    }
)

FILE_TYPES = MappingProxyType(
    {
        # EU file-type code: media type ("" where the registry of IANA has none that fits)
        "CSV": "text/csv",
        "JSON": "application/json",
        "GEOJSON": "application/geo+json",
        "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "XLS": "application/vnd.ms-excel",
        "ODS": "application/vnd.oasis.opendocument.spreadsheet",
        "ODT": "application/vnd.oasis.opendocument.text",
        "DOCX": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "XML": "application/xml",
        "PDF": "application/pdf",
        "ZIP": "application/zip",
        "SHP": "application/vnd.shp",
        "GPKG": "application/geopackage+sqlite3",
        "GML": "application/gml+xml",
        "KML": "application/vnd.google-earth.kml+xml",
        "KMZ": "application/vnd.google-earth.kmz",
        "GEOTIFF": "image/tiff",
        "TIFF": "image/tiff",
        "GTFS": "application/zip",
        "WMS_SRVC": "",
        "WFS_SRVC": "",
        "WMTS_SRVC": "",
        "PARQUET": "application/vnd.apache.parquet",
        "JSON_LD": "application/ld+json",
        "RDF_TURTLE": "text/turtle",
        "RDF_XML": "application/rdf+xml",
        "HTML": "text/html",
        "TXT": "text/plain",
        "PNG": "image/png",
        "JPEG": "image/jpeg",
        "DXF": "image/vnd.dxf",
        "ICS": "text/calendar",
        "REST": "",
    }
)

_FILE_TYPE_WORDS = MappingProxyType(
    {
        "WMS": "WMS_SRVC",
        "WFS": "WFS_SRVC",
        "WMTS": "WMTS_SRVC",
        "JSON-LD": "JSON_LD",
        "JSONLD": "JSON_LD",
        "TURTLE": "RDF_TURTLE",
        "TTL": "RDF_TURTLE",
        "RDF": "RDF_XML",
        "JPG": "JPEG",
        "TIF": "TIFF",
        "EXCEL": "XLS",
        "TEXT": "TXT",
        "HTM": "HTML",
        "SHAPE": "SHP",
        "SHAPEFILE": "SHP",
        "API": "REST",
        "GEOPACKAGE": "GPKG",
        "ICAL": "ICS",
    }
)


def theme(word: str) -> str:
    """Return the IRI of the EU data theme for a code or IRI, or "" if it is none of the 13."""
    code = word.strip().rstrip("/").rsplit("/", 1)[-1].upper()
    return f"{THEME_TAXONOMY}/{code}" if code in THEMES else ""


def contributor(word: str) -> str:
    """Return the contributor IRI for an id ("openNRW") or IRI, "" for an empty word."""
    word = word.strip()
    return word if not word or "://" in word else f"http://dcat-ap.de/def/contributors/{word}"


def licence(word: str) -> str:
    """Return the licence IRI of dcat-ap.de for a CKAN licence id, address or IRI, or "" if unknown.

    GovData takes only this form: http, no www, no slash at the end.
    """
    key = re.sub(r"^https?://(www\.)?", "", word.strip().rstrip("/"))
    key = re.sub(r"/(deed|legalcode)(\.\w+)?$", "", key.removeprefix("dcat-ap.de/def/licenses/"))
    key = _LICENCE_WORDS.get(key.casefold(), key)
    exact = {name.casefold(): name for name in LICENCES}.get(key.casefold())
    return f"{_LICENCES}{exact}" if exact else ""


def is_open(licence_iri: str) -> bool:
    """Return whether a licence IRI is one of the open ones of dcat-ap.de's list."""
    name = licence_iri.removeprefix(_LICENCES)
    return name != licence_iri and name in LICENCES - _CLOSED


def asks_attribution(licence_iri: str) -> bool:
    """Return whether a licence wants the source to be named (convention K35)."""
    return bool(re.search(r"/(dl-by|cc-by)", licence_iri))


def frequency(word: str) -> str:
    """Return the IRI of the EU frequency for a code or IRI, or "" if it is none."""
    code = word.strip().rstrip("/").rsplit("/", 1)[-1].upper()
    return f"{FREQUENCY}{code}" if code in FREQUENCIES else ""


def geocoding_level(word: str) -> str:
    """Return the IRI of the level of administration for a code or IRI, or "" if it is none."""
    code = word.strip().rstrip("/").rsplit("/", 1)[-1]
    return f"{GEOCODING}Level/{code}" if code in _LEVELS else ""


def file_type(word: str) -> str:
    """Return the IRI of the EU file type for a word such as "csv", ".csv" or "WFS", or "" if unknown."""
    code = word.strip().rstrip("/").rsplit("/", 1)[-1].lstrip(".").upper()
    code = _FILE_TYPE_WORDS.get(code, code)
    return f"{_EU}file-type/{code}" if code in FILE_TYPES else ""


def media_type(word: str) -> str:
    """Return IANA's IRI for a media type such as "text/csv; charset=utf-8", or "" if it is none."""
    name = word.strip().removeprefix(_IANA).split(";")[0].strip().lower()
    return f"{_IANA}{name}" if re.fullmatch(r"[a-z]+/[a-z0-9][a-z0-9.+_-]*", name) else ""


def media_type_of(file_type_iri: str) -> str:
    """Return IANA's IRI of the media type that belongs to an EU file type, or ""."""
    return media_type(FILE_TYPES.get(file_type_iri.rsplit("/", 1)[-1], ""))
