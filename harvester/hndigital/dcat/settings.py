"""What a city declares once for all its metadata; the defaults are Heilbronn's.

The licence has no default: without one nothing is offered to GovData. `HEILBRONN` is what the demo
uses. Sources of the values: GovData's and dcat-ap.de's code lists (Heilbronn has no contributor ID of
its own, so it delivers under Daten.BW's; a Stadtkreis is both district and municipality).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..schemas import codelist
from . import codes
from .model import Agent, Contact, Location, Texts, text

__all__ = [
    "HEILBRONN",
    "DcatSettings",
    "option_names",
    "options_of",
    "settings_from_options",
    "settings_of",
]


@dataclass(frozen=True, slots=True)
class DcatSettings:
    """Everything about the city and its portal that a feed states.

    `base_uri` starts every IRI and outlives a move of the portal, `site_url` is where pages and files
    are today; both without a slash at the end. Every address here is one of those two or the city's own.
    """

    base_uri: str = "https://opendata.heilbronn.de"
    site_url: str = "https://opendata.heilbronn.de"
    catalog_title: Texts = text("Offene Daten der Stadt Heilbronn", "Open data of the city of Heilbronn")
    catalog_description: Texts = text(
        "Datensätze der Stadt Heilbronn, darunter die Vorhaben der Digitalisierung mit Stand, Kosten und "
        "Strategiefeldern.",
        "Datasets of the city of Heilbronn, among them its digitalisation projects with status, cost and "
        "strategic fields.",
    )
    catalog_issued: str = ""
    identifier_prefix: str = "heilbronn-"
    register_name: str = "digitalprojekte"
    publisher_id: str = "stadt-heilbronn"
    publisher_name: Texts = text("Stadt Heilbronn", "City of Heilbronn")
    publisher_uri: str = ""
    publisher_type: str = codes.LOCAL_AUTHORITY
    publisher_homepage: str = "https://www.heilbronn.de"
    publisher_email: str = ""
    contact_name: str = "Stadt Heilbronn"
    contact_email: str = ""
    contact_url: str = "https://www.heilbronn.de"
    contact_telephone: str = ""
    contributor_id: str = "datenBW"
    licence: str = ""
    attribution: Texts = ()
    geocoding_level: str = f"{codes.GEOCODING}Level/municipality"
    geocodings: tuple[str, ...] = (
        f"{codes.GEOCODING}districtKey/08121",
        f"{codes.GEOCODING}regionalKey/081210000000",
    )
    place_uri: str = f"{codes.GEOCODING}districtKey/08121"
    place_name: Texts = text("Heilbronn", "Heilbronn")
    place_bbox: str = "POLYGON((9.04 49.08,9.31 49.08,9.31 49.21,9.04 49.21,9.04 49.08))"
    place_centroid: str = "POINT(9.2186 49.1427)"
    frequency: str = f"{codes.FREQUENCY}ANNUAL_2"
    availability: str = codes.AVAILABLE_STABLE
    project_themes: tuple[str, ...] = ("GOVE",)
    strategiefeld_themes: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType(
            {field.code: field.theme for field in codelist("strategiefeld").values() if field.theme}
        )
    )
    register_title: Texts = text(
        "Digitalprojekte der Stadt Heilbronn", "Digital projects of the City of Heilbronn"
    )
    keywords: Texts = (
        *text("Digitalisierung", "digitalisation"),
        *text("Digitalisierungsprojekt", "digitalisation project"),
        *text("Smart City", "smart city"),
    )
    default_theme: str = "REGI"
    theme_by_group: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    licence_map: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    federate_projects: bool = False
    federate_sample: bool = False

    @property
    def publisher(self) -> Agent:
        """The body that legally publishes (convention K36: the city, not its IT provider)."""
        return Agent(
            iri=self.publisher_uri or f"{self.base_uri}/id/organisation/{self.publisher_id}",
            name=self.publisher_name,
            type_iri=self.publisher_type,
            email=self.publisher_email,
            homepage=self.publisher_homepage,
        )

    @property
    def contact(self) -> Contact:
        """Whom to ask where a dataset names nobody."""
        return Contact(
            iri=f"{self.base_uri}/id/organisation/{self.publisher_id}#kontakt",
            name=self.contact_name,
            email=self.contact_email,
            url=self.contact_url,
            telephone=self.contact_telephone,
        )

    @property
    def place(self) -> Location:
        """The city as a place: code-list IRI (3.0) with geometry (2.0)."""
        return Location(self.place_uri, self.place_name, self.place_bbox, self.place_centroid)

    @property
    def licence_iri(self) -> str:
        """The licence of the city's digital projects as dcat-ap.de's IRI, "" while none is set."""
        return codes.licence(self.licence)

    @property
    def missing_for_govdata(self) -> tuple[str, ...]:
        """The settings without which nothing is offered to GovData, by their names in a configuration."""
        missing = {
            "licence_id": not codes.is_open(self.licence_iri),
            "licence_attribution": codes.asks_attribution(self.licence_iri)
            and not any(entry.lang == "de" for entry in self.attribution),
            "contributor_id": not self.contributor_id,
        }
        return tuple(name for name, lacks in missing.items() if lacks)

    def at(self, base_uri: str, site_url: str = "") -> DcatSettings:
        """Return the same settings for another base of IRIs and another portal address."""
        base = base_uri.rstrip("/")
        return replace(self, base_uri=base, site_url=(site_url or base).rstrip("/"))


HEILBRONN = DcatSettings(
    licence="dl-by-de/2.0",
    attribution=text("Stadt Heilbronn", "City of Heilbronn"),
)
"""Heilbronn with the licence that the demo uses: Datenlizenz Deutschland – Namensnennung 2.0."""

_BILINGUAL = (
    *("catalog_title", "catalog_description", "publisher_name", "attribution", "place_name"),
    "register_title",
)
_PLAIN = (
    *(
        "base_uri",
        "site_url",
        "catalog_issued",
        "identifier_prefix",
        "register_name",
        "publisher_id",
        "publisher_uri",
    ),
    *("publisher_type", "publisher_homepage", "publisher_email", "contact_name", "contact_email"),
    *("contact_url", "contact_telephone", "contributor_id", "licence", "geocoding_level", "place_uri"),
    *("place_bbox", "place_centroid", "default_theme", "availability"),
)
_LISTS = ("geocodings", "project_themes")
_MAPS = ("theme_by_group", "licence_map")
_TRUE = frozenset({"true", "1", "yes", "on"})
_FLAGS = ("federate_projects", "federate_sample")


def settings_from_options(
    options: Mapping[str, str | bool | None], base: DcatSettings | None = None
) -> DcatSettings:
    """Return settings from flat options; an option that is absent or empty leaves the value of `base`.

    Names are those of the fields; texts in two languages end in `_de` and `_en`, lists are separated by
    blanks, maps are written `key=value key=value`. Raises ValueError for a map entry without "=".
    """
    given = {key: str(value).strip() for key, value in options.items() if value not in (None, "")}
    changes: dict[str, object] = {name: given[name] for name in _PLAIN if name in given}
    changes |= {name: str(changes[name]).rstrip("/") for name in ("base_uri", "site_url") if name in changes}
    changes |= {name: tuple(given[name].split()) for name in _LISTS if name in given}
    changes |= {name: _map(given[name], name) for name in _MAPS if name in given}
    changes |= {name: given[name].casefold() in _TRUE for name in _FLAGS if name in given}
    for name in _BILINGUAL:
        words = text(given.get(f"{name}_de", ""), given.get(f"{name}_en", ""))
        if words:
            changes[name] = words
    return replace(base or DcatSettings(), **changes)  # type: ignore[arg-type]


def option_names() -> tuple[str, ...]:
    """Return the names of all options, sorted; the base of the IRIs and the portal's address are none."""
    bilingual = (f"{name}_{lang}" for name in _BILINGUAL for lang in ("de", "en"))
    names = {*_PLAIN, *_LISTS, *_MAPS, *_FLAGS, *bilingual} - {"base_uri", "site_url"}
    return tuple(sorted(names))


def settings_of(options: Mapping[str, str]) -> DcatSettings:
    """Return the settings that `options_of` wrote: what is absent there is empty, whatever the defaults."""
    blank: dict[str, object] = dict.fromkeys(_PLAIN, "")
    blank |= dict.fromkeys((*_LISTS, *_BILINGUAL), ())
    return settings_from_options(options, replace(DcatSettings(), **blank))  # type: ignore[arg-type]


def options_of(settings: DcatSettings) -> dict[str, str]:
    """Return settings as flat options, without the empty ones; `settings_of` reads them."""
    options = {name: str(getattr(settings, name)) for name in _PLAIN}
    options |= {name: " ".join(getattr(settings, name)) for name in _LISTS}
    for name in _MAPS:
        options[name] = " ".join(f"{key}={value}" for key, value in getattr(settings, name).items())
    options |= {name: str(getattr(settings, name)).lower() for name in _FLAGS}
    for name in _BILINGUAL:
        options |= {f"{name}_{words.lang}": words.value for words in getattr(settings, name)}
    return {name: value for name, value in options.items() if value}


def _map(value: str, name: str) -> Mapping[str, str]:
    entries = [entry.partition("=") for entry in value.split()]
    if any(not separator for _, separator, _ in entries):
        raise ValueError(f"{name}: entries are written key=value, got {value!r}")
    return MappingProxyType({key: target for key, _, target in entries})
