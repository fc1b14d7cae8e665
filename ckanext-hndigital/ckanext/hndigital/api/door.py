"""What the developers' door shows: tables, examples and the licence, from where each is defined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.api.document import Portal, openapi
from ckanext.hndigital.beside import hndigital_has
from ckanext.hndigital.incoming import limits
from ckanext.hndigital.pages.comparison import chosen
from ckanext.hndigital.pages.examples import Example, code, grouped, register_examples, selection_examples
from ckanext.hndigital.pages.licence import Licence, licence_of
from ckanext.hndigital.register import store
from werkzeug.datastructures import MultiDict

from hndigital.profiles import current
from hndigital.projects import project_name
from hndigital.schemas import TableDefinition, register_table, register_table_names

__all__ = ["Action", "DevelopersPage", "Table", "developers_page", "this_portal"]

#: A number that no portal need know: examples of an empty portal still have their form.


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the register with its lasting DataStore id ("" as long as there is no register)."""

    definition: TableDefinition
    resource_id: str


@dataclass(frozen=True, slots=True)
class Action:
    """An action with a request that answers, "" for one that needs a token."""

    name: str
    summary: str
    example: str


@dataclass(frozen=True, slots=True)
class DevelopersPage:
    """The values of the developers' page.

    `datastore_limit` is the most rows of one `datastore_search`, `search_words` the most words of a search.

    `site` is the portal's address, which the paths of examples follow, `selected` a filter for them.
    """

    site: str
    tables: Sequence[Table]
    actions: Sequence[Action]
    selection: Sequence[Example]
    selected: str
    register: Sequence[Example]
    licence: Licence
    project: str
    register_name: str
    datastore_limit: int
    search_words: int
    filled: bool
    compared: str


def developers_page() -> DevelopersPage:
    """Return the page's values."""
    ids = store.register_resources()
    portal = this_portal()
    return DevelopersPage(
        site=config.site_url(),
        tables=[Table(register_table(name), ids.get(name, "")) for name in register_table_names()],
        actions=_actions(portal),
        selection=selection_examples(config.site_url()),
        selected=f"{grouped()}={code(grouped(), 'I')}",
        register=register_examples(config.site_url(), config.register_name()),
        licence=licence_of(),
        project=portal.project,
        register_name=config.register_name(),
        datastore_limit=int(toolkit.config.get("ckan.datastore.search.rows_max") or 0),
        search_words=limits.SEARCH_WORDS,
        filled=bool(ids),
        compared=_compared(),
    )


def _compared() -> str:
    """Return the query of a comparison that answers here, "" where there are no two reports."""
    choice = chosen(MultiDict())
    if choice is None:
        return ""
    return urlencode({"von": choice.older["berichtsstand"], "bis": choice.newer["berichtsstand"]})


def _actions(portal: Portal) -> list[Action]:
    """Return the actions as the OpenAPI document has them, with the examples of its parameters."""
    found = []
    for path, item in openapi(toolkit.h.hndigital_lang(), portal)["paths"].items():
        ((method, operation),) = item.items()
        if operation["tags"] != ["actions"]:
            continue
        query = urlencode(
            {one["name"]: one["example"] for one in operation["parameters"] if "example" in one}, doseq=True
        )
        open_to_all = method == "get" and "security" not in operation
        example = f"{path}{'?' if query else ''}{query}" if open_to_all else ""
        found.append(Action(operation["operationId"], operation["summary"], example))
    return found


def this_portal() -> Portal:
    """Return what the OpenAPI document says of this portal."""
    found = toolkit.get_action("digitalprojekt_list")({}, {"limit": 1})["results"]
    number = found[0]["vorhaben_nr"] if found else current().number.example
    licence = licence_of()
    return Portal(
        site_url=config.site_url(),
        developers_page=toolkit.url_for("hndigital_api.page", _external=True),
        licence=licence.title,
        licence_url=licence.url,
        vorhaben_nr=number,
        project=project_name(number),
        register=config.register_name(),
        organization=config.organisation(),
        resource_id=store.register_resources().get("status", ""),
        parts=_parts(),
    )


def _parts() -> frozenset[str]:
    if not hndigital_has("dcat"):
        return frozenset()
    return frozenset({"dcat", "feeds"} if config.portal_feeds() else {"dcat"})
