"""What the plugin misses: settings at start, and a full check for `ckan hndigital check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import requests
from ckan.common import config as ckan_config
from ckan.plugins import toolkit
from ckanext.hndigital import belonging, colours, config, dcat, links, upgrade
from ckanext.hndigital.security.cookies import weak_cookies

from hndigital.outside import shown

__all__ = [
    "Result",
    "german_search",
    "missing_links",
    "missing_settings",
    "mistyped_hosts",
    "run",
    "weak_colour",
]

_PLUGINS = ("datastore", "scheming_datasets")
_OUR_TYPES = "hndigital_schemas:digitalprojekt.yaml"
_FORMER = "hndigital_schemas:dataset.yaml"
_GERMAN = "GermanNormalizationFilterFactory"


@dataclass(frozen=True, slots=True)
class Result:
    """One thing checked: whether it is right, and a sentence that says what is so or what to do."""

    right: bool
    sentence: str


def missing_settings() -> Iterator[str]:
    """Yield a sentence for each setting without which a part of the plugin doesn't work."""
    plugins = ckan_config.get("ckan.plugins") or []
    names = plugins.split() if isinstance(plugins, str) else list(plugins)
    for name in _PLUGINS:
        if name not in names:
            yield f"hndigital: plugin {name} is missing; add it to ckan.plugins."


def _former_schemas() -> Iterator[str]:
    """Yield a sentence for each schema in the settings that only version 0.1.0 needed there."""
    schemas = str(ckan_config.get("scheming.dataset_schemas", "")).split()
    if _FORMER in schemas and not upgrade.pending():
        yield (
            f"{_FORMER} in scheming.dataset_schemas is for portals of version 0.1.0: name "
            "hndigital_schemas:govdata_dataset.yaml instead."
        )
    if _OUR_TYPES in schemas:
        yield f"{_OUR_TYPES} can go from scheming.dataset_schemas: the plugin adds its dataset types itself."


def _former_types() -> Iterator[str]:
    """Yield a sentence if register and editions still have the type that version 0.1.0 gave them."""
    waiting = upgrade.pending()
    if waiting:
        names = ", ".join(one.name for one in waiting)
        yield f"Still of the type dataset, as version 0.1.0 made them: {names}. Run: ckan hndigital upgrade"


def _old_links() -> Iterator[str]:
    """Yield a sentence if stored links have an address that the portal had before."""
    found = len(links.outdated())
    if found:
        yield f"{found} datasets have stored links with an address of before. Run: ckan hndigital mend"


def weak_colour() -> str:
    """Return a sentence if the configured accent cannot be read, "" if it can."""
    chosen = str(toolkit.config.get("ckanext.hndigital.theme_color") or config.THEME_COLOR)
    return colours.problem(chosen)


def missing_links() -> Iterator[str]:
    """Yield a sentence for each page that the law asks for and the footer cannot link yet."""
    if not config.imprint_url():
        yield "ckanext.hndigital.imprint_url is not set: the footer has no imprint (§ 5 DDG)."
    if not config.privacy_url():
        yield "ckanext.hndigital.privacy_url is not set: the footer has no privacy statement (Art. 13 GDPR)."
    if config.accessibility().is_template:
        yield "The accessibility statement is a template: set ckanext.hndigital.accessibility.*."


def mistyped_hosts() -> Iterator[str]:
    """Yield a sentence if the hosts that the link checker may ask cannot be understood."""
    try:
        config.inner_hosts()
    except ValueError as error:
        yield f"ckanext.hndigital.linkcheck.inner_hosts: {error}; the link checker does not run."


def german_search(timeout: float = 10) -> Result:
    """Say whether Solr's schema analyses German; `timeout` in seconds."""
    address = str(ckan_config["solr_url"]).rstrip("/")
    auth = (ckan_config["solr_user"], ckan_config["solr_password"]) if ckan_config.get("solr_user") else None
    try:
        answer = requests.get(
            f"{address}/admin/file", params={"file": "schema.xml"}, auth=auth, timeout=timeout
        )
        answer.raise_for_status()
    except requests.RequestException as error:
        return Result(
            False, f"Solr did not show its schema ({shown(str(error))}); German search is not known."
        )
    if _GERMAN in answer.text:
        return Result(True, "Solr's schema analyses German.")
    return Result(
        False,
        "Solr has a schema without German analysis (CKAN's stock schema): searching for “Haus” does not "
        "find “Häuser”. Use the configuration of test-infrastructure and rebuild the index.",
    )


def _strangers() -> Iterator[str]:
    """Yield what is amiss with whose the projects are: no organisation, names of ours elsewhere."""
    if belonging.missing():
        yield str(belonging.missing())
    for name in belonging.foreign():
        yield str(belonging.taken(name))


def run() -> list[Result]:
    """Check settings, search, register and index; the plugin works without what is named."""
    from ckanext.hndigital.register import store
    from ckanext.hndigital.search import indexing

    results = [Result(False, sentence) for sentence in missing_settings()]
    if not results:
        results.append(Result(True, "All settings that the plugin needs are there."))
    results += [Result(False, sentence) for sentence in mistyped_hosts()]
    results.append(german_search())
    weak = weak_colour()
    results.append(Result(not weak, weak or f"The accent colour {config.theme_color()} can be read."))
    results += [Result(False, sentence) for sentence in missing_links()]
    weak_ones = [Result(False, sentence) for sentence in weak_cookies()]
    results += weak_ones or [Result(True, "Cookies of who logs in are kept from scripts, and not for long.")]
    if toolkit.config.get("ckanext.hndigital.base_uri"):
        results.append(Result(True, f"IRIs begin with {config.base_uri()}/id/."))
    else:
        results.append(Result(False, "ckanext.hndigital.base_uri is not set: IRIs move with ckan.site_url."))
    results += [Result(False, sentence) for sentence in _strangers()]
    results += [Result(False, sentence) for sentence in _old_links()]
    results += [Result(False, sentence) for sentence in (*_former_types(), *_former_schemas())]
    tables = store.register_resources()
    results.append(
        Result(True, f"The register {config.register_name()} has its tables.")
        if tables
        else Result(False, "There is no register yet; the first publication or project makes it.")
    )
    lacking = [f"ckanext.hndigital.{name}" for name in dcat.settings().missing_for_govdata]
    results.append(
        Result(False, f"GovData is given nothing (503): please set {', '.join(lacking)}.")
        if lacking
        else Result(True, "GovData's catalogue has a licence, its attribution and a contributor ID.")
    )
    difference = indexing.compare()
    names = difference.as_dict()
    results.append(
        Result(
            not difference,
            "The search index is in step with the database."
            if not difference
            else "The search index differs: "
            + ", ".join(f"{len(found)} {kind}" for kind, found in names.items() if found)
            + ". Run: ckan hndigital mend",
        )
    )
    return results
