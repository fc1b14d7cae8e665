"""Schemas of the actions' parameters."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory
from ckanext.hndigital.register.filtering import FILTERS

__all__ = ["list_schema", "publish_schema", "show_schema", "statistik_schema"]


@validator_args
def publish_schema(
    not_empty: Validator,
    ignore_empty: Validator,
    unicode_safe: Validator,
    boolean_validator: Validator,
    default: ValidatorFactory,
    hndigital_round: Validator,
) -> Schema:
    """Return the schema of `digitalprojekt_publish`; projects and tables are checked row by row there."""
    return {
        "berichtsstand": [not_empty, unicode_safe, hndigital_round],
        "edition": [ignore_empty, unicode_safe],
        "register": [ignore_empty, unicode_safe],
        "owner_org": [not_empty, unicode_safe],
        "dry_run": [default(False), boolean_validator],
        "final": [default(True), boolean_validator],
    }


@validator_args
def show_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """Return the schema of `digitalprojekt_show`."""
    return {"id": [not_empty, unicode_safe]}


@validator_args
def statistik_schema(ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """Return the schema of `digitalprojekt_statistik`: the filters."""
    return {name: [ignore_empty, unicode_safe] for name in FILTERS}


@validator_args
def list_schema(
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
) -> Schema:
    """Return the schema of `digitalprojekt_list` and `_matrix`: filters, order and page."""
    return {
        **{name: [ignore_empty, unicode_safe] for name in FILTERS},
        "sort": [ignore_empty, unicode_safe],
        "limit": [default(100), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }
