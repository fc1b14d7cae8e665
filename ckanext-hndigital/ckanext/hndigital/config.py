"""Typed getters, one per setting of `config_declaration.yaml`."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from ckan.plugins import toolkit
from ckanext.hndigital import city, colours

from hndigital.outside import Inner
from hndigital.profiles import Law

__all__ = [
    "THEME_COLOR",
    "Accessibility",
    "accessibility",
    "audit_file",
    "availability",
    "base_uri",
    "contact_email",
    "contact_name",
    "contact_url",
    "contributor_id",
    "csrf_exempt",
    "embedding_sites",
    "federate_projects",
    "geocoding_level",
    "geocoding_uris",
    "hsts_max_age",
    "identifier_prefix",
    "imprint_url",
    "inner_hosts",
    "is_secure",
    "licence_attribution",
    "licence_id",
    "logs_as_json",
    "metrics_networks",
    "metrics_token",
    "organisation",
    "origin",
    "portal_feeds",
    "preview_sources",
    "privacy_url",
    "public_catalog_actions",
    "publisher_email",
    "publisher_name",
    "publisher_type",
    "publisher_uri",
    "redaktion_keep_days",
    "redaktion_sources",
    "register_name",
    "root_path",
    "script_sources",
    "second_person",
    "show_sample_data",
    "site_url",
    "spatial_uri",
    "texts",
    "texts_are_examples",
    "theme_color",
    "themes",
]

_PREFIX = "ckanext.hndigital."

#: The accent colour of the plugin's style sheet (`--hnd-accent` in the core's base.css).
THEME_COLOR = "#00497a"


def _text(name: str) -> str:
    return str(toolkit.config.get(_PREFIX + name) or "").strip()


def _of_city(name: str, of: str = "") -> str:
    """Return a setting, or where it is empty what the city's profile says by that name or as `of`."""
    return _text(name) or city.metadata(of or name)


def _words(name: str) -> tuple[str, ...]:
    value = toolkit.config.get(_PREFIX + name) or []
    return tuple(value.split()) if isinstance(value, str) else tuple(value)


def origin() -> str:
    """Return what stands before the paths that `url_for` gives: scheme and host, without a slash."""
    return str(toolkit.config.get("ckan.site_url") or "").rstrip("/")


def root_path() -> str:
    """Return the path below which the portal stands, "" for none, without a slash at the end."""
    return str(toolkit.config.get("ckan.root_path") or "").replace("/{{LANG}}", "").rstrip("/")


def site_url() -> str:
    """Return the portal's address, without a slash at the end."""
    return origin() + root_path()


def base_uri() -> str:
    """Return the start of all IRIs, without a slash at the end; the portal's address if not set."""
    return _text("base_uri").rstrip("/") or site_url()


def inner_hosts() -> Inner:
    """Return the hosts inside the own network that the link checker may ask.

    Raises ValueError for an entry that is neither host nor network.
    """
    return Inner.named(_words("linkcheck.inner_hosts"))


def register_name() -> str:
    """Return the name of the register's dataset."""
    return _of_city("register", "register_name")


def organisation() -> str:
    """Return the name of the organisation that owns register, editions and projects."""
    return _of_city("organisation", "publisher_id")


def publisher_name() -> str:
    """Return the publisher's name (dct:publisher)."""
    return _of_city("publisher_name", "publisher_name_de")


def publisher_uri() -> str:
    """Return the publisher's IRI; made from the base if not set."""
    made = f"{base_uri()}/id/organisation/{organisation()}" if organisation() else ""
    return _of_city("publisher_uri") or made


def publisher_email() -> str:
    """Return the publisher's e-mail address, "" if none is set."""
    return _of_city("publisher_email")


def publisher_type() -> str:
    """Return the IRI of the publisher's kind (ADMS publisher type)."""
    return _of_city("publisher_type")


def contributor_id() -> str:
    """Return the IRI that GovData gave the data provider (dcatde:contributorID)."""
    return _of_city("contributor_id")


def licence_id() -> str:
    """Return the CKAN id of the licence that a new project gets, "" if nothing names one."""
    chosen = city.profile()
    return _text("licence_id") or (chosen.licence.name if chosen else "")


def licence_attribution() -> str:
    """Return the attribution text that the licence asks for (dcatde:licenseAttributionByText)."""
    return _of_city("licence_attribution", "attribution_de")


def contact_name() -> str:
    """Return the contact point's name (vcard:fn)."""
    return _of_city("contact_name")


def contact_email() -> str:
    """Return the contact point's e-mail address, "" if none is set."""
    return _of_city("contact_email")


def contact_url() -> str:
    """Return the contact point's page, "" if none is set."""
    return _of_city("contact_url")


def themes() -> tuple[str, ...]:
    """Return the codes of the EU data themes that a dataset without own themes gets."""
    return _words("themes")


def spatial_uri() -> str:
    """Return the IRI of the area that the data covers (dct:spatial), "" if none is set."""
    return _of_city("spatial_uri", "place_uri")


def geocoding_uris() -> tuple[str, ...]:
    """Return the keys of the area in DCAT-AP.de's lists (dcatde:politicalGeocodingURI)."""
    return _words("geocoding_uris") or tuple(city.metadata("geocodings").split())


def geocoding_level() -> str:
    """Return the level of administration (dcatde:politicalGeocodingLevelURI)."""
    return _of_city("geocoding_level")


def availability() -> str:
    """Return the IRI of the planned availability of all distributions."""
    return _text("availability")


def identifier_prefix() -> str:
    """Return what `dct:identifier` begins with, so that it is unique across portals."""
    return _of_city("identifier_prefix")


def federate_projects() -> bool:
    """Return whether `/govdata/catalog.*` holds the single projects, too."""
    return bool(toolkit.asbool(toolkit.config.get(_PREFIX + "federate_projects")))


def portal_feeds() -> bool:
    """Return whether `/catalog.*`, `/dataset/<name>.ttl` and their addresses are this package's."""
    return bool(toolkit.asbool(toolkit.config.get(_PREFIX + "dcat.portal_feeds", True)))


def public_catalog_actions() -> bool:
    """Return whether everybody may ask ckanext-dcat's actions for a catalogue; unset: beside its feeds."""
    chosen = _text("dcat.public_catalog_actions")
    return bool(toolkit.asbool(chosen)) if chosen else not portal_feeds()


def show_sample_data() -> bool:
    """Return whether datasets made for show are part of `/govdata/catalog.*` (for tests)."""
    return bool(toolkit.asbool(toolkit.config.get(_PREFIX + "show_sample_data")))


def theme_color() -> str:
    """Return the accent colour of the pages (`#rrggbb`) from the setting, else the city, else the plugin."""
    chosen = city.profile()
    offered = (_text("theme_color").lower(), chosen.portal.theme_color.lower() if chosen else "")
    return next((colour for colour in offered if colours.parse(colour)), THEME_COLOR)


def imprint_url() -> str:
    """Return the address of the imprint (§ 5 DDG), "" if none is set."""
    return _text("imprint_url")


def texts() -> str:
    """Return the folder with the operator's own texts, "" if there is none."""
    return _text("texts")


def texts_are_examples() -> bool:
    """Return whether these texts only show how such may look."""
    return bool(toolkit.asbool(toolkit.config.get(f"{_PREFIX}texts_are_examples")))


def privacy_url() -> str:
    """Return the address of the privacy statement (Art. 13 GDPR), "" if none is set."""
    return _text("privacy_url")


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What the accessibility statement says that only the city can know; "" where it is not filled in yet."""

    status: str
    contents: tuple[str, ...]
    created: str
    reviewed: str
    method: str
    email: str
    phone: str
    enforcement_name: str
    enforcement_url: str
    law: Law

    @property
    def is_template(self) -> bool:
        """Return whether a part that the law asks for is still open."""
        return not (self.status and self.created and self.method and (self.email or self.phone))


def accessibility() -> Accessibility:
    """Return the settings of the accessibility statement."""
    lines = _text("accessibility.contents").splitlines()
    chosen = city.profile()
    return Accessibility(
        status=_text("accessibility.status"),
        contents=tuple(line.strip() for line in lines if line.strip()),
        created=_text("accessibility.created"),
        reviewed=_text("accessibility.reviewed"),
        method=_text("accessibility.method"),
        email=_text("accessibility.email") or contact_email(),
        phone=_text("accessibility.phone"),
        enforcement_name=_text("accessibility.enforcement_name")
        or (chosen.portal.enforcement if chosen else ""),
        enforcement_url=_text("accessibility.enforcement_url"),
        law=chosen.portal.law if chosen else Law(),
    )


def is_secure() -> bool:
    """Return whether people reach the portal over https."""
    return origin().startswith("https://")


def csrf_exempt() -> tuple[str, ...]:
    """Return the endpoints (`blueprint.view`) that other websites may send forms to."""
    return _words("security.csrf_exempt")


def embedding_sites() -> tuple[str, ...]:
    """Return the origins whose pages may show pages of the portal in a frame."""
    return _words("security.embedding_sites")


def preview_sources() -> tuple[str, ...]:
    """Return the origins of pictures, pages and data that previews and texts may show."""
    return _words("security.preview_sources")


def script_sources() -> tuple[str, ...]:
    """Return the origins besides the portal that scripts and their frames may come from."""
    return _words("security.script_sources")


def hsts_max_age() -> int:
    """Return for how many seconds a browser shall ask by https only, 0 for not saying so."""
    return int(_text("security.hsts_max_age") or 0)


def metrics_token() -> str:
    """Return what a monitoring system must bring to read `/metrics`, "" if it is known by its network."""
    return _text("metrics.token")


def metrics_networks() -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Return the networks that may read `/metrics` without a token; none named means every inner one.

    Raises ValueError for an entry that is no network.
    """
    return tuple(ipaddress.ip_network(entry) for entry in _words("metrics.networks"))


def logs_as_json() -> bool:
    """Return whether each record of the log is a JSON object."""
    return _text("logs.format").lower() == "json"


def second_person() -> bool:
    """Return whether a second person has to agree before a report is published from its page."""
    return bool(toolkit.asbool(toolkit.config.get(_PREFIX + "second_person")))


def redaktion_sources() -> tuple[str, ...]:
    """Return the addresses at which `ckan hndigital run-due` looks for new reports."""
    return _words("redaktion.sources")


def redaktion_keep_days() -> int:
    """Return for how many days after the last step the files of a report under way are kept."""
    return int(_text("redaktion.keep_days") or 30)


def audit_file() -> str:
    """Return the file that gets the audit log's lines as well, "" for none."""
    return _text("audit.file")
