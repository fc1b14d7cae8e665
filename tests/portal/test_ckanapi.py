"""A developer's own script: ckanapi, CKAN's client library, against the actions that the portal offers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ckanapi import NotAuthorized, NotFound, RemoteCKAN

from tests.portal.support import Publication, reported


@pytest.fixture
def client(portal_url: str) -> Iterator[RemoteCKAN]:
    """Return the client of somebody without a token."""
    with RemoteCKAN(portal_url, user_agent="hndigital-tests") as remote:
        yield remote


def test_a_script_finds_lists_and_counts_projects(client: RemoteCKAN, publication: Publication) -> None:
    """List, figures and one project agree with each other and with what was published."""
    number = "1901234567"
    publication([reported(number, amt="I/199")])
    listed = client.action.digitalprojekt_list(amt="I/199")
    assert [row["vorhaben_nr"] for row in listed["results"]] == [number]
    assert client.action.digitalprojekt_statistik(amt="I/199")["kosten"]["summe_eur"] == "72000.5"
    shown = client.action.digitalprojekt_show(id=number)
    assert shown["strategiefelder"] == listed["results"][0]["strategiefelder"]
    matrix = client.action.digitalprojekt_matrix(amt="I/199")
    assert matrix["results"][0]["strategiefelder"] == shown["strategiefelder"]


def test_a_script_reads_the_register_by_its_datastore(client: RemoteCKAN, publication: Publication) -> None:
    """The register's tables answer CKAN's own DataStore action under their lasting resource ids."""
    number = "1901234568"
    publication([reported(number)])
    register = client.action.package_show(id="digitalprojekte")
    ids = {resource["name"]: resource["id"] for resource in register["resources"]}
    found = client.action.datastore_search(resource_id=ids["kosten"], filters={"vorhaben_nr": number})
    assert [float(row["betrag_eur"]) for row in found["records"]] == [72000.5]


def test_what_is_not_there_or_not_allowed_is_ckans_own_error(client: RemoteCKAN, organisation: str) -> None:
    """Scripts get CKAN's usual errors: not found, not authorised."""
    with pytest.raises(NotFound):
        client.action.digitalprojekt_show(id="1900000000")
    with pytest.raises(NotAuthorized):
        client.action.digitalprojekt_publish(
            berichtsstand="2020-2", owner_org=organisation, projects=[], tables={}
        )
