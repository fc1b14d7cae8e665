"""The CKAN plugin `hndigital`: it names what CKAN shall call; everything else lives in the modules beside it.

`theme/` and `dcat/` hold the two other plugins, which need this one.
"""

from __future__ import annotations

import logging
from typing import Any

from ckan import model, plugins
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit
from ckan.types import CKANApp, Context
from ckanext.hndigital import (
    afterwards,
    audit,
    belonging,
    beside,
    choices,
    city,
    dataset_type,
    in_charge,
    labels,
    language,
    links,
    office_names,
    operating,
    security,
    views,
)
from ckanext.hndigital import config as settings
from ckanext.hndigital import helpers as template_helpers
from ckanext.hndigital.guarding import guards_portal
from ckanext.hndigital.incoming import gate
from ckanext.hndigital.internals import datastore
from ckanext.hndigital.logic import action, keeping
from ckanext.hndigital.mending import asking, logs, markdown, methods, outages, uncaught
from ckanext.hndigital.operating import metrics
from ckanext.hndigital.pages import (
    entering,
    licence,
    linked,
    partials,
    project_use,
    related,
    today,
    translations,
)
from ckanext.hndigital.publication import staged
from ckanext.hndigital.redaktion import metrics as reports_metrics
from ckanext.hndigital.register import handmade
from ckanext.hndigital.search import indexing, suggesting
from ckanext.hndigital.security import headers
from ckanext.hndigital.views import cityless, gone

from hndigital.pages import ASSETS, TEMPLATES

log = logging.getLogger(__name__)


def _helpers() -> dict[str, Any]:
    public = {name: getattr(template_helpers, name) for name in template_helpers.__all__}
    own = [
        getattr(module, name)
        for module in (
            beside,
            choices,
            entering,
            keeping,
            licence,
            linked,
            project_use,
            related,
            suggesting,
            today,
            translations,
            headers,
        )
        for name in module.__all__
        if name.startswith("hndigital_")
    ]
    changed = (markdown.render_markdown, dataset_type.humanize_entity_type)
    return {**public, **{helper.__name__: helper for helper in (*own, *changed)}}


def _actions() -> dict[str, Any]:
    return {name: getattr(action, name) for name in action.__all__} | keeping.actions()


@toolkit.blanket.config_declarations
@toolkit.blanket.helpers(_helpers)
@toolkit.blanket.actions(_actions)
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
    plugins.implements(plugins.IPermissionLabels)
    plugins.implements(plugins.ISignal)

    def update_config(self, config: toolkit.CKANConfig) -> None:
        """Add the templates, public files and assets."""
        toolkit.add_template_directory(config, str(TEMPLATES))
        toolkit.add_template_directory(config, "templates")
        toolkit.add_public_directory(config, "public")
        toolkit.add_resource(str(ASSETS), "hndigital-pages")
        toolkit.add_resource("assets", "hndigital")
        afterwards.withdraw(config)
        city.choose()
        if beside.hndigital_has("theme"):  # a host's portal keeps the title that CKAN gave it
            city.name_portal(config)
        metrics.more(reports_metrics.reports, reports_metrics.workers, reports_metrics.clock)
        datastore.hide_list_of_tables(config)

    def configure(self, config: toolkit.CKANConfig) -> None:
        """Add the dataset types, hold datasets and log lines to rules; say what the plugin misses."""
        belonging.watch()
        logs.install(
            short=guards_portal("requests"),
            as_json=settings.logs_as_json(),
            audit_file=settings.audit_file(),
        )
        from ckanext.hndigital.selfcheck import german_search, missing_settings, weak_colour

        dataset_type.complete()
        office_names.take()
        in_charge.take()
        for sentence in missing_settings():
            log.warning(sentence)
        if beside.hndigital_has("theme") and weak_colour():
            log.warning(weak_colour())
        search = german_search(timeout=2)
        if not search.right:
            log.warning("hndigital: %s", search.sentence)

    def make_middleware(self, app: CKANApp, config: toolkit.CKANConfig) -> CKANApp:
        """Look at what comes in, guard all routes, name allowed methods, answer for services that are away.

        By now CKAN's own handlers are set.
        """
        gate.register(app)
        language.register(app)
        partials.register(app)
        methods.register(app)
        cityless.register(app)
        gone.register(app)
        keeping.register(app)
        outages.register(app)
        uncaught.register(app)
        security.register(app)
        operating.register(app)
        return app

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Keep files from readers that a correction has uploaded but not yet published; links are present."""
        links.with_present(staged.without_staged(context, pkg_dict))

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Let it ask for fields only (see `asking`): what is not public yet is in the index as well."""
        return asking.all_datasets(asking.only_fields(search_params))

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        """Give present links."""
        for dataset in search_results["results"]:
            links.with_present(dataset)
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
        return audit.signal_subscriptions(handmade.signal_subscriptions())
