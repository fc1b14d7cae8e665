"""The way back from GovData: which of our datasets it holds, as of when, and under which address.

    offered     what our feed gives: identifier, IRI and date of each dataset
    entries     what a CKAN like GovData's holds of it, asked in few requests
    comparison  the two beside each other
    links       the found addresses, written to the portal's datasets

GovData fetches our feed by itself; nothing here sends anything to it.
"""

from __future__ import annotations

from .comparison import Comparison, Finding, State, compare
from .entries import GOVDATA, Entries, GovdataEntry
from .links import Recorded, record
from .offered import Offer, read_offers

__all__ = [
    "GOVDATA",
    "Comparison",
    "Entries",
    "Finding",
    "GovdataEntry",
    "Offer",
    "Recorded",
    "State",
    "compare",
    "read_offers",
    "record",
]
