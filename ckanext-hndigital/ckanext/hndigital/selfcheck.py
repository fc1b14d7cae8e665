"""What the plugin misses: settings at start, and a full check for `ckan hndigital check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import requests
from ckan.common import config as ckan_config
from ckan.plugins import toolkit
from ckanext.hndigital import belonging, colours, config, dcat
from ckanext.hndigital.operating.health import health
from ckanext.hndigital.security.cookies import weak_cookies

from hndigital.outside import shown

__all__ = [
    "Result",
    "german_search",
    "missing_links",
    "missing_settings",
    "mistyped_hosts",
    "run",
    "services",
    "weak_colour",
]

_PLUGINS = ("datastore", "scheming_datasets")
_SCHEMAS = ("hndigital_schemas:digitalprojekt.yaml", "hndigital_schemas:dataset.yaml")
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
    schemas = str(ckan_config.get("scheming.dataset_schemas", "")).split()
    for schema in _SCHEMAS:
        if schema not in schemas:
            yield f"hndigital: {schema} is missing; add it to scheming.dataset_schemas."
    if schemas and schemas[0] == _SCHEMAS[0]:
        yield (
            "hndigital: the first of scheming.dataset_schemas is what datasets without a type become; "
            "put another one before digitalprojekt.yaml."
        )


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
    """Yield a sentence for each setting whose hosts or networks cannot be understood."""
    try:
        config.inner_hosts()
    except ValueError as error:
        yield f"ckanext.hndigital.linkcheck.inner_hosts: {error}; the link checker does not run."
    try:
        config.metrics_networks()
    except ValueError as error:
        yield f"ckanext.hndigital.metrics.networks: {error}; nobody may read /metrics."


def services() -> Iterator[Result]:
    """Yield for each service of the portal whether it answers, and what to look at if it does not."""
    setting = {
        "database": "sqlalchemy.url",
        "datastore": "ckan.datastore.read_url",
        "solr": "solr_url",
        "redis": "ckan.redis.url",
        "storage": "ckan.storage_path",
    }
    for name, answers in health().services.items():
        if answers:
            yield Result(True, f"{name} answers.")
        else:
            yield Result(False, f"{name} does not answer: is it running, and is {setting[name]} right?")


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

    results = [Result(False, sentence) for sentence in missing_settings()]
    if not results:
        results.append(Result(True, "All settings that the plugin needs are there."))
    results += [Result(False, sentence) for sentence in mistyped_hosts()]
    results += services()
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
    if health().services["solr"]:
        results.append(_index())
    return results


def _index() -> Result:
    """Say whether the index has what the database has; Solr answers."""
    from ckanext.hndigital.search import indexing

    names = indexing.compare().as_dict()
    differing = ", ".join(f"{len(found)} {kind}" for kind, found in names.items() if found)
    if differing:
        return Result(False, f"The search index differs: {differing}. Run: ckan hndigital mend")
    return Result(True, "The search index is in step with the database.")
