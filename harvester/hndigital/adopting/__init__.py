"""From a city's present catalogue to datasets of a CKAN portal, with their identifiers.

    sources    read what is at an address: DCAT in any format, a `data.json`, another CKAN's API
    from_dcat, from_pod, from_ckan    what each of them says, as the neutral `model`
    target     the portal: its organisation, its schema of datasets, what it holds already
    plan       what would be created, changed and left, field by field
    apply      write it, one dataset after the other; what fails is named and the rest goes on
    measure    the quality of the metadata before and after

One direction only, like the rest of the core; nothing of the reporting is ever written.
"""

from __future__ import annotations

from .apply import Outcome, apply
from .model import Finding, Record, Source
from .plan import Entry, Plan, make_plan
from .sources import read_source
from .target import Target, read_target

__all__ = [
    "Entry",
    "Finding",
    "Outcome",
    "Plan",
    "Record",
    "Source",
    "Target",
    "apply",
    "make_plan",
    "read_source",
    "read_target",
]
