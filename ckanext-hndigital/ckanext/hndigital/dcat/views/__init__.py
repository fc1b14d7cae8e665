"""Routes of feeds, RDF, IRIs and metadata quality; `blueprints` is what CKAN registers, in this order."""

from __future__ import annotations

from ckanext.hndigital import config
from flask import Blueprint

__all__ = ["blueprints"]


def blueprints() -> list[Blueprint]:
    """Return the blueprints; they come before CKAN's own rules of the dataset type."""
    from ckanext.hndigital.dcat.views import catalog, distributions, documents, iris, negotiation, quality

    portal = [catalog.blueprint, documents.portal_blueprint]
    return [
        *(portal if config.portal_feeds() else [documents.reporting_blueprint()]),
        catalog.govdata_blueprint,
        documents.blueprint,
        distributions.blueprint,
        iris.blueprint,
        negotiation.blueprint,
        quality.blueprint,
    ]
