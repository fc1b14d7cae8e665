"""The portal's settings and datasets for the core's `hndigital.dcat`.

Everything that is said about a dataset is decided in the core; here is only where it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import belonging, city, config, whom_to_ask
from ckanext.hndigital.editions import stored
from ckanext.hndigital.visibility import is_public

from hndigital.dcat import ckan_values, codes, federation, from_ckan
from hndigital.dcat.ckan_values import field
from hndigital.dcat.iris import Iris
from hndigital.dcat.model import Dataset, DatasetSeries, Span
from hndigital.dcat.ordinary import ordinary, series_of
from hndigital.dcat.settings import DcatSettings, settings_from_options

__all__ = [
    "Editions",
    "completed",
    "dataset_model",
    "editions",
    "feed_dataset",
    "settings",
    "missing_for_catalogue",
    "missing_for_govdata",
]

_OPTIONS = "ckanext.hndigital.dcat."


def settings() -> DcatSettings:
    """Return what the portal declares about city and portal: its settings, and else the city's profile."""
    prefix = len(_OPTIONS)
    options = {key[prefix:]: value for key, value in toolkit.config.items() if key.startswith(_OPTIONS)}
    named = {
        "base_uri": config.base_uri(),
        "site_url": config.site_url(),
        "register_name": config.register_name(),
        "identifier_prefix": config.identifier_prefix(),
        "publisher_id": config.organisation(),
        "publisher_uri": config.publisher_uri(),
        "publisher_name_de": config.publisher_name(),
        "publisher_name_en": options.get("publisher_name_en"),
        "publisher_type": config.publisher_type(),
        "publisher_email": config.publisher_email(),
        "contact_name": config.contact_name(),
        "contact_email": config.contact_email() or ("" if config.contact_url() else whom_to_ask.mail()),
        "contact_url": config.contact_url(),
        "contributor_id": codes.contributor(config.contributor_id()),
        "licence": config.licence_id(),
        "attribution_de": config.licence_attribution(),
        "attribution_en": options.get("attribution_en"),
        "geocoding_level": config.geocoding_level(),
        "geocodings": " ".join(config.geocoding_uris()),
        "place_uri": config.spatial_uri(),
        "availability": config.availability(),
        "project_themes": " ".join(config.themes()),
        "federate_projects": config.federate_projects(),
        "federate_sample": config.show_sample_data(),
    }
    chosen = city.profile()
    declared = dict(chosen.metadata) if chosen else {}
    stated = {name: value for name, value in {**options, **named}.items() if value not in (None, "")}
    # Who is called otherwise in German has no longer the profile's name in English.
    renamed = [name for name in stated if name.endswith("_de") and stated[name] != declared.get(name)]
    for name in renamed:
        declared.pop(f"{name.removesuffix('_de')}_en", None)
    return settings_from_options({**declared, **stated})


@dataclass(frozen=True, slots=True)
class Editions:
    """The published rounds, oldest first, with the fields of their datasets."""

    fields: Mapping[str, Mapping[str, str]]

    @property
    def rounds(self) -> tuple[str, ...]:
        """The Berichtsstände."""
        return tuple(self.fields)

    @property
    def span(self) -> Span:
        """The first and the last day that the reports of all rounds cover, as far as they say so."""
        if not self.fields:
            return None, None
        return (
            ckan_values.day(self.fields[self.rounds[0]].get("temporal_start", "")),
            ckan_values.day(self.fields[self.rounds[-1]].get("stichtag", "")),
        )

    def is_sample(self, berichtsstand: str) -> bool:
        """Return whether the round was made for show."""
        return self.fields.get(berichtsstand, {}).get("beispieldaten") == "true"


def missing_for_govdata() -> tuple[str, ...]:
    """Return the names of the settings without which GovData is given nothing; first of all whose it is."""
    profile = () if city.stated() else (city.SETTING,)
    return (*profile, *(f"ckanext.hndigital.{name}" for name in settings().missing_for_govdata))


def missing_for_catalogue() -> tuple[str, ...]:
    """Return the names of the settings without which no catalogue says whose it is."""
    declared = settings()
    named = declared.publisher_name and declared.catalog_title
    return () if city.known() or named else (city.SETTING,)


def editions() -> Editions:
    """Return all public editions of the register."""
    return Editions({edition.berichtsstand: edition.fields for edition in stored()})


def completed(package: Mapping[str, Any], published: Editions) -> dict[str, Any]:
    """Return a dataset's dict with what only the editions know: the time its report covers, what is a sample.

    Without an edition (a project by hand, an ordinary dataset) it is the dict itself.
    """
    result = dict(package)
    if from_ckan.is_project(package):
        round_of = str(package.get("zuletzt_berichtet") or "")
        edition = published.fields.get(round_of, {})
        for name, value in (
            ("temporal_start", edition.get("temporal_start")),
            ("temporal_end", edition.get("stichtag")),
        ):
            result[name] = package.get(name) or value or ""
    elif package.get("name") == config.register_name() and published.rounds:
        round_of = published.rounds[-1]
    else:
        return result
    if published.is_sample(round_of):
        result["beispieldaten"] = "true"
    return result


def dataset_model(package: Mapping[str, Any], declared: DcatSettings, published: Editions) -> Dataset:
    """Return the core's model of a dataset of this portal.

    What another organisation calls like one of ours is an ordinary dataset of that one.
    """
    package = _with_the_hosts_iri(package)
    if not belonging.belongs(package) and belonging.claims(package.get("name"), package.get("type")):
        return ordinary(package, declared, _series(package, declared))
    whole = completed(package, published)
    return from_ckan.dataset(
        whole,
        declared,
        rounds=published.rounds,
        span=published.span,
        series=_series(whole, declared),
    )


def _series(package: Mapping[str, Any], declared: DcatSettings) -> dict[str, DatasetSeries]:
    """Return the series that public datasets of the portal describe, by what `package` calls them."""
    found = {}
    for value in ckan_values.entries(field(package, "in_series")):
        named = value.rpartition("/")[2].removesuffix("#reihe") if Iris(declared).is_ours(value) else value
        described = model.Package.get(named)
        if is_public(described):
            shown = toolkit.get_action("package_show")({"ignore_auth": True}, {"id": described.id})
            found[value] = series_of(shown, declared)
    return found


def _with_the_hosts_iri(package: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an ordinary dataset with the IRI that the portal's own feeds give it, where they answer."""
    ours = belonging.claims(package.get("name"), package.get("type")) and belonging.belongs(package)
    if config.portal_feeds() or ours or field(package, "uri"):
        return package
    base = str(toolkit.config.get("ckanext.dcat.base_uri") or config.site_url()).rstrip("/")
    return {**package, "uri": f"{base}/dataset/{package['id']}"}


def feed_dataset(package: Mapping[str, Any], declared: DcatSettings, published: Editions) -> Dataset:
    """Return the model of a dataset as the feeds offer it: without files that have no open licence."""
    return federation.only_open(dataset_model(package, declared, published))
