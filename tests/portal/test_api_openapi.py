"""The OpenAPI document: valid in itself, and true of what the portal really answers."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from werkzeug.routing import Map, Rule

from tests.portal.incoming.routes import routes
from tests.portal.support import ApiError, Portal, Publication, reported

DOCUMENT = "/digitalprojekte/api/openapi.json"
NUMBERS = ("1777000001", "1777000002")
#: Routes of ours that the document leaves out, by the reason.
UNDOCUMENTED = {
    "a page for people": (
        *("/barrierefreiheit", "/datenschutz", "/impressum", "/kontakt"),
        "/codelist/<name>",
        "/digitalprojekt/new",
        "/digitalprojekte",
        "/digitalprojekte/aemter",
        "/digitalprojekte/aenderungen",
        "/digitalprojekte/dezernate",
        *(
            f"/digitalprojekte/bericht/<berichtsstand>/{place}"
            for place in (
                *("abgleich/<kennzahl>/<int:stelle>", "hinweis/<int:nr>", "seite/<seite>"),
                *("vorhaben/<vorhaben_nr>/<feld>", "bild/<fingerprint>/<int:nummer>.webp"),
            )
        ),
        "/digitalprojekte/api",
        "/digitalprojekte/einfach-erklaert",
        "/digitalprojekte/genauigkeit",
        *("/digitalprojekte/texte", "/digitalprojekte/texte/<page>.<lang>"),
        *(f"/digitalprojekte/handbuch{place}" for place in ("", "/<seite>", "/bilder/<bild>")),
        "/digitalprojekte/redaktion",
        "/digitalprojekte/redaktion/<id>",
        *("/digitalprojekte/redaktion/wortlaute", "/digitalprojekte/redaktion/wortlaute.yaml"),
        *("/digitalprojekte/redaktion/<id>/zelle", "/digitalprojekte/redaktion/<id>/stelle/<int:nr>"),
        "/digitalprojekte/redaktion/<id>/seiten/<int:nummer>.webp",
        "/digitalprojekte/redaktion/<id>/entscheidungen.yaml",
        "/digitalprojekte/redaktion/meldeboegen.zip",
        "/digitalprojekte/redaktion/ausgabe/<berichtsstand>/bericht.<form>",
        "/digitalprojekte/redaktion/<id>/<any('plan.json','paket.zip','quelle'):datei>",
        "/digitalprojekte/redaktion/ausgabe/<berichtsstand>",
        *("/digitalprojekte/runde", "/digitalprojekte/runde/<berichtsstand>"),
        *(
            f"/digitalprojekte/runde/<berichtsstand>/{part}"
            for part in (
                *("meldeboegen.zip", "antworten/<id>/datei"),
                *("<amt>", "<amt>/<nummer>", "<amt>/meldebogen.<form>"),
            )
        ),
        "/metadatenqualitaet",
        "/metadatenqualitaet/<name>",
        "/series/berichtswesen",
    ),
    "leads to what is described": (
        "/api/3/action/",
        "/dataset/digitalprojekt-<int(fixed_digits=10):nr>",
    ),
    "for search engines and the pages themselves": (
        "/hndigital/farbe.css",
        "/sitemap-<int:number>.xml",
        "/sitemap.xml",
    ),
}


@pytest.fixture(scope="module")
def published(admin: Portal, organisation: str) -> Iterator[list[dict[str, str]]]:
    """Return two published projects: one with all values, one with empty cells."""
    projects = [
        reported(NUMBERS[0]),
        reported(NUMBERS[1], kosten_eur="", kosten_angabe="keine_angabe", gesamtstatus="", anlass=""),
    ]
    with Publication(admin, organisation) as publication:
        publication(projects)
        yield projects


@pytest.fixture(scope="module")
def document(anonymous: Portal, published: list[dict[str, str]]) -> dict[str, Any]:
    """Return the document as the portal serves it."""
    answer = anonymous.get(DOCUMENT)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    return answer.json()


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    """It is OpenAPI 3.1 as its specification says."""
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_nothing_is_left_to_be_put_in(anonymous: Portal, document: dict[str, Any]) -> None:
    """Neither language shows a mark of the file that the document is made of, or a text without its twin."""
    for served in (document, anonymous.get(f"/en{DOCUMENT}").json()):
        for node in _nodes(served):
            if isinstance(node, dict):
                assert not {key for key in node if key.startswith("x-") or key in ("de", "en")}, node
            elif isinstance(node, str):
                assert re.search("<(slice|suffix|table|title_..|type)>", node) is None, node


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    if isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _nodes(inner)


def test_descriptions_follow_the_language(anonymous: Portal, document: dict[str, Any]) -> None:
    """Titles of columns and sentences are German, and English under /en; all else is the same."""
    english = anonymous.get(f"/en{DOCUMENT}").json()
    column = ("components", "schemas", "row.status", "properties", "bearbeitungsstand", "title")
    words = []
    for served in (document, english):
        value: Any = served
        for key in column:
            value = value[key]
        words.append(value)
    assert words == ["Bearbeitungsstand", "Stage"]
    assert document["paths"].keys() == english["paths"].keys()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert operation["summary"] != english["paths"][path][method]["summary"], path


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield address and operation of everything that answers GET."""
    for path, item in document["paths"].items():
        if "get" not in item:
            continue
        parameters = item["get"]["parameters"]
        for one in parameters:
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", str(one["example"]))
        query = urlencode(
            {p["name"]: p["example"] for p in parameters if p["in"] == "query" and "example" in p},
            doseq=True,
        )
        yield f"{path}{'?' if query else ''}{query}", item["get"]


def test_every_operation_answers_as_described(anonymous: Portal, document: dict[str, Any]) -> None:
    """Each example request of each operation is answered with the type and the schema that are promised."""
    called = 0
    for address, operation in operations(document):
        answer = anonymous.get(address)
        if answer.status_code == 503 and address.startswith("/govdata/"):
            # Nothing may be passed on as long as the portal holds only projects and samples.
            assert answer.headers["Retry-After"], address
            assert "503" in operation["responses"]
            continue
        if answer.status_code == 400 and address.startswith("/digitalprojekte/aenderungen."):
            assert "keine zwei Berichte" in answer.text, address  # another test may have published two
            continue
        if operation.get("security"):
            assert answer.status_code == 403, address
            assert "403" in operation["responses"]
            continue
        assert answer.status_code == 200, (address, answer.text[:300])
        ((content_type, content),) = operation["responses"]["200"]["content"].items()
        assert answer.headers["Content-Type"].partition(";")[0] == content_type, address
        if content_type == "application/json":
            assert _problems(content["schema"], answer.json(), document) == [], address
        if operation["tags"] == ["data"]:
            assert answer.headers["ETag"], address
            assert answer.headers["Access-Control-Allow-Origin"] == "*", address
            again = anonymous.get(address, headers={"If-None-Match": answer.headers["ETag"]})
            assert (again.status_code, again.content) == (304, b""), address
            assert again.headers["Access-Control-Allow-Origin"] == "*", address
        called += 1
    assert called > 30


def test_scripts_of_other_websites_may_ask_conditionally(anonymous: Portal) -> None:
    """A browser that asks before sending If-None-Match is allowed to; CKAN's own pages stay as they are."""
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    for path in ("/digitalprojekte.json", "/digitalprojekte.atom", "/dataset/digitalprojekte/status.json"):
        answer = requests.options(anonymous.url + path, headers=asked, timeout=60)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    page = requests.options(anonymous.url + "/dataset/", headers=asked, timeout=60)
    assert "Access-Control-Allow-Headers" not in page.headers


def test_every_project_and_table_fits_its_schema(anonymous: Portal, document: dict[str, Any]) -> None:
    """Full and empty cells alike: all rows of the register, and both projects, are as described."""
    for name in ("vorhaben", "strategiefeld_matrix", "status", "kosten", "aenderungen"):
        rows = anonymous.get(f"/dataset/digitalprojekte/{name}.json").json()
        rule = {"type": "array", "items": {"$ref": f"#/components/schemas/row.{name}"}}
        assert _problems(rule, rows, document) == []
    for number in NUMBERS:
        result = anonymous.api("digitalprojekt_show", id=number)
        assert _problems({"$ref": "#/components/schemas/vorhaben"}, result, document) == []
    result = anonymous.api("digitalprojekt_list", limit=100000)
    assert _problems({"$ref": "#/components/schemas/liste"}, result, document) == []


@pytest.mark.parametrize(
    ("action", "query", "status"),
    [
        ("digitalprojekt_list", "anlas=auftrag", 409),
        ("digitalprojekt_list", "anlass=x", 409),
        ("digitalprojekt_statistik", "limit=3", 409),
        ("digitalprojekt_matrix", "strategiefelder=teilhabe", 409),
        ("digitalprojekt_show", "id=1777000001&nummer=3", 409),
        ("digitalprojekt_show", "id=1800000001", 404),
    ],
)
def test_refusals_are_as_described(
    anonymous: Portal, document: dict[str, Any], action: str, query: str, status: int
) -> None:
    """A wrong or unknown parameter is refused and named, in the form that the document promises."""
    answer = anonymous.get(f"/api/3/action/{action}?{query}")
    assert answer.status_code == status
    operation = document["paths"][f"/api/3/action/{action}"]["get"]
    schema = operation["responses"][str(status)]["content"]["application/json"]["schema"]
    assert _problems(schema, answer.json(), document) == []
    if status == 409:
        wrong = query.split("&")[-1].partition("=")[0]
        assert wrong in answer.json()["error"]


def test_parameters_are_those_of_the_actions(anonymous: Portal, document: dict[str, Any]) -> None:
    """Each parameter is accepted, and each has a sentence in the action's own help."""
    for path, item in document["paths"].items():
        name = path.rpartition("/")[2]
        if not name.startswith("digitalprojekt_") or "get" not in item:
            continue
        help_text = inspect.cleandoc(anonymous.api("help_show", name=name))
        names = [parameter["name"] for parameter in item["get"]["parameters"]]
        assert names or name in ("digitalprojekt_state", "digitalprojekt_check")
        if name in ("digitalprojekt_list", "digitalprojekt_show", "digitalprojekt_state"):
            assert [one for one in names if f":param {one}:" not in help_text] == []


def test_the_body_of_a_publication_is_described(admin: Portal, document: dict[str, Any]) -> None:
    """What a publisher sends is what the document describes, and a trial is answered so."""
    operation = document["paths"]["/api/3/action/digitalprojekt_publish"]["post"]
    assert operation["security"] == [{"token": []}]
    body = {"berichtsstand": "2020-2", "owner_org": "stadt-heilbronn", "projects": [], "dry_run": True}
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert _problems(schema, body, document) == []
    answer = {"help": "", "success": True, "result": admin.api("digitalprojekt_publish", **body)}
    promised = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert _problems(promised, answer, document) == []


def test_every_route_is_described(document: dict[str, Any]) -> None:
    """A data route is in the document with the parameters that it takes; what is not there has a reason."""
    known = {route.rule: route for route in routes()}
    rules = Map([Rule(rule, endpoint=rule) for rule in known]).bind("example.org")
    described = set()
    for address, operation in operations(document):
        if operation["tags"] == ["data"]:
            rule, _parts = rules.match(address.partition("?")[0])
            names = [one["name"] for one in operation["parameters"] if one["in"] == "query"]
            assert sorted(names) == sorted(known[rule].parameters), address
            described.add(rule)
    left = {rule for rule in known if rule not in described and not rule.startswith("/id/")}
    assert left == {rule for rules in UNDOCUMENTED.values() for rule in rules}


def test_actions_take_what_is_described(anonymous: Portal, admin: Portal, document: dict[str, Any]) -> None:
    """The parameters of each action of ours are those that it names when it refuses another one."""
    for path, item in document["paths"].items():
        name = path.rpartition("/")[2]
        if name.startswith(("digitalprojekt_", "hndigital_")) and "get" in item:
            needed = {"id": NUMBERS[0]} if name == "digitalprojekt_show" else {}
            asking = admin if item["get"].get("security") else anonymous
            with pytest.raises(ApiError) as refused:
                asking.api(name, nothing_of_this_name="1", **needed)
            sentence = refused.value.errors["nothing_of_this_name"][0]
            allowed = sentence.rpartition(": ")[2].rstrip(".")
            names = [one["name"] for one in item["get"]["parameters"]]
            assert sorted(names) == sorted(part for part in allowed.split(", ") if part), name


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("path", "kind", "allowed"),
    [
        ("/digitalprojekte.csv", "text/plain", "GET, HEAD, OPTIONS"),
        ("/en/dataset/digitalprojekte/status.json", "text/plain", "GET, HEAD, OPTIONS"),
        ("/govdata/catalog.rdf", "text/plain", "GET, HEAD, OPTIONS"),
        ("/api/3/action/digitalprojekt_list", "application/json", "GET, HEAD, OPTIONS, POST"),
        ("/api/3/action/package_show", "application/json", "GET, HEAD, OPTIONS, POST"),
        ("/digitalprojekte", "text/html", "GET, HEAD, OPTIONS"),
        ("/dataset", "text/html", "GET, HEAD, OPTIONS"),
        ("/base/css/main.css", "text/html", "GET, HEAD, OPTIONS"),
    ],
)
def test_another_method_is_answered_with_those_that_there_are(
    anonymous: Portal, method: str, path: str, kind: str, allowed: str
) -> None:
    """405 names the methods in `Allow` on every address; data and API say it without a page."""
    answer = requests.request(method, anonymous.url + path, timeout=60)
    found = (answer.status_code, answer.headers["Content-Type"].partition(";")[0], answer.headers["Allow"])
    assert found == (405, kind, allowed)
    if kind == "application/json":
        assert answer.json()["error"]["__type"] == "Method Not Allowed"
    if kind == "text/plain":
        assert method in answer.text
        assert answer.text.count("\n") == 1


@pytest.mark.parametrize("path", ["/digitalprojekte.csv", "/catalog.ttl", "/dataset/digitalprojekte.rdf"])
def test_head_is_get_without_content(anonymous: Portal, path: str) -> None:
    """HEAD has the status, the type and the ETag of GET; OPTIONS names the methods."""
    got = anonymous.get(path)
    head = requests.head(anonymous.url + path, timeout=60)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert {name: head.headers[name] for name in ("Content-Type", "ETag")} == {
        name: got.headers[name] for name in ("Content-Type", "ETag")
    }
    options = requests.options(anonymous.url + path, timeout=60)
    assert sorted(options.headers["Allow"].split(", ")) == ["GET", "HEAD", "OPTIONS"]


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("/digitalprojekte.csv?sort=null", 400, "sort"),
        ("/digitalprojekte/bild/kosten.svg?sort=titel%20desc", 400, "sort"),
        ("/digitalprojekte.atom?seite=0", 400, "seite"),
        ("/digitalprojekte.json?kosten_min=-1", 400, "kosten_min"),
        ("/api/3/action/digitalprojekt_list?kosten_min=1e5", 409, "kosten_min"),
        ("/api/3/action/digitalprojekt_statistik?auswahl=vielleicht", 409, "auswahl"),
        ("/api/3/action/digitalprojekt_state?index=1.46e308", 409, "index"),
    ],
)
def test_values_that_there_are_not(anonymous: Portal, address: str, status: int, named: str) -> None:
    """An order, a page, an amount or a yes that cannot be one is refused and named, never passed over."""
    answer = anonymous.get(address)
    assert (answer.status_code, named in answer.text) == (status, True)


def test_a_misspelt_trial_is_no_publication(admin: Portal) -> None:
    """`dry_run` must be true or false: what is neither would have been published in earnest."""
    with pytest.raises(ApiError) as refused:
        admin.api(
            "digitalprojekt_publish",
            berichtsstand="2020-2",
            owner_org="stadt-heilbronn",
            projects=[],
            dry_run="ture",
        )
    assert (refused.value.status, list(refused.value.errors)) == (409, ["dry_run", "__type"])


def _problems(schema: dict[str, Any], value: Any, document: dict[str, Any]) -> list[str]:
    rule = {**schema, "components": document["components"]}
    found = Draft202012Validator(rule, format_checker=FormatChecker()).iter_errors(value)
    return [f"{list(error.absolute_path)}: {error.message[:300]}" for error in found][:5]


def test_columns_come_with_their_words(document: dict[str, Any]) -> None:
    """Each column has the title and the description that `schemas/` gives it."""
    for name, schema in document["components"]["schemas"].items():
        if name.startswith(("row.", "cells.", "edition.")):
            for column, rule in schema["properties"].items():
                assert rule["title"], (name, column)
                assert rule["description"], (name, column)
