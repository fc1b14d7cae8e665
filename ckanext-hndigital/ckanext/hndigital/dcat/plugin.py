"""The plugin `hndigital_dcat`: feeds, RDF beside pages, lasting addresses, metadata quality."""

from __future__ import annotations

from typing import Any

from ckan import plugins
from ckan.common import CKANConfig
from ckan.plugins import toolkit
from ckanext.hndigital.beside import with_hndigital
from ckanext.hndigital.dcat import alternates, metrics, views
from ckanext.hndigital.dcat.logic import auth
from ckanext.hndigital.operating.metrics import more


def _helpers() -> dict[str, Any]:
    return {name: getattr(alternates, name) for name in alternates.__all__ if name.startswith("hndigital_")}


def _auth_functions() -> dict[str, Any]:
    """Return who may do what; of ckanext-dcat's actions only where it has any."""
    with_its = plugins.plugin_loaded("dcat")
    return {name: getattr(auth, name) for name in auth.__all__ if with_its or not name.startswith("dcat_")}


@toolkit.blanket.helpers(_helpers)
@toolkit.blanket.actions
@toolkit.blanket.auth_functions(_auth_functions)
@toolkit.blanket.cli
@toolkit.blanket.blueprints(views.blueprints)
class HndigitalDcatPlugin(plugins.SingletonPlugin):
    """DCAT-AP.de 3.0 for everybody, what GovData is given, and how good the metadata is."""

    plugins.implements(plugins.IConfigurer)

    def update_config(self, config: CKANConfig) -> None:
        """Add templates and assets."""
        with_hndigital("hndigital_dcat")
        toolkit.add_template_directory(config, "templates")
        toolkit.add_resource("assets", "hndigital_dcat")
        more(metrics.feed_sizes, metrics.link_checks)
