"""The dataset type of projects in ckanext-scheming, as the one loader of `schemas/` makes it.

Scheming knows schemas as files only, but the ratings' fields and those of further columns follow from the
code lists and columns. So what it has read from `digitalprojekt.yaml` is exchanged once it is set up.
"""

from __future__ import annotations

from ckanext.hndigital.internals import scheming

from hndigital.projects import DATASET_TYPE
from hndigital.schemas import dataset_type

__all__ = ["complete"]


def complete() -> None:
    """Give scheming the whole schema of projects, if it was told of the type (`selfcheck` says if not)."""
    scheming.exchange(DATASET_TYPE, dataset_type())
