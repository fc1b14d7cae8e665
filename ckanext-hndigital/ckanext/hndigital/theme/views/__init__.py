"""Routes that the frame needs; `blueprints` is what CKAN registers, in this order."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["blueprints"]


def blueprints() -> list[Blueprint]:
    """Return the blueprints; they come before CKAN's own rules of the dataset type."""
    from ckanext.hndigital.theme.views import info, ordering, sitemap, texts

    return [ordering.blueprint, info.blueprint, texts.blueprint, sitemap.blueprint]
