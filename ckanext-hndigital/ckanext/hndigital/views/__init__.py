"""The plugin's routes, one module per concept; `blueprints` is what CKAN registers, in this order."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["blueprints"]


def blueprints() -> list[Blueprint]:
    """Return the blueprints; they come before CKAN's own rules of the dataset type."""
    from ckanext.hndigital.views import (
        api,
        atom,
        catalog,
        codelists,
        datapackages,
        distributions,
        documents,
        forms,
        info,
        iris,
        negotiation,
        ordering,
        pages,
        preflight,
        quality,
        selections,
        series,
        sitemap,
        slices,
        tables,
    )

    return [
        forms.blueprint,
        ordering.blueprint,
        slices.blueprint,
        datapackages.blueprint,
        tables.blueprint,
        catalog.blueprint,
        documents.blueprint,
        distributions.blueprint,
        iris.blueprint,
        negotiation.blueprint,
        codelists.blueprint,
        info.blueprint,
        series.blueprint,
        atom.blueprint,
        api.blueprint,
        quality.blueprint,
        sitemap.blueprint,
        selections.blueprint,
        preflight.blueprint,
        pages.blueprint,
    ]
