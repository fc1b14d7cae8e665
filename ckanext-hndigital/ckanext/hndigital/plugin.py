"""The CKAN plugin: it names what CKAN shall call; everything else lives in the modules beside it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from ckan import plugins
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import choices, views
from ckanext.hndigital import helpers as template_helpers
from ckanext.hndigital.publication import staged
from ckanext.hndigital.register import handmade
from ckanext.hndigital.search import indexing

log = logging.getLogger(__name__)


def _helpers() -> dict[str, Any]:
    public = {name: getattr(template_helpers, name) for name in template_helpers.__all__}
    own = [getattr(choices, name) for name in choices.__all__ if name.startswith("hndigital_")]
    return {**public, **{helper.__name__: helper for helper in own}}


@toolkit.blanket.config_declarations
@toolkit.blanket.helpers(_helpers)
@toolkit.blanket.actions
@toolkit.blanket.auth_functions
@toolkit.blanket.validators
@toolkit.blanket.cli
@toolkit.blanket.blueprints(views.blueprints)
class HndigitalPlugin(plugins.SingletonPlugin, DefaultTranslation):
    """Digitalisation projects of a city: dataset type, register, publication, pages."""

    plugins.implements(plugins.IConfigurer)
    plugins.implements(plugins.IConfigurable)
    plugins.implements(plugins.ITranslation)
    plugins.implements(plugins.IPackageController, inherit=True)
    plugins.implements(plugins.ISignal)

    def update_config(self, config: CKANConfig) -> None:
        """Add the templates, public files and assets."""
        toolkit.add_template_directory(config, "templates")
        toolkit.add_public_directory(config, "public")
        toolkit.add_resource("assets", "hndigital")
        if not config.get("licenses_group_url"):
            # CKAN's own list with the three licences that GovData recommends, which it lacks.
            config["licenses_group_url"] = (Path(__file__).parent / "licences.json").as_uri()

    def configure(self, config: CKANConfig) -> None:
        """Say at start what the plugin misses."""
        from ckanext.hndigital.selfcheck import german_search, missing_settings

        for sentence in missing_settings():
            log.warning(sentence)
        search = german_search(timeout=2)
        if not search.right:
            log.warning("hndigital: %s", search.sentence)

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Keep files from readers that a correction has uploaded but not yet published."""
        staged.without_staged(context, pkg_dict)

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        """Do the same for what a search finds."""
        context: Context = {"user": getattr(toolkit.g, "user", "") if toolkit.request else ""}
        for dataset in search_results["results"]:
            if isinstance(dataset, dict):
                staged.without_staged(context, dataset)
        return search_results

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Give search the fields of a project (see `indexing.index_fields`)."""
        return indexing.index_fields(pkg_dict)

    def get_signal_subscriptions(self) -> Any:
        """Keep the register's rows of projects in step once an action has been committed."""
        return handmade.signal_subscriptions()
