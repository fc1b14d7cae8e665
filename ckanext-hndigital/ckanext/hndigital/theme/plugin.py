"""The plugin `hndigital_theme`: the whole portal in one frame, its search with the facets of projects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ckan import plugins
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit
from ckanext.hndigital.beside import with_hndigital
from ckanext.hndigital.language import page_language
from ckanext.hndigital.mending import pages as mended_pages
from ckanext.hndigital.search import facets, numbers
from ckanext.hndigital.theme import about, entries, frame, home, light, preview, views

_LICENCES = Path(__file__).parent / "licences.json"


def _helpers() -> dict[str, Any]:
    modules = (about, entries, frame, home, light, mended_pages, preview)
    names = ((module, name) for module in modules for name in module.__all__)
    return {name: getattr(module, name) for module, name in names if name.startswith("hndigital_")}


@toolkit.blanket.helpers(_helpers)
@toolkit.blanket.blueprints(views.blueprints)
class HndigitalThemePlugin(plugins.SingletonPlugin, DefaultTranslation):
    """Frame, home page, menu and footer of the portal; CKAN's own pages mended for everyone."""

    plugins.implements(plugins.IConfigurer)
    plugins.implements(plugins.ITranslation)
    plugins.implements(plugins.IFacets, inherit=True)
    plugins.implements(plugins.IPackageController, inherit=True)

    def update_config(self, config: CKANConfig) -> None:
        """Add templates and assets, and the licences that GovData recommends to CKAN's own list."""
        with_hndigital("hndigital_theme")
        toolkit.add_template_directory(config, "templates")
        toolkit.add_resource("assets", "hndigital_theme")
        if not config.get("licenses_group_url"):
            config["licenses_group_url"] = _LICENCES.as_uri()

    def dataset_facets(self, facets_dict: dict[str, str], package_type: str) -> dict[str, str]:
        """Offer the facets of projects on the portal's search."""
        return facets.project_facets(facets_dict, page_language())

    def organization_facets(
        self, facets_dict: dict[str, str], organization_type: str, package_type: str | None
    ) -> dict[str, str]:
        """Offer them on an organisation's page as well."""
        return facets.project_facets(facets_dict, page_language())

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Let a number lead to its project (see `numbers`)."""
        return numbers.number_first(search_params)

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        """Name facets in words."""
        if toolkit.request:
            facets.label_facets(search_results.get("search_facets", {}), page_language())
        return search_results
