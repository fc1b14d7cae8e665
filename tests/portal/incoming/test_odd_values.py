"""Characters, numbers and kinds of values that nobody means: a sentence, never a 500."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import quote

import pytest
import requests
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.portal.support import Portal, Publication, purge, reported

BROWSER = {"Accept": "text/html,*/*;q=0.8"}
CHARACTERS = ("\x00", "\x0b", "\x1b", "\x7f", "\x9b", "\ufffe")

OURS = {
    "digitalprojekt_list": ("q", "amt", "dezernat", "kosten_min", "kosten_max", "berichtsstand", "sort",
                            "limit", "offset", "zuletzt_berichtet"),
    "digitalprojekt_matrix": ("q", "strategiefeld", "bewertung", "limit", "offset"),
    "digitalprojekt_statistik": ("q", "auswahl", "kosten_min", "gesamtstatus"),
    "digitalprojekt_show": ("id",),
    "digitalprojekt_state": ("index",),
    "hndigital_metadatenqualitaet": ("id", "organization", "rating", "missing", "limit", "offset"),
    "hndigital_govdata_report": ("zz",),
    "hndigital_govdata_link": ("links",),
    "digitalprojekt_publish": ("berichtsstand", "owner_org", "projects", "tables", "edition",
                               "edition_fields", "register", "final", "index_limit"),
}  # fmt: skip
CKANS = {
    "package_search": ("q", "fq", "fq_list", "sort", "rows", "start", "fl", "facet.field", "facet.limit",
                       "include_drafts", "include_private", "use_default_schema"),
    "package_show": ("id", "use_default_schema"),
    "package_autocomplete": ("q", "limit"),
    "resource_show": ("id",),
    "resource_search": ("query", "order_by", "limit", "offset"),
    "organization_show": ("id", "include_datasets"),
    "organization_list": ("sort", "limit", "organizations", "all_fields", "type"),
    "organization_autocomplete": ("q", "limit"),
    "group_list": ("sort", "groups", "limit"),
    "tag_search": ("query", "limit", "fields"),
    "tag_list": ("query", "vocabulary_id"),
    "user_show": ("id",),
    "help_show": ("name",),
    "datastore_search": ("resource_id", "q", "filters", "limit", "offset", "fields", "sort", "distinct"),
    "datastore_info": ("id",),
}  # fmt: skip

_text = st.one_of(
    st.text(st.characters(codec=None), max_size=12),
    st.sampled_from(
        ["", "-1", "NaN", "Infinity", "1e400", "9" * 40, "[* TO", '"', "{!x}", "a:b", "*:*", "²"]
    ),
)
_number = st.one_of(
    st.integers(-(10**40), 10**40), st.sampled_from([-1, -424, 2**31, 2**63]), st.floats(allow_nan=True)
)
_plain = st.one_of(_text, _number, st.booleans(), st.none())
VALUES = st.recursive(
    _plain,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_text, inner, max_size=2),
    max_leaves=4,
)


def sent(portal: Portal, action: str, data: dict[str, Any]) -> requests.Response:
    """Send an action what JSON can hold, lone surrogates as its escapes."""
    return requests.post(
        f"{portal.url}/api/3/action/{action}",
        data=json.dumps(data),
        headers={
            "Content-Type": "application/json",
            **({"Authorization": portal.token} if portal.token else {}),
        },
        timeout=60,
    )


def check(portal: Portal, action: str, data: dict[str, Any]) -> None:
    """The action answers, or says what is wrong; it never fails."""
    answer = sent(portal, action, data)
    assert answer.status_code < 500, (action, data, answer.text[:500])
    assert answer.status_code == 200 or answer.json()["error"], (action, data)


def fuzz(examples: int) -> Any:
    """Return Hypothesis' settings for a run of so many examples, the same each time."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


PARAMETERS = [(action, name) for action, names in {**OURS, **CKANS}.items() for name in names]
BASES: dict[str, dict[str, Any]] = {
    "digitalprojekt_publish": {"berichtsstand": "2020-2", "owner_org": "stadt-heilbronn", "dry_run": True},
    "resource_search": {"query": "name:x"},
    "tag_search": {"query": "x"},
}


@example(parameter=("organization_autocomplete", "limit"), value=None)
@example(parameter=("organization_autocomplete", "q"), value=None)
@example(parameter=("package_search", "fq_list"), value=None)
@example(parameter=("tag_list", "query"), value=[""])
@given(parameter=st.sampled_from(PARAMETERS), value=VALUES)
@fuzz(300)
def test_no_value_makes_an_action_fail(admin: Portal, parameter: tuple[str, str], value: Any) -> None:
    """Whatever is sent for a parameter of our actions and CKAN's reading ones, there is an answer."""
    action, name = parameter
    check(admin, action, {**BASES.get(action, {}), name: value})


@pytest.mark.slow
@given(parameter=st.sampled_from(PARAMETERS), value=VALUES)
@fuzz(5_000)
def test_no_value_at_all_makes_an_action_fail(admin: Portal, parameter: tuple[str, str], value: Any) -> None:
    """The same with many more."""
    action, name = parameter
    check(admin, action, {**BASES.get(action, {}), name: value})


@pytest.mark.parametrize("character", CHARACTERS)
@pytest.mark.parametrize(
    "address",
    [
        "/digitalprojekte?q={}",
        "/digitalprojekte.csv?amt={}",
        "/digitalprojekte.atom?q={}",
        "/catalog.ttl?after={}",
        "/digitalprojekt/{}",
        "/digitalprojekt/{}/status.csv",
        "/metadatenqualitaet/{}",
        "/id/edition/{}",
        "/id/datensatz/a/{}",
        "/codelist/{}",
        "/dataset/?q={}",
        "/dataset/{}",
        "/dataset/?tags={}",
        "/organization/{}",
        "/user/{}",
        "/nowhere/{}",
        "/api/3/action/package_show?id={}",
        "/api/3/action/digitalprojekt_show?id={}",
        "/datastore/dump/{}",
    ],
)
def test_no_address_holds_such_a_character(anonymous: Portal, address: str, character: str) -> None:
    """The answer is 400 and names the character, on pages, documents and actions alike."""
    answer = anonymous.get(address.format(quote(f"a{character}b")), headers=BROWSER)
    assert answer.status_code == 400
    assert f"U+{ord(character):04X}" in answer.text


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ('{"id": "a\\u0000"}', "id"),
        ('{"id": "\\ud800"}', "id"),
        ('{"extras": [{"key": "a", "value": "\\u0000"}]}', "extras"),
        ('{"a\\u0000": 1}', "U+0000"),
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_no_json_holds_such_a_character(admin: Portal, kind: str, body: str, named: str) -> None:
    """Neither deep in a value nor in a key, however the JSON is sent; the answer names the parameter."""
    for action in ("package_show", "package_create", "digitalprojekt_publish"):
        answer = requests.post(
            f"{admin.url}/api/3/action/{action}",
            data=body,
            headers={"Content-Type": kind, "Authorization": admin.token},
            timeout=60,
        )
        assert (answer.status_code, named in answer.json()["error"]["message"]) == (400, True), answer.text


def test_no_form_holds_such_a_character(anonymous: Portal) -> None:
    """A field, its name or a file's name: the form is refused before anybody looks at it."""
    for fields in ({"login": "a\x00"}, {"a\x0b": "b"}):
        answer = requests.post(f"{anonymous.url}/user/login", data=fields, timeout=60)
        assert (answer.status_code, "U+00" in answer.text) == (400, True)
    file = {"upload": ("a\x1bb.csv", b"x")}
    answer = requests.post(f"{anonymous.url}/user/login", data={"login": "a"}, files=file, timeout=60)
    assert answer.status_code == 400


def test_json_has_an_end(anonymous: Portal) -> None:
    """A hundred thousand brackets are refused, and so are sixty."""
    for depth in (60, 100_000):
        answer = requests.post(
            f"{anonymous.url}/api/3/action/package_show",
            data='{"id": ' + "[" * depth + "]" * depth + "}",
            headers={"Content-Type": "application/json"},
            timeout=60,
        )
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/digitalprojekte?kosten_min={}",
        "/digitalprojekte.xlsx?kosten_max={}",
        "/digitalprojekte?seite={}",
        "/digitalprojekte.atom?seite={}",
        "/catalog.ttl?page={}",
        "/catalog.ttl?size={}",
        "/metadatenqualitaet?page={}",
        "/sitemap-{}.xml",
        "/id/edition/2020-2/fassung-{}/x.csv",
        "/dataset/?page={}",
        "/organization/?page={}",
        "/organization/stadt-heilbronn?page={}",
        "/dataset/groups/digitalprojekte?page={}",
        "/api/3/action/digitalprojekt_state?index={}",
        "/api/3/action/digitalprojekt_list?kosten_min={}",
        "/api/3/action/package_search?rows={}",
        "/api/2/util/dataset/autocomplete?incomplete=a&limit={}",
        "/datastore/dump/digitalprojekte?limit={}",
        "/datastore/dump/digitalprojekte?format={}",
    ],
)
def test_no_number_makes_an_address_fail(anonymous: Portal, address: str) -> None:
    """Numbers beyond everything, before everything, and what is none."""
    for number in ("-424", "-1", "0", "1.5", "9" * 40, "1e400", "NaN", "x", "٣", ""):
        answer = anonymous.get(address.format(quote(number)), headers=BROWSER)
        assert answer.status_code < 500, number


@pytest.mark.parametrize(
    "page", ["/dataset/", "/digitalprojekt/", "/organization/stadt-heilbronn", "/feeds/custom.atom"]
)
@pytest.mark.parametrize(
    "question", ["q={!func}x", "q=_query_:x", "q=a AND", 'q="', 'tags="', "sort=foo", "sort=title asc,"]
)
def test_a_question_that_the_index_does_not_understand(
    anonymous: Portal, organisation: str, page: str, question: str
) -> None:
    """It may be a lone quotation mark that somebody typed: the page says so, it does not break."""
    name, value = question.split("=", 1)
    answer = anonymous.get(f"{page}?{name}={quote(value)}", headers=BROWSER)
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("who", ["anonymous", "admin"])
@pytest.mark.parametrize(
    "address",
    [
        "/dataset/nowhere/resource/new",
        "/dataset/nowhere/resource/nothing/views",
        "/dataset/nowhere/resource/nothing/new_view",
        "/digitalprojekt/nowhere/resource/nothing/edit_view/none",
        "/group/delete/nowhere",
        "/group/member_new/nowhere",
        "/organization/delete/nowhere",
        "/organization/member_new/nowhere",
        "/user/nobody/api-tokens",
    ],
)
def test_forms_for_what_is_not_there(who: str, address: str, request: pytest.FixtureRequest) -> None:
    """Whoever asks is told that there is nothing, or that it is not theirs."""
    portal: Portal = request.getfixturevalue(who)
    headers = {**BROWSER, **({"Authorization": portal.token} if portal.token else {})}
    answer = requests.get(portal.url + address, headers=headers, timeout=60, allow_redirects=False)
    assert answer.status_code in (302, 403, 404)


def test_forms_without_their_fields(anonymous: Portal) -> None:
    """A program that fills a form by half, or follows a page without an account, gets no 500."""
    for address, status in (
        ("/dataset/nowhere/resource/new", 400),
        ("/dataset/nowhere/resource/nothing/edit", 400),
        ("/dataset/unfollow/nowhere", 404),
    ):
        answer = requests.post(anonymous.url + address, data={"a": "b"}, headers=BROWSER, timeout=60)
        assert answer.status_code == status, address


def test_places_that_are_no_numbers(admin: Portal, organisation: str) -> None:
    """The form that puts files in order passes over what is no number, and over one without end."""
    name = f"ordered-{uuid.uuid4().hex[:8]}"
    admin.api("package_create", name=name, owner_org=organisation, title="x", notes="x")
    try:
        for value in ("9" * 5000, "²", "٣"):
            answer = requests.post(
                f"{admin.url}/dataset/resources/{name}",
                data={"x": value},
                headers={**BROWSER, "Authorization": admin.token},
                timeout=60,
                allow_redirects=False,
            )
            assert answer.status_code == 302, value[:5]
    finally:
        purge(admin, name)


def test_an_office_that_is_no_number(admin: Portal, anonymous: Portal, organisation: str) -> None:
    """A footnote's raised number that came along with an office breaks neither overview nor figures."""
    with Publication(admin, organisation) as publication:
        publication([reported("1776000001", amt="²"), reported("1776000002", amt="20²")])
        for page in ("/digitalprojekte", "/digitalprojekte/bild/amt.svg", "/dataset/"):
            assert anonymous.get(page, headers=BROWSER).status_code == 200
