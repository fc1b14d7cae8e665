"""What a city declares once for all its metadata.

No default speaks for a city: `city_settings` are those of a profile, a portal and an export may set others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from .. import profiles
from ..errors import SchemaError
from . import codes
from .model import Agent, Contact, Location, Texts, text

__all__ = [
    "GOVDATA_NEEDS",
    "DcatSettings",
    "city_settings",
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

    base_uri: str = ""
    site_url: str = ""
    catalog_title: Texts = ()
    catalog_description: Texts = ()
    catalog_issued: str = ""
    identifier_prefix: str = ""
    register_name: str = ""
    publisher_id: str = ""
    publisher_name: Texts = ()
    publisher_uri: str = ""
    publisher_type: str = codes.LOCAL_AUTHORITY
    publisher_homepage: str = ""
    publisher_email: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_url: str = ""
    contact_telephone: str = ""
    contributor_id: str = ""
    licence: str = ""
    attribution: Texts = ()
    geocoding_level: str = f"{codes.GEOCODING}Level/municipality"
    geocodings: tuple[str, ...] = ()
    place_uri: str = ""
    place_name: Texts = ()
    place_bbox: str = ""
    place_centroid: str = ""
    frequency: str = f"{codes.FREQUENCY}ANNUAL_2"
    availability: str = codes.AVAILABLE_STABLE
    project_themes: tuple[str, ...] = ("GOVE",)
    register_title: Texts = ()
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
        """The settings without which nothing is offered to GovData, of `GOVDATA_NEEDS`.

        A feed without them would speak for nobody, or for somebody else.
        """
        missing = {
            "organisation": not self.publisher_id,
            "publisher_name": not _in_german(self.publisher_name),
            "contact_name": not self.contact_name,
            "contact_email": not (self.contact_email or self.contact_url),
            "dcat.catalog_title_de": not _in_german(self.catalog_title),
            "dcat.catalog_description_de": not _in_german(self.catalog_description),
            "dcat.register_title_de": not _in_german(self.register_title),
            "geocoding_uris": not self.geocodings,
            "spatial_uri": not self.place_uri,
            "dcat.place_name_de": not _in_german(self.place_name),
            "dcat.place_bbox": not self.place_bbox,
            "licence_id": not codes.is_open(self.licence_iri),
            "licence_attribution": codes.asks_attribution(self.licence_iri)
            and not _in_german(self.attribution),
            "contributor_id": not self.contributor_id,
        }
        return tuple(name for name in GOVDATA_NEEDS if missing[name])

    def at(self, base_uri: str, site_url: str = "") -> DcatSettings:
        """Return the same settings for another base of IRIs and another portal address."""
        base = base_uri.rstrip("/")
        return replace(self, base_uri=base, site_url=(site_url or base).rstrip("/"))


GOVDATA_NEEDS = (
    *("organisation", "publisher_name", "contact_name", "contact_email"),
    *("dcat.catalog_title_de", "dcat.catalog_description_de", "dcat.register_title_de"),
    *("geocoding_uris", "spatial_uri", "dcat.place_name_de", "dcat.place_bbox"),
    *("licence_id", "licence_attribution", "contributor_id"),
)
"""What a feed must state for GovData, by the names that a portal's configuration has behind its prefix."""


def city_settings(profile: profiles.Profile | None = None) -> DcatSettings:
    """Return the settings of a profile, the one in use if none is given; raises SchemaError.

    Names that are no setting, and map entries without "=", are faults of the profile.
    """
    profile = profile or profiles.current()
    place, allowed = f"{profile.name}/profile.yaml, metadata", ", ".join(option_names())
    if strange := ", ".join(sorted({*profile.metadata} - {*option_names(), "base_uri"})):
        raise SchemaError(
            f"{place}: unbekannt: {strange}. Möglich sind: base_uri, {allowed}.",
            f"{place}: unknown: {strange}. Possible are: base_uri, {allowed}.",
        )
    try:
        settings = settings_from_options(profile.metadata)
    except ValueError as error:
        raise SchemaError(
            f"{place}: {error}. Bitte berichtigen.", f"{place}: {error}. Please correct it."
        ) from error
    return settings.at(settings.base_uri)


def _in_german(words: Texts) -> bool:
    return any(entry.lang == "de" for entry in words)


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
