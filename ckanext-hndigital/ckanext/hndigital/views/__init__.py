"""The plugin's routes, one module per concept; `blueprints` is what CKAN registers, in this order."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["blueprints"]


def blueprints() -> list[Blueprint]:
    """Return the blueprints; they come before CKAN's own rules of the dataset type."""
    from ckanext.hndigital.views import (
        api,
        atom,
        codelists,
        comparisons,
        datapackages,
        forms,
        handbook,
        in_charge,
        info,
        offices,
        pages,
        preflight,
        printed,
        redaktion,
        runde,
        schemas,
        selections,
        series,
        slices,
        tables,
    )

    return [
        forms.blueprint,
        slices.blueprint,
        schemas.blueprint,
        datapackages.blueprint,
        tables.blueprint,
        codelists.blueprint,
        info.blueprint,
        series.blueprint,
        atom.blueprint,
        api.blueprint,
        selections.blueprint,
        comparisons.blueprint,
        offices.blueprint,
        in_charge.blueprint,
        handbook.blueprint,
        redaktion.blueprint,
        runde.blueprint,
        preflight.blueprint,
        printed.blueprint,
        pages.blueprint,
    ]
