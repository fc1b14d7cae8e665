"""What people and programs enter into an ordinary dataset by the API: stored right, or refused in words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from tests.portal.support import ApiError, Portal, purge

EU = "http://publications.europa.eu/resource/authority/"


@pytest.fixture
def name(admin: Portal) -> Iterator[str]:
    """Return the name of the dataset that a test makes; it is gone afterwards."""
    chosen = f"eingabe-{uuid.uuid4().hex[:8]}"
    yield chosen
    purge(admin, chosen)


def test_what_is_typed_is_stored_as_catalogues_need_it(admin: Portal, organisation: str, name: str) -> None:
    """Names of places, words for codes, German dates, themes by name or IRI."""
    made = admin.api(
        "package_create",
        name=name,
        title="Eingabe",
        owner_org=organisation,
        spatial="Heilbronn",
        frequency="jährlich",
        language="en",
        theme=["Umwelt", f"{EU}data-theme/TRAN", "GOVE"],
        issued="31.03.2021",
        temporal_start="2020",
        temporal_end="03.2020",
        references="https://x.example/eins\nhttps://x.example/zwei",
    )
    assert made["frequency"] == f"{EU}frequency/ANNUAL"
    assert made["spatial"].startswith("http")
    assert (made["language"], made["theme"]) == ([f"{EU}language/ENG"], ["ENVI", "TRAN", "GOVE"])
    assert (made["issued"], made["temporal_end"]) == ("2021-03-31", "2020-03")
    assert made["references"] == ["https://x.example/eins", "https://x.example/zwei"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("temporal_end", "31.12.2019", "31.12.2019"),
        ("frequency", "ab und zu", "ab und zu"),
        ("spatial", "Atlantis", "Atlantis"),
        ("theme", ["Unsinn"], "Unsinn"),
        ("issued", "gestern", "gestern"),
        ("references", "keine Adresse", "keine Adresse"),
    ],
)
def test_what_is_no_value_is_refused(
    admin: Portal, organisation: str, name: str, field: str, value: object, said: str
) -> None:
    """By the field's name and with the value; an end before its start, too."""
    values = {"temporal_start": "2020-01-01", field: value}
    with pytest.raises(ApiError) as refused:
        admin.api("package_create", name=name, title="Eingabe", owner_org=organisation, **values)
    assert refused.value.status == 409
    assert said.replace("31.12.2019", "2019-12-31") in str(refused.value.errors[field])


@pytest.mark.parametrize("kind", ["dataset", "digitalprojekt"])
@pytest.mark.parametrize("given", [True, "x", {"a": 1}, [1], [None], [[{}]]])
def test_what_can_be_no_files_is_refused(
    admin: Portal, organisation: str, name: str, kind: str, given: object
) -> None:
    """Anything but a list of objects is the sender's fault (400 or 409), when making and when changing."""
    project = {"type": kind, "vorhaben_nr": "1999000017"} if kind != "dataset" else {"name": name}
    values = {"title": "Eingabe", "owner_org": organisation, **project, "resources": given}
    with pytest.raises(ApiError) as refused:
        admin.api("package_create", **values)
    assert refused.value.status in (400, 409)
    if kind == "dataset":
        made = admin.api("package_create", **{**values, "resources": []})
        with pytest.raises(ApiError) as refused:
            admin.api("package_update", id=made["id"], **values)
        assert refused.value.status in (400, 409)


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("dataset", "notes", True),
        ("dataset", "type", ["dataset"]),
        ("dataset", "title", "x" * 40_000),
        ("resources", "format", ["CSV"]),
        ("resources", "format", "x" * 1_000_000),
        ("resources", "name", {"de": "Datei"}),
        ("resources", "size", 10**30),
        ("extras", "key", [1]),
    ],
)
def test_what_neither_database_nor_search_can_hold_is_refused(
    admin: Portal, organisation: str, name: str, part: str, field: str, value: object
) -> None:
    """By the field's name (409): a list for a text, a title like a book, a number that no column holds."""
    given = {part: [{"value": "x", field: value}]} if part != "dataset" else {field: value}
    with pytest.raises(ApiError) as refused:
        admin.api("package_create", **{"name": name, "title": "Eingabe", "owner_org": organisation, **given})
    assert refused.value.status == 409
    found = refused.value.errors[part][0] if part != "dataset" else refused.value.errors
    assert set(found) - {"__type"} == {field}


def test_what_a_program_leaves_out_is_stored(
    admin: Portal, anonymous: Portal, organisation: str, name: str
) -> None:
    """A text file without any address has an empty one; numbers for texts are their digits."""
    made = admin.api(
        "package_create",
        name=name,
        title="Eingabe",
        notes=7,
        owner_org=organisation,
        resources=[{"name": 2021, "format": "TXT"}],
    )
    (file,) = made["resources"]
    assert (made["notes"], file["name"], file["url"]) == ("7", "2021", "")
    assert anonymous.get(f"/dataset/{name}/resource/{file['id']}").status_code == 200
    long = "".join(f"{number:x}" for number in range(8_000))
    with pytest.raises(ApiError) as refused:
        admin.api("package_patch", id=name, title=long)
    assert refused.value.status == 409
    assert "2.000" in str(refused.value.errors)
