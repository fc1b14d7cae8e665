"""Schemas of the actions' parameters."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckan.types import (
    Context,
    FlattenDataDict,
    FlattenErrorDict,
    FlattenKey,
    Schema,
    Validator,
    ValidatorFactory,
)
from ckanext.hndigital.internals.datasets import known_parameters
from ckanext.hndigital.register.filtering import filter_names, repeatable
from ckanext.hndigital.search.indexing import AT_ONCE

from hndigital.quality import indicators, ratings

__all__ = [
    "govdata_link_schema",
    "list_schema",
    "no_parameters",
    "publish_schema",
    "quality_schema",
    "show_schema",
    "state_schema",
    "statistik_schema",
    "withdraw_schema",
]


def _refuse_unknown(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Name each parameter that the action does not have, and those it has.

    A misspelt filter that is passed over would be answered with all projects, which nobody notices.
    """
    known = ", ".join(known_parameters(context))
    for name in data.pop(key, None) or ():
        errors[(name,)] = [toolkit._("There is no such parameter. Allowed: {allowed}.").format(allowed=known)]


@toolkit.validator_args
def publish_schema(
    not_empty: Validator,
    ignore_empty: Validator,
    ignore_missing: Validator,
    hndigital_text: Validator,
    hndigital_flag: Validator,
    is_positive_integer: Validator,
    default: ValidatorFactory,
    hndigital_round: Validator,
) -> Schema:
    """Return the schema of `digitalprojekt_publish`; projects and tables are checked row by row there."""
    return {
        "berichtsstand": [not_empty, hndigital_text, hndigital_round],
        "edition": [ignore_empty, hndigital_text],
        "register": [ignore_empty, hndigital_text],
        "owner_org": [not_empty, hndigital_text],
        "revision": [ignore_missing, hndigital_text],
        "run": [ignore_empty, hndigital_text],
        "changed_by_hand": [ignore_empty, hndigital_text],
        "accept_errors": [ignore_empty, hndigital_text],
        "dry_run": [default(False), hndigital_flag],
        "final": [default(True), hndigital_flag],
        "index_limit": [default(AT_ONCE), is_positive_integer],
    }


@toolkit.validator_args
def withdraw_schema(
    not_empty: Validator,
    ignore_empty: Validator,
    hndigital_text: Validator,
    hndigital_flag: Validator,
    is_positive_integer: Validator,
    default: ValidatorFactory,
    hndigital_round: Validator,
) -> Schema:
    """Return the schema of `digitalprojekt_withdraw`."""
    return {
        "berichtsstand": [not_empty, hndigital_text, hndigital_round],
        "fassung": [ignore_empty, is_positive_integer],
        "fingerprint": [ignore_empty, hndigital_text],
        "dry_run": [default(False), hndigital_flag],
        "index_limit": [default(AT_ONCE), is_positive_integer],
        "__extras": [_refuse_unknown],
    }


@toolkit.validator_args
def govdata_link_schema(
    not_empty: Validator,
    ignore_empty: Validator,
    hndigital_text: Validator,
    strip_value: Validator,
    hndigital_url: Validator,
) -> Schema:
    """Return the schema of `hndigital_govdata_link`."""
    return {
        "links": {
            "identifier": [not_empty, hndigital_text],
            "url": [ignore_empty, hndigital_text, strip_value, hndigital_url],
            "__extras": [_refuse_unknown],
        },
        "__extras": [_refuse_unknown],
    }


@toolkit.validator_args
def show_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """Return the schema of `digitalprojekt_show`."""
    return {"id": [not_empty, unicode_safe], "__extras": [_refuse_unknown]}


def no_parameters() -> Schema:
    """Return the schema of an action without parameters."""
    return {"__extras": [_refuse_unknown]}


@toolkit.validator_args
def state_schema(default: ValidatorFactory, hndigital_flag: Validator) -> Schema:
    """Return the schema of `digitalprojekt_state`."""
    return {"index": [default(False), hndigital_flag], "__extras": [_refuse_unknown]}


def _filters(ignore_empty: Validator, text: Validator, several: Validator) -> Schema:
    """Return the schema of the filters and of the edition that they are meant for."""
    kinds = {name: several if repeatable(name) else text for name in filter_names()}
    return {name: [ignore_empty, kind] for name, kind in (*kinds.items(), ("berichtsstand", text))}


@toolkit.validator_args
def statistik_schema(
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    hndigital_flag: Validator,
    hndigital_several: Validator,
) -> Schema:
    """Return the schema of `digitalprojekt_statistik`: the filters, and whether to count choices."""
    return {
        **_filters(ignore_empty, unicode_safe, hndigital_several),
        "auswahl": [default(False), hndigital_flag],
        "__extras": [_refuse_unknown],
    }


@toolkit.validator_args
def list_schema(
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
    hndigital_several: Validator,
) -> Schema:
    """Return the schema of `digitalprojekt_list` and `_matrix`: filters, order and page."""
    return {
        **_filters(ignore_empty, unicode_safe, hndigital_several),
        "sort": [ignore_empty, unicode_safe],
        "limit": [default(100), natural_number_validator],
        "offset": [default(0), natural_number_validator],
        "__extras": [_refuse_unknown],
    }


@toolkit.validator_args
def quality_schema(
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
    one_of: ValidatorFactory,
) -> Schema:
    """Return the schema of `hndigital_metadatenqualitaet`."""
    return {
        "id": [ignore_empty, unicode_safe],
        "organization": [ignore_empty, unicode_safe],
        "rating": [ignore_empty, unicode_safe, one_of(list(ratings()))],
        "missing": [ignore_empty, unicode_safe, one_of(list(indicators()))],
        "limit": [default(50), natural_number_validator],
        "offset": [default(0), natural_number_validator],
        "__extras": [_refuse_unknown],
    }
