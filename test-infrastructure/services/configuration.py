"""CKAN's configuration from its one template, for the local portal and for containers alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from .errors import SetupError
from .state import INFRASTRUCTURE, Portal

TEMPLATE = INFRASTRUCTURE / "ckan" / "ckan.ini.template"

_OWN = ("hndigital_theme", "hndigital_dcat", "hndigital")
_OWN_SETTINGS = "# ---- own settings ----"
_KEY = re.compile(r"^([\w.]+)\s*=", re.MULTILINE)
PROFILE = "heilbronn"
"""The city of the demo."""

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


def ckan_ini(
    portal: Portal, addresses: Addresses, *, with_plugin: bool = True, profile: str = PROFILE
) -> str:
    """Return the text of ckan.ini; lines of `settings.ini` in the state directory replace its own.

    `profile` is the city that the portal works for: a profile's name or folder, "" for none.
    """
    own = portal.directory / "settings.ini"
    settings = own.read_text(encoding="utf-8") if own.exists() else ""
    chosen = set(_KEY.findall(settings))
    text = _filled(portal, addresses, settings, with_plugin=with_plugin, profile=profile)
    before, own_settings, after = text.partition(_OWN_SETTINGS)
    kept = (line for line in before.splitlines(True) if not chosen.intersection(_KEY.findall(line)))
    return "".join(kept) + own_settings + after


def _filled(portal: Portal, addresses: Addresses, settings: str, *, with_plugin: bool, profile: str) -> str:
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
        # Ours first: their templates come before those of the others.
        plugins=" ".join((*_OWN, *_PLUGINS) if with_plugin else _PLUGINS),
        city=f"ckanext.hndigital.profile = {profile}\n" if profile and with_plugin else "",
        scheming=_SCHEMING if with_plugin else "",
        dcat_endpoints="false" if with_plugin else "true",
        rdf_profiles="hndigital_dcatapde" if with_plugin else "euro_dcat_ap_3",
        secret_key=portal.secrets["secret_key"],
        session_secret=portal.secrets["session_secret"],
        api_token_secret=portal.secrets["api_token_secret"],
        own_settings=settings,
    )


def with_settings(ini: str, settings: Mapping[str, str]) -> str:
    """Return the text of ckan.ini with these values, each in place of the template's or after them."""
    for name, value in settings.items():
        if "\n" in value or "\r" in value:
            raise SetupError(f"{name}: a setting is one line.")
        # CKAN reads the environment's CKAN_* with ConfigParser as well: nobody could escape it for both.
        if "%" in value.replace("%%", ""):
            raise SetupError(f"{name}: write %% for %, as in ckan.ini.")
        line = f"{name} = {value}"
        known = re.search(rf"^{re.escape(name)} *=.*$", ini, re.MULTILINE)
        if known:
            ini = f"{ini[: known.start()]}{line}{ini[known.end() :]}"
        else:
            ini = ini.replace("# ---- own settings ----\n", f"# ---- own settings ----\n{line}\n", 1)
    return ini


def settings_of(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that an environment names as ckanext-envvars does; empty ones are none.

    `CKANEXT__HNDIGITAL__BASE_URI` is `ckanext.hndigital.base_uri`, `CKAN___SMTP__SERVER` is `smtp.server`.
    """
    found = {}
    for name, value in sorted(environment.items()):
        if value and name.startswith(("CKAN__", "CKANEXT__")):
            found[name.removeprefix("CKAN___").replace("__", ".").lower()] = value
    return found
