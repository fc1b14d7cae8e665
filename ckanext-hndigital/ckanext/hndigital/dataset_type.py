"""The plugin's own dataset types: their schemas beside scheming's, their addresses at CKAN's.

The plugin adds the types itself and leaves the setting `scheming.dataset_schemas` to the operator: the type
`dataset` is whatever the portal makes of it. Scheming checks, shows and edits by these schemas as it does by
its own; it finds them among the expanded ones (`complete`), where its helpers, forms and actions look.

Register, editions and series are read and edited at CKAN's own addresses, `/dataset/…`. Its views serve every
type there; what is missing is that CKAN builds these addresses for them (see `_AtDatasets`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import city
from ckanext.hndigital.internals import scheming
from ckanext.hndigital.internals.scheming import Schema
from flask import Blueprint, g

from hndigital.caching import kept
from hndigital.projects import DATASET_TYPE, REPORTING_TYPES
from hndigital.schemas import dataset_types, with_fields_of

__all__ = [
    "OwnTypes",
    "complete",
    "fields_of_types",
    "humanize_entity_type",
]

#: What a schema of ours says that has the fields of others (`schemas/dataset.yaml`).
_FIELDS_OF = "fields_of"


def _own() -> Mapping[str, Schema]:
    """Return the own schemas by type; without a city there are none."""
    return dataset_types() if city.known() else {}


@kept()
def _expanded() -> Mapping[str, Schema]:
    return {name: scheming.with_presets(schema) for name, schema in _own().items()}


def complete() -> None:
    """Tell scheming of the own schemas; `selfcheck` says if it is not there.

    A portal that names our files in its settings, as version 0.1.0 asked for, goes on with whole schemas.
    """
    if not scheming.runs():
        return
    own = _own()
    scheming.exchange(
        {
            name: with_fields_of(schema, *schema[_FIELDS_OF])
            for name, schema in scheming.named().items()
            if _FIELDS_OF in schema
        }
    )
    scheming.exchange({name: schema for name, schema in own.items() if name in scheming.named()})
    scheming.add(_expanded())


def fields_of_types() -> dict[str, list[str]]:
    """Return the names of the fields that the portal's datasets of the own types have, by type."""
    schemas = scheming.expanded()
    return {
        name: [field["field_name"] for field in schemas[name]["dataset_fields"]]
        for name in _own()
        if name in schemas
    }


@toolkit.chained_helper
def humanize_entity_type(
    original_helper: Callable[..., str | None], entity_type: str, object_type: str, purpose: str
) -> str | None:
    """Call register, editions and series datasets, projects projects; every other type is CKAN's own word."""
    if entity_type == "package" and object_type in REPORTING_TYPES:
        return None
    if (entity_type, object_type) == ("package", DATASET_TYPE):
        return _of_projects(purpose)
    return original_helper(entity_type, object_type, purpose)


def _of_projects(purpose: str) -> str | None:
    one, all_, create = toolkit._("Project"), toolkit._("Digital projects"), toolkit._("Create project")
    edit, view = toolkit._("Edit project"), toolkit._("View project")
    said = {"create label": create, "create title": create, "add link": create, "edit label": edit}
    named = {"view label": view, "breadcrumb": all_, "content tab": one, "main nav": all_, "page title": all_}
    return {**said, **named}.get(purpose)


class OwnTypes(toolkit.DefaultDatasetForm):
    """What CKAN asks of dataset types (IDatasetForm), answered by scheming for the plugin's own."""

    _schemas = property(lambda self: _own())
    _expanded_schemas = property(lambda self: _expanded())
    validate = scheming.Forms.validate
    read_template = scheming.Forms.read_template
    resource_template = scheming.Forms.resource_template
    package_form = scheming.Forms.package_form
    resource_form = scheming.Forms.resource_form

    def is_fallback(self) -> bool:
        """Leave datasets of other types to others."""
        return False

    def package_types(self) -> list[str]:
        """Return the own types but for those that the operator has named to scheming."""
        if not scheming.runs():
            return []
        return [name for name in _own() if name not in scheming.named()]

    def setup_template_variables(self, context: Context, data_dict: dict[str, Any]) -> None:
        """Give forms the licences, if no other extension has."""
        super().setup_template_variables(context, data_dict)
        if not hasattr(g, "licenses"):
            g.licenses = [("", ""), *model.Package.get_license_options()]

    def prepare_dataset_blueprint(self, package_type: str, blueprint: Blueprint) -> Blueprint:
        """Let the addresses of register, editions and series be those of datasets."""
        return _at_datasets(blueprint, "/dataset") if package_type in REPORTING_TYPES else blueprint

    def prepare_resource_blueprint(self, package_type: str, blueprint: Blueprint) -> Blueprint:
        """Let those of their files be as well."""
        return (
            _at_datasets(blueprint, "/dataset/<id>/resource")
            if package_type in REPORTING_TYPES
            else blueprint
        )


class _AtDatasets(Blueprint):
    """Addresses that are only built: CKAN's own views of datasets answer there."""

    def add_url_rule(self, rule: str, *arguments: Any, **options: Any) -> None:
        """Take a rule for `url_for` alone."""
        super().add_url_rule(rule, *arguments, **options, build_only=True)


def _at_datasets(blueprint: Blueprint, prefix: str) -> Blueprint:
    return _AtDatasets(
        blueprint.name, blueprint.import_name, url_prefix=prefix, url_defaults=blueprint.url_values_defaults
    )
