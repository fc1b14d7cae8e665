"""A portal at its beginning: no organisation yet, and a first publication that is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hndigital.errors import PortalError
from hndigital.publisher import Portal

from tests.portal.admin import editor_token
from tests.portal.publication.scenes import URL
from tests.portal.stores import contents
from tests.portal.support import ORGANISATION, REGISTER

PROJECT = {
    "type": "digitalprojekt",
    "vorhaben_nr": "1900000009",
    "title": "Probe",
    "amt": "10",
    "dezernat": "II",
    "vorhabentyp": "reallabor",
    "anlass": "auftrag",
    "bearbeitungsstand": "planung",
}


@pytest.fixture
def without_organisation(clean_portal: Portal) -> Iterator[Portal]:
    """Return a portal whose configured organisation is not there, but another one is."""
    clean_portal.write("organization_purge", {"id": ORGANISATION})
    clean_portal.write("organization_create", {"name": "zz-andere"})
    yield clean_portal
    clean_portal.write("dataset_purge", {"id": "zz-gewoehnlich"})
    clean_portal.write("organization_purge", {"id": "zz-andere"})
    clean_portal.write("organization_create", {"name": ORGANISATION, "title": "Stadt Heilbronn"})


def test_without_organisation(without_organisation: Portal) -> None:
    """Nothing is shown, refusals name what is missing, and others' work goes on."""
    admin, anybody = without_organisation, Portal(URL, "")
    assert anybody.read("digitalprojekt_list", {})["count"] == 0
    order: dict[str, Any] = {"berichtsstand": "2020-2", "owner_org": "zz-andere"}
    project = {**PROJECT, "owner_org": "zz-andere"}
    for action, data in (("digitalprojekt_publish", order), ("package_create", project)):
        with pytest.raises(PortalError, match=ORGANISATION):
            admin.write(action, data)
    made = admin.write("package_create", {"name": "zz-gewoehnlich", "title": "x", "owner_org": "zz-andere"})
    assert anybody.read("package_show", {"id": made["id"]})["name"] == "zz-gewoehnlich"


def test_refused_first_publication_leaves_no_register(clean_portal: Portal) -> None:
    """The register that a publication made is gone again if the publication is refused."""
    editor = Portal(URL, editor_token(clean_portal))
    edition = f"{REGISTER}-2020-2"
    editor.write(
        "package_create",
        {"name": edition, "title": "Ausgabe", "owner_org": ORGANISATION, "private": True, "type": "dataset"},
    )
    before = contents()
    with pytest.raises(PortalError):
        editor.write(
            "digitalprojekt_publish",
            {
                "berichtsstand": "2020-2",
                "owner_org": ORGANISATION,
                "edition": edition,
                "edition_fields": {"stichtag": "irgendwann"},
            },
        )
    assert contents() == before
    clean_portal.write("dataset_purge", {"id": edition})
    clean_portal.write("package_create", {**PROJECT, "owner_org": ORGANISATION})
    assert Portal(URL, "").read("digitalprojekt_list", {})["count"] == 1
