"""Every route of the portal that takes something from a reader, as addresses to send it to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ckanext.hndigital import views
from ckanext.hndigital.dcat.views import blueprints as of_dcat
from ckanext.hndigital.incoming.parameters import taken
from ckanext.hndigital.register.filtering import filter_names
from ckanext.hndigital.theme.views import blueprints as of_theme
from flask import Flask

PAGES: dict[str, tuple[str, ...]] = {
    "digitalprojekte.index": (*filter_names(), "berichtsstand", "sort", "ansicht", "seite", "pro_seite"),
    "digitalprojekte.exactness": ("berichtsstand",),
    "hndigital_comparisons.page": ("von", "bis"),
    **dict.fromkeys((f"hndigital_printed.{view}" for view in ("value", "finding", "total", "page")), ()),
    "hndigital_offices.page": (),
    "hndigital_in_charge.page": (),
    "hndigital_handbook.index": (),
    "hndigital_handbook.page": (),
    "hndigital_texts.overview": (),
    "hndigital_texts.one": ("version",),
    "hndigital_redaktion.index": (),
    "hndigital_redaktion.show": (),
    "hndigital_redaktion.download": (),
    "hndigital_redaktion.round_page": (),
    "hndigital_redaktion.wordings": (),
    "hndigital_redaktion.cell": ("vorhaben", "feld"),
    "hndigital_redaktion.place": (),
    "hndigital_runde.index": (),
    "hndigital_runde.show": (),
    "hndigital_runde.office": (),
    "hndigital_runde.project": (),
    "hndigital_runde.returned": (),
    "hndigital_quality.catalog": ("organization", "rating", "missing", "page"),
    "hndigital_quality.dataset": (),
    "hndigital_api.page": (),
    "hndigital_api.endpoint": (),
    "hndigital_codelists.page": (),
    "hndigital_forms.new": (),
    "hndigital_forms.project_as_dataset": (),
    "hndigital_theme.accessibility": (),
    "hndigital_theme.contact": (),
    "hndigital_theme.imprint": (),
    "hndigital_theme.privacy": (),
    "hndigital_info.plain": (),
    "hndigital_series.page": (),
    "hndigital_ordering.reorder": (),
}
"""Our pages with what they understand of an address; a page of which this says nothing fails a test."""

CKANS = {
    "/dataset/": ("q", "sort", "page", "organization", "tags", "res_format", "license_id", "ext_x"),
    "/dataset/{}": (),
    "/digitalprojekt/": ("q", "sort", "page"),
    "/digitalprojekt/{}": (),
    "/organization/": ("q", "sort", "page"),
    "/organization/{}": ("q", "sort", "page"),
    "/group/": ("q", "sort", "page"),
    "/group/{}": ("q",),
    "/user/{}": (),
    "/user/login": ("came_from", "next"),
    "/dataset/{}/resource/x": (),
    "/datastore/dump/{}": ("format", "limit", "offset", "q", "fields", "sort", "filters"),
    "/api/3/action/{}": (),
    "/api/3/action/package_search": ("q", "fq", "sort", "rows", "start", "fl", "facet.field"),
    "/api/3/action/package_show": ("id",),
    "/api/3/action/datastore_search": ("resource_id", "q", "filters", "fields", "sort", "limit", "offset"),
    "/api/2/util/dataset/autocomplete": ("incomplete", "limit"),
    "/api/i18n/{}": (),
}
"""CKAN's pages and actions that everybody asks: a place in the path is {}."""

_PART = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<of>[^)]*)\))?:)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """A rule of ours: the path as its parts, and the parameters it understands (none: all are refused)."""

    endpoint: str
    rule: str
    parameters: tuple[str, ...]
    view: Callable[..., Any]

    def path(self, real: str, payload: str = "", at: str = "") -> str:
        """Return the path with `real` in each free part, and `payload` in the part `at`."""

        def fill(part: re.Match[str]) -> str:
            if part["name"] == at:
                return quote(payload, safe="")
            if part["kind"] == "any":
                return (part["of"] or "").split(",")[0].strip()
            return "1" if part["kind"] == "int" else real

        return _PART.sub(fill, self.rule)

    @property
    def parts(self) -> list[str]:
        """Names of the parts of the path that take any text."""
        return [part["name"] for part in _PART.finditer(self.rule)]


def routes() -> Iterator[Route]:
    """Yield the rules of ours that answer GET, in the plugin's order."""
    application = Flask("routes", static_folder=None)
    for blueprint in (*of_theme(), *of_dcat(), *views.blueprints()):
        application.register_blueprint(blueprint)
    for rule in application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        view = application.view_functions[rule.endpoint]
        known = taken(view)
        if known is None:
            known = () if rule.rule.startswith("/id/") else PAGES[rule.endpoint]
        yield Route(rule.endpoint, rule.rule, known, view)
