"""The one door for everything that is not ours: files, addresses, JSON and YAML, each within limits.

    limits     how much, how long, how deep, and why so much
    names      addresses without their secrets, texts without what a terminal would obey
    files      a file or standard input
    inner      which hosts are inside the own network, and who may be asked all the same
    web        an address, redirects and all
    documents  JSON and YAML that stay as small as they look

What is beyond a limit, missing or unreadable is a SourceError that names place, limit and next step.
"""

from __future__ import annotations

from .documents import json_document, yaml_document
from .files import read_file
from .inner import NOTHING_INNER, Inner
from .limits import Limits
from .names import printable, shown
from .web import Answer, FetchError, Web, agent_of

__all__ = [
    "NOTHING_INNER",
    "Answer",
    "FetchError",
    "Inner",
    "Limits",
    "Web",
    "agent_of",
    "json_document",
    "printable",
    "read_file",
    "shown",
    "yaml_document",
]
