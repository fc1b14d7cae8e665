"""CKAN's configuration from its one template, for the local portal and for containers alike."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from .state import INFRASTRUCTURE, Portal

TEMPLATE = INFRASTRUCTURE / "ckan" / "ckan.ini.template"

_PLUGINS = ("scheming_datasets", "dcat", "datastore", "datatables_view", "text_view", "image_view")
_SCHEMING = """scheming.dataset_schemas = hndigital_schemas:govdata_dataset.yaml
scheming.presets = ckanext.scheming:presets.json
scheming.dataset_fallback = true
"""


@dataclass(frozen=True)
class Addresses:
    """Where CKAN itself and its servers are found; those of servers hold their passwords."""

    site: str
    ckan_db: str
    datastore_write: str
    datastore_read: str
    redis: str
    solr: str


def ckan_ini(portal: Portal, addresses: Addresses, *, with_plugin: bool = True) -> str:
    """Return the text of ckan.ini; `settings.ini` in the state directory has the last word."""
    own = portal.directory / "settings.ini"
    own_settings = own.read_text(encoding="utf-8") if own.exists() else ""
    return _replaced(_filled(portal, addresses, own_settings, with_plugin=with_plugin), own_settings)


def _replaced(text: str, own_settings: str) -> str:
    """Return the configuration without the lines that own settings, at its end, replace."""
    names = {line.partition("=")[0].strip() for line in own_settings.splitlines() if "=" in line}
    end = text.rfind(own_settings) if own_settings else len(text)
    lines = text[:end].splitlines(keepends=True)
    return "".join(line for line in lines if line.partition("=")[0].strip() not in names) + text[end:]


def _filled(portal: Portal, addresses: Addresses, own_settings: str, *, with_plugin: bool) -> str:
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        url=addresses.site,
        port=portal.port,
        secure=str(addresses.site.startswith("https://")).lower(),
        storage=portal.directory / "storage",
        webassets=portal.directory / "webassets",
        sqlalchemy_url=addresses.ckan_db,
        datastore_write_url=addresses.datastore_write,
        datastore_read_url=addresses.datastore_read,
        redis_url=addresses.redis,
        solr_url=addresses.solr,
        # hndigital first: its templates replace those of the others.
        plugins=" ".join(("hndigital", *_PLUGINS) if with_plugin else _PLUGINS),
        scheming=_SCHEMING if with_plugin else "",
        dcat_endpoints="false" if with_plugin else "true",
        rdf_profiles="hndigital_dcatapde" if with_plugin else "euro_dcat_ap_3",
        secret_key=portal.secrets["secret_key"],
        session_secret=portal.secrets["session_secret"],
        api_token_secret=portal.secrets["api_token_secret"],
        own_settings=own_settings,
    )
