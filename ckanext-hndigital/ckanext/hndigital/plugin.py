"""The CKAN plugin: it names what CKAN shall call; everything else lives in the modules beside it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from ckan import model, plugins
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit
from ckan.types import CKANApp, Context
from ckanext.hndigital import belonging, choices, dataset_type, labels, links, security, views
from ckanext.hndigital import helpers as template_helpers
from ckanext.hndigital.incoming import gate, logs
from ckanext.hndigital.pages import frame, home, linked, mending, project_use, related, terms, translations
from ckanext.hndigital.publication import staged
from ckanext.hndigital.register import handmade
from ckanext.hndigital.search import asking, facets, indexing, numbers, suggesting
from ckanext.hndigital.security import headers, markdown
from ckanext.hndigital.views import methods, outages, uncaught

log = logging.getLogger(__name__)

_PUBLIC_TABLES = "ckan.datastore.public_table_search"


def _helpers() -> dict[str, Any]:
    public = {name: getattr(template_helpers, name) for name in template_helpers.__all__}
    own = [
        getattr(module, name)
        for module in (
            choices,
            frame,
            home,
            linked,
            project_use,
            related,
            suggesting,
            terms,
            translations,
            mending,
            headers,
        )
        for name in module.__all__
        if name.startswith("hndigital_")
    ]
    changed = (markdown.render_markdown, dataset_type.humanize_entity_type)
    return {**public, **{helper.__name__: helper for helper in (*own, *changed)}}


@toolkit.blanket.config_declarations
@toolkit.blanket.helpers(_helpers)
@toolkit.blanket.actions
@toolkit.blanket.auth_functions
@toolkit.blanket.validators
@toolkit.blanket.cli
@toolkit.blanket.blueprints(views.blueprints)
class HndigitalPlugin(plugins.SingletonPlugin, dataset_type.OwnTypes, DefaultTranslation):
    """Digitalisation projects of a city: dataset type, register, publication, pages."""

    plugins.implements(plugins.IConfigurer)
    plugins.implements(plugins.IConfigurable)
    plugins.implements(plugins.IDatasetForm, inherit=True)
    plugins.implements(plugins.ITranslation)
    plugins.implements(plugins.IMiddleware, inherit=True)
    plugins.implements(plugins.IPackageController, inherit=True)
    plugins.implements(plugins.IFacets, inherit=True)
    plugins.implements(plugins.IPermissionLabels)
    plugins.implements(plugins.ISignal)

    def update_config(self, config: CKANConfig) -> None:
        """Add the templates, public files and assets."""
        toolkit.add_template_directory(config, "templates")
        toolkit.add_public_directory(config, "public")
        toolkit.add_resource("assets", "hndigital")
        if not config.get("licenses_group_url"):
            # CKAN's own list with the three licences that GovData recommends, which it lacks.
            config["licenses_group_url"] = (Path(__file__).parent / "licences.json").as_uri()

        # The DataStore's list of all tables names those that are not public, too.
        tables = toolkit.aslist(config.get(_PUBLIC_TABLES) or [])
        config[_PUBLIC_TABLES] = [name for name in tables if name != "_table_metadata"]

    def configure(self, config: CKANConfig) -> None:
        """Add the dataset types, hold datasets and log lines to rules; say what the plugin misses."""
        belonging.watch()
        logs.install()
        from ckanext.hndigital.selfcheck import german_search, missing_settings, weak_colour

        dataset_type.complete()
        for sentence in missing_settings():
            log.warning(sentence)
        if weak_colour():
            log.warning(weak_colour())
        search = german_search(timeout=2)
        if not search.right:
            log.warning("hndigital: %s", search.sentence)

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        """Look at what comes in, guard all routes, name allowed methods, answer for services that are away.

        By now CKAN's own handlers are set.
        """
        gate.register(app)
        methods.register(app)
        outages.register(app)
        uncaught.register(app)
        security.register(app)
        return app

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Keep files from readers that a correction has uploaded but not yet published; links are present."""
        links.with_present(staged.without_staged(context, pkg_dict))

    def dataset_facets(self, facets_dict: dict[str, str], package_type: str) -> dict[str, str]:
        """Offer the facets of projects on the portal's search."""
        return facets.project_facets(facets_dict, template_helpers.hndigital_lang())

    def organization_facets(
        self, facets_dict: dict[str, str], organization_type: str, package_type: str | None
    ) -> dict[str, str]:
        """Offer them on an organisation's page as well."""
        return facets.project_facets(facets_dict, template_helpers.hndigital_lang())

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Let it ask for fields only (see `asking`), and a number lead to its project (`numbers`)."""
        return numbers.number_first(asking.all_datasets(asking.only_fields(search_params)))

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        """Give present links, and name facets in words."""
        for dataset in search_results["results"]:
            links.with_present(dataset)
        if toolkit.request:
            facets.label_facets(search_results.get("search_facets", {}), template_helpers.hndigital_lang())
        return search_results

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Give search the fields of a project (see `indexing.index_fields`)."""
        return indexing.index_fields(staged.in_index(pkg_dict))

    def get_dataset_labels(self, dataset_obj: model.Package) -> list[str]:
        """Say what a reader needs to see a dataset (see `labels`)."""
        return labels.of_dataset(dataset_obj, self)

    def get_user_dataset_labels(self, user_obj: model.User) -> list[str]:
        """Say what a user may see (see `labels`)."""
        return labels.of_user(user_obj, self)

    def get_signal_subscriptions(self) -> Any:
        """Keep the register's rows of projects in step once an action has been committed."""
        return handmade.signal_subscriptions()
