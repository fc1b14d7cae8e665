"""What the plugin misses: settings at start, and a full check for `ckan hndigital check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import requests
from ckan.plugins import plugin_loaded, toolkit
from ckanext.hndigital import belonging, city, colours, config, dcat, links, texts, upgrade
from ckanext.hndigital.beside import hndigital_has
from ckanext.hndigital.internals.versions import untested
from ckanext.hndigital.operating.health import health
from ckanext.hndigital.security.cookies import weak_cookies

from hndigital.outside import shown

__all__ = [
    "Result",
    "german_search",
    "missing_links",
    "missing_settings",
    "mistyped_hosts",
    "parts_left_out",
    "run",
    "services",
    "weak_colour",
]

_PLUGINS = ("datastore", "scheming_datasets")
_OUR_TYPES = "hndigital_schemas:digitalprojekt.yaml"
_FORMER = "hndigital_schemas:dataset.yaml"
_PROFILE = "hndigital_dcatapde"
_OF_THE_THEME = ("imprint_url", "privacy_url", "accessibility.status")
"""Settings that only the theme reads."""
_GERMAN = "GermanNormalizationFilterFactory"


@dataclass(frozen=True, slots=True)
class Result:
    """One thing checked: whether it is right, and a sentence that says what is so or what to do."""

    right: bool
    sentence: str


def _missing_city() -> Iterator[str]:
    if city.stated():
        return
    found = city.profile()
    feed = hndigital_has("dcat")
    if found:
        owner = found.organisation.title.en
        but = ", but GovData's feed answers 503" if feed else ""
        yield (
            f"hndigital: {city.SETTING} is not set: this portal goes on showing the register of {owner} "
            f"that it holds{but}. Set {city.SETTING} = {found.name}."
        )
    else:
        lacking = "there are no pages of projects" + (", and GovData's feed answers 503" if feed else "")
        yield f"hndigital: {city.SETTING} is not set: {lacking}. Run: ckan hndigital init"


def missing_settings() -> Iterator[str]:
    """Yield a sentence for each setting without which a part of the plugin doesn't work."""
    yield from _missing_city()
    plugins = toolkit.config.get("ckan.plugins") or []
    names = plugins.split() if isinstance(plugins, str) else list(plugins)
    for name in _PLUGINS:
        if name not in names:
            yield f"hndigital: plugin {name} is missing; add it to ckan.plugins."
    yield from parts_left_out()


def _former_schemas() -> Iterator[str]:
    """Yield a sentence for each schema in the settings that only version 0.1.0 needed there."""
    schemas = str(toolkit.config.get("scheming.dataset_schemas", "")).split()
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


def parts_left_out() -> Iterator[str]:
    """Yield what a configuration names that belongs to a plugin which does not run.

    Before there were three plugins `hndigital` was all of them: a portal of that time names it alone, and no
    city. With a city it has been set up since, by a command that asks for the theme's settings of everybody.
    """
    # declared by ckanext-dcat: asked for without it, CKAN warns
    profiles = str(toolkit.config.get("ckanext.dcat.rdf.profiles")) if plugin_loaded("dcat") else ""
    feeds = _PROFILE in profiles and not hndigital_has("dcat")
    if feeds:
        yield (
            "hndigital: feeds, RDF, IRIs and metadata quality are the plugin hndigital_dcat; add "
            f"it to ckan.plugins before hndigital, or take {_PROFILE} out of ckanext.dcat.rdf.profiles."
        )
    if plugin_loaded("dcat") and not hndigital_has("dcat") and not _has_endpoints():
        yield (
            "hndigital: ckanext.dcat.enable_rdf_endpoints is false and hndigital_dcat, which has its own "
            "feeds, does not run: home page and search of ckanext-dcat link its feeds all the same, and "
            "answer 500. Take the setting out."
        )
    before = () if city.stated() else _OF_THE_THEME
    worn = next((key for key in before if toolkit.config.get(f"ckanext.hndigital.{key}")), "")
    if (worn or feeds) and not hndigital_has("theme"):
        otherwise = f"or take out ckanext.hndigital.{worn}" if worn else "if the portal shall have them"
        yield (
            "hndigital: home page, menu, foot and the guards of the whole portal are the plugin "
            f"hndigital_theme; add it to ckan.plugins before hndigital, {otherwise}."
        )


def _has_endpoints() -> bool:
    return bool(toolkit.asbool(toolkit.config.get("ckanext.dcat.enable_rdf_endpoints", True)))


def weak_colour() -> str:
    """Return a sentence if the configured accent cannot be read, "" if it can."""
    return colours.problem(str(toolkit.config.get("ckanext.hndigital.theme_color") or config.theme_color()))


def missing_links() -> Iterator[str]:
    """Yield a sentence for each page that the law or a reader asks for and the footer cannot link yet."""
    yield from texts.lacking()
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
    address = str(toolkit.config["solr_url"]).rstrip("/")
    auth = (
        (toolkit.config["solr_user"], toolkit.config["solr_password"])
        if toolkit.config.get("solr_user")
        else None
    )
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


def _of_theme() -> list[Result]:
    weak = weak_colour()
    colour = Result(not weak, weak or f"The accent colour {config.theme_color()} can be read.")
    return [colour, *(Result(False, sentence) for sentence in missing_links())]


def _of_feeds() -> Result:
    lacking = dcat.missing_for_govdata()
    if lacking:
        return Result(False, f"GovData is given nothing (503): please set {', '.join(lacking)}.")
    return Result(True, "GovData's catalogue has a city, a licence, its attribution and a contributor ID.")


def run() -> list[Result]:
    """Check settings, search, register and index; the plugin works without what is named."""
    from ckanext.hndigital.register import store

    results = [Result(False, sentence) for sentence in missing_settings()]
    if not results:
        results.append(Result(True, "All settings that the plugin needs are there."))
    results += [Result(False, sentence) for sentence in untested()]
    results += [Result(False, sentence) for sentence in mistyped_hosts()]
    results += services()
    results.append(german_search())
    results += _of_theme() if hndigital_has("theme") else []
    weak_ones = [Result(False, sentence) for sentence in weak_cookies()]
    results += weak_ones or [Result(True, "Cookies of who logs in are kept from scripts, and not for long.")]
    if toolkit.config.get("ckanext.hndigital.base_uri"):
        results.append(Result(True, f"IRIs begin with {config.base_uri()}/id/."))
    else:
        results.append(Result(False, "ckanext.hndigital.base_uri is not set: IRIs move with ckan.site_url."))
    results += [Result(False, sentence) for sentence in _strangers()]
    results += [Result(False, sentence) for sentence in _old_links()]
    results += [Result(False, sentence) for sentence in (*_former_types(), *_former_schemas())]
    results.append(_workers())
    tables = store.register_resources()
    results.append(
        Result(True, f"The register {config.register_name()} has its tables.")
        if tables
        else Result(False, "There is no register yet; the first publication or project makes it.")
    )
    results += [_of_feeds()] if hndigital_has("dcat") else []
    if health().services["solr"]:
        results.append(_index())
    return results


def _workers() -> Result:
    """Say whether somebody does background jobs; Redis tells."""
    from ckanext.hndigital.internals import jobs

    if jobs.workers():
        return Result(True, "A worker does background jobs.")
    return Result(
        False,
        "No worker does background jobs: reports that editors hand in are not read. Run: "
        "ckan jobs worker hndigital default (systemctl enable --now hndigital-worker)",
    )


def _index() -> Result:
    """Say whether the index has what the database has; Solr answers."""
    from ckanext.hndigital.search import indexing

    names = indexing.compare().as_dict()
    differing = ", ".join(f"{len(found)} {kind}" for kind, found in names.items() if found)
    if differing:
        return Result(False, f"The search index differs: {differing}. Run: ckan hndigital mend")
    return Result(True, "The search index is in step with the database.")
