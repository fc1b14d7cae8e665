"""Hypothesis writes into the portal's database: no value of any field breaks a feed or a document."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hndigital.dcat.beyond import reading_findings
from hndigital.dcat.fields import DATASET, DISTRIBUTION
from hndigital.dcat.serialize import FORMATS
from hndigital.dcat.vocab import HYDRA
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph

from tests.portal import database
from tests.portal.support import Portal, purge

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("published")]

ODD = (
    *("\x01\x02", "Titel\x1f", "\ufffe\uffff", "a\r\nb\rc", "\x85\u2028\u200b", "]]>&<b>\u202e", "", " "),
    *("javascript:alert(1)", "https://x.example/a\x01b.csv", "https://x.example/#a#b?c[]=1&d=100%", "a b"),
    *("http://[::1", "a%20b", "heilbronn-digitalprojekte", "heilbronn%2Ddigitalprojekte", "[" * 3000),
    *('["a", {"b": 1}]', '{"type": "Point"}', "9999-12-31T23:59:59-14:00", "{base}/id/register"),
    *("{base}/id//edition/2020-2", "x" * 40_000),
)
ANY_TEXT = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
OF_DATASETS = (
    *("contact_name", "contact_email", "contact_url", "publisher_name", "publisher_uri", "publisher", "uri"),
    *("identifier", "theme", "language", "spatial", "spatial_uri", "spatial_coverage", "temporal_start"),
    *("temporal_end", "modified", "issued", "frequency", "contributorID", "politicalGeocodingURI"),
    *("title_en", "notes_en", "in_series", "access_rights", "licenseAttributionByText"),
    *sorted({field.name for field in DATASET}),
)
OF_FILES = (
    *("license", "uri", "access_url", "download_url", "access_services", "issued", "modified"),
    *sorted({field.name for field in DISTRIBUTION}),
)


@pytest.fixture(scope="module")
def dataset(admin: Portal, published: object) -> Iterator[dict[str, Any]]:
    """Make the dataset that the values are written into."""
    made = admin.api(
        "package_create",
        name=f"fuzz-{uuid.uuid4().hex[:8]}",
        title="Fuzz",
        owner_org="stadt-heilbronn",
        license_id="dl-de-by-2.0",
        resources=[{"name": "Datei", "url": "https://x.example/a.csv", "format": "CSV"}],
    )
    yield made
    purge(admin, made["name"])


def _read(portal: Portal, path: str, rdf_format: str) -> Graph:
    """Return all pages of a feed, but for where they stand among each other."""
    whole = Graph()
    while path:
        answer = portal.get(path)
        assert answer.status_code == 200, (path, answer.text[:200])
        page = Graph().parse(data=answer.content, format=rdf_format)
        following = next(iter(page.objects(None, HYDRA.next)), None)
        path = str(following).removeprefix(portal.url) if following else ""
        for node in set(page.subjects(HYDRA.totalItems)):
            page.remove((node, None, None))
        whole += page
    return whole


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    columns=st.dictionaries(st.sampled_from(("title", "notes", "url", "version", "author")), ANY_TEXT),
    extras=st.dictionaries(st.sampled_from(OF_DATASETS), ANY_TEXT, max_size=8),
    file=st.dictionaries(st.sampled_from(("url", "name", "description", "format", "mimetype")), ANY_TEXT),
    of_file=st.dictionaries(st.sampled_from(OF_FILES), ANY_TEXT, max_size=5),
)
def test_no_value_breaks_a_feed(
    dataset: dict[str, Any],
    anonymous: Portal,
    columns: dict[str, str],
    extras: dict[str, str],
    file: dict[str, str],
    of_file: dict[str, str],
) -> None:
    """Each page is well-formed in each format, all say the same, and no reader fails on anything in it."""
    resource = dataset["resources"][0]["id"]
    if "version" in columns:
        columns["version"] = columns["version"][:100]  # what the column holds
    database.change("package", dataset["id"], **columns, extras=extras)
    database.change("resource", resource, **file, extras=of_file)
    for feed in ("/catalog", "/govdata/catalog"):
        graphs = {}
        for suffix, known in FORMATS.items():
            graphs[suffix] = _read(anonymous, f"{feed}.{suffix}?size=50", known.rdflib_name)
        assert set(graphs["ttl"]) == set(graphs["rdf"]) == set(graphs["jsonld"])
        assert reading_findings(graphs["ttl"]) == ()
    for suffix, known in FORMATS.items():
        answer = anonymous.get(f"/dataset/{dataset['name']}.{suffix}")
        assert answer.status_code == 200
        assert len(Graph().parse(data=answer.content, format=known.rdflib_name))
