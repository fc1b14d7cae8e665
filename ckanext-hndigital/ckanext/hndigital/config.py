"""Typed getters, one per setting of `config_declaration.yaml`."""

from __future__ import annotations

from ckan.plugins import toolkit

__all__ = [
    "availability",
    "base_uri",
    "contact_email",
    "contact_name",
    "contact_url",
    "contributor_id",
    "federate_projects",
    "geocoding_level",
    "geocoding_uris",
    "identifier_prefix",
    "licence_attribution",
    "licence_id",
    "organisation",
    "publisher_email",
    "publisher_name",
    "publisher_type",
    "publisher_uri",
    "register_name",
    "show_sample_data",
    "site_url",
    "spatial_uri",
    "themes",
]

_PREFIX = "ckanext.hndigital."


def _text(name: str) -> str:
    return str(toolkit.config.get(_PREFIX + name) or "").strip()


def _words(name: str) -> tuple[str, ...]:
    value = toolkit.config.get(_PREFIX + name) or []
    return tuple(value.split()) if isinstance(value, str) else tuple(value)


def site_url() -> str:
    """Return the portal's address, without a slash at the end."""
    address = str(toolkit.config.get("ckan.site_url") or "").rstrip("/")
    root = str(toolkit.config.get("ckan.root_path") or "").replace("/{{LANG}}", "").rstrip("/")
    return address + root


def base_uri() -> str:
    """Return the start of all IRIs, without a slash at the end; the portal's address if not set."""
    return _text("base_uri").rstrip("/") or site_url()


def register_name() -> str:
    """Return the name of the register's dataset."""
    return _text("register")


def organisation() -> str:
    """Return the name of the organisation that owns register, editions and projects."""
    return _text("organisation")


def publisher_name() -> str:
    """Return the publisher's name (dct:publisher)."""
    return _text("publisher_name")


def publisher_uri() -> str:
    """Return the publisher's IRI; made from the base if not set."""
    return _text("publisher_uri") or f"{base_uri()}/id/organisation/{organisation()}"


def publisher_email() -> str:
    """Return the publisher's e-mail address, "" if none is set."""
    return _text("publisher_email")


def publisher_type() -> str:
    """Return the IRI of the publisher's kind (ADMS publisher type)."""
    return _text("publisher_type")


def contributor_id() -> str:
    """Return the IRI that GovData gave the data provider (dcatde:contributorID)."""
    return _text("contributor_id")


def licence_id() -> str:
    """Return the CKAN id of the licence that a new project gets."""
    return _text("licence_id")


def licence_attribution() -> str:
    """Return the attribution text that the licence asks for (dcatde:licenseAttributionByText)."""
    return _text("licence_attribution")


def contact_name() -> str:
    """Return the contact point's name (vcard:fn)."""
    return _text("contact_name")


def contact_email() -> str:
    """Return the contact point's e-mail address, "" if none is set."""
    return _text("contact_email")


def contact_url() -> str:
    """Return the contact point's page, "" if none is set."""
    return _text("contact_url")


def themes() -> tuple[str, ...]:
    """Return the codes of the EU data themes that a dataset without own themes gets."""
    return _words("themes")


def spatial_uri() -> str:
    """Return the IRI of the area that the data covers (dct:spatial), "" if none is set."""
    return _text("spatial_uri")


def geocoding_uris() -> tuple[str, ...]:
    """Return the keys of the area in DCAT-AP.de's lists (dcatde:politicalGeocodingURI)."""
    return _words("geocoding_uris")


def geocoding_level() -> str:
    """Return the level of administration (dcatde:politicalGeocodingLevelURI)."""
    return _text("geocoding_level")


def availability() -> str:
    """Return the IRI of the planned availability of all distributions."""
    return _text("availability")


def identifier_prefix() -> str:
    """Return what `dct:identifier` begins with, so that it is unique across portals."""
    return _text("identifier_prefix")


def federate_projects() -> bool:
    """Return whether `/govdata/catalog.*` holds the single projects, too."""
    return bool(toolkit.asbool(toolkit.config.get(_PREFIX + "federate_projects")))


def show_sample_data() -> bool:
    """Return whether datasets made for show are part of `/govdata/catalog.*` (for tests)."""
    return bool(toolkit.asbool(toolkit.config.get(_PREFIX + "show_sample_data")))
