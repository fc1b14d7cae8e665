"""Services behind a resource: those that it describes, or the one that its format is (WMS, WFS, OGC API …).

Each service serves its one dataset: GovData stores a dataset with everything reachable from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from ..characters import one_line
from . import codes
from .ckan_values import address, entries, plain
from .fields import SERVICE, Voice, statements
from .hvd import marks
from .model import DataService, Dataset, text_in
from .people import objects

__all__ = ["is_service", "services"]

_OGC = {"WMS_SRVC": "WMS", "WFS_SRVC": "WFS", "WMTS_SRVC": "WMTS", "WCS_SRVC": "WCS"}
_OTHERS = frozenset({"REST", "SPARQLQ", "SPARQLQRES"})

Resource = Mapping[str, Any]


def is_service(format_iri: str) -> bool:
    """Return whether what is in a format of the EU's list is asked, not downloaded."""
    code = format_iri.rpartition("/")[2]
    return code in _OGC or code in _OTHERS


def services(
    resource: Resource, iri: str, file: str, dataset: Dataset, format_iri: str, voice: Voice
) -> tuple[DataService, ...]:
    """Return the services of the resource with the IRI `iri` at the address `file`."""
    said = [one for one in objects(resource.get("access_services")) if _endpoints(one)]
    if not said and file and is_service(format_iri):
        said = [_derived(resource, file, format_iri.rpartition("/")[2])]
    return tuple(
        _service(one, f"{iri}#dienst{number or ''}", dataset, voice) for number, one in enumerate(said)
    )


def _endpoints(service: Resource) -> tuple[str, ...]:
    return tuple(filter(None, map(address, entries(service.get("endpoint_url")))))


def _derived(resource: Resource, file: str, code: str) -> dict[str, Any]:
    """Return the service that a resource is: its address without the question, and what describes it."""
    parts = urlsplit(file)
    endpoint = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    described = file
    if code in _OGC:
        described = f"{endpoint}?{urlencode({'service': _OGC[code], 'request': 'GetCapabilities'})}"
    title = resource.get("name") or resource.get("format")
    return {"title": title, "endpoint_url": endpoint, "endpoint_description": described}


def _service(one: Resource, own: str, dataset: Dataset, voice: Voice) -> DataService:
    stated = str(one.get("license") or "")
    # a licence on no list is not replaced by the file's, which nobody has granted for the service
    licence = codes.licence(stated) if stated else voice.licence
    title = one_line(str(one.get("title") or "")) or "Dienst"
    attribution = one_line(str(one.get("licenseAttributionByText") or ""))
    # a service of a high-value dataset says so itself (DCAT-AP for HVD)
    own_law = one.get("applicable_legislation") or one.get("hvd_category")
    more = (*statements(one, SERVICE, own, voice), *(() if own_law else marks(dataset)))
    return DataService(
        iri=own,
        title=text_in(title, voice.tag),
        endpoint_url=_endpoints(one),
        publisher=dataset.publisher,
        description=text_in(plain(one.get("description")), voice.tag),
        endpoint_description=next(filter(None, map(address, entries(one.get("endpoint_description")))), ""),
        contact=dataset.contact,
        licence=licence,
        attribution=text_in(attribution, voice.tag),
        serves=(dataset.iri,),
        access_rights=codes.listed("access_right", str(one.get("access_rights") or "")),
        availability=codes.listed("availability", str(one.get("availability") or "")),
        more=more,
    )
