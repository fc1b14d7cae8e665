"""Who may do what: the table of `docs/security.md`, with the requests that prove each of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

__all__ = ["ROLES", "ROWS", "Action", "Get", "Row", "Things", "as_markdown"]

ROLES = ("nobody", "logged in", "editor elsewhere", "member", "editor", "admin", "sysadmin")
EVERYBODY = frozenset(ROLES)
ACCOUNTS = EVERYBODY - {"nobody"}
MEMBERS = frozenset({"member", "editor", "admin", "sysadmin"})
EDITORS = MEMBERS - {"member"}


@dataclass(frozen=True)
class Things:
    """What the requests are about: names of datasets, numbers, ids."""

    public: str
    private: str
    draft: str
    deleted: str
    unfinished: str
    edition: str
    unfinished_edition: str
    file: str
    staged: str
    organisation: str
    fresh: Callable[[], dict[str, Any]]

    def number(self, kind: str) -> str:
        """Return the Vorhabennummer of one of the projects."""
        return str(getattr(self, kind)).rpartition("-")[2]


@dataclass(frozen=True)
class Get:
    """A page or document; `{public}` and the like stand for a name, `{nr:public}` for a number."""

    path: str


@dataclass(frozen=True)
class Action:
    """A call of the Action API; it counts as done only if its answer holds `holding` (a name of `Things`)."""

    name: str
    data: Callable[[Things], dict[str, Any]]
    holding: str = ""


Door = Get | Action


@dataclass(frozen=True)
class Row:
    """A line of the table: what, in words; who may; and the requests, which all get the same answer."""

    what: str
    may: frozenset[str]
    doors: tuple[Door, ...]


def _project(kind: str) -> tuple[Door, ...]:
    """Return all ways to read one project."""
    name = f"{{{kind}}}"
    return (
        Get(f"/digitalprojekt/{name}"),
        *(
            Get(f"/digitalprojekt/{name}{end}")
            for end in (".ttl", "/status.csv", "/kosten.json", "/datapackage.json")
        ),
        Get(f"/id/vorhaben/{{nr:{kind}}}"),
        Get(f"/id/datensatz/{{nr:{kind}}}/status.csv"),
        Get(f"/metadatenqualitaet/{name}"),
        Action("digitalprojekt_show", lambda t: {"id": getattr(t, kind)}),
        Action("package_show", lambda t: {"id": getattr(t, kind)}),
        Action("hndigital_metadatenqualitaet", lambda t: {"id": getattr(t, kind)}),
    )


def _links(t: Things) -> dict[str, Any]:
    return {"links": [{"identifier": f"heilbronn-{t.public}", "url": ""}]}


ROWS = (
    Row(
        "read overview, figures, pictures, lists and files of a selection",
        EVERYBODY,
        (
            Get("/digitalprojekte"), Get("/digitalprojekte.csv"), Get("/digitalprojekte.atom"),
            Get("/digitalprojekte/bild/kosten.svg"), Get("/digitalprojekte/genauigkeit?berichtsstand=2093-1"),
            Get("/digitalprojekte/aenderungen"),
            Get("/digitalprojekte/einfach-erklaert"), Get("/barrierefreiheit"), Get("/hndigital/farbe.css"),
            Get("/digitalprojekt/"), Get("/metadatenqualitaet"), Get("/digitalprojekte/api"),
            Get("/digitalprojekte/api/openapi.json"), Get("/api/3/action/"),
            Action("digitalprojekt_list", lambda t: {"limit": 1}),
            Action("digitalprojekt_matrix", lambda t: {"limit": 1}),
            Action("digitalprojekt_statistik", lambda t: {}),
            Action("digitalprojekt_state", lambda t: {"index": True}),
            Action("hndigital_metadatenqualitaet", lambda t: {"limit": 1}),
            Action("hndigital_govdata_report", lambda t: {}),
            Action("resource_search", lambda t: {"query": "name:vorhaben", "limit": 1}),
        ),
    ),
    Row(
        "read catalogue, code lists, schemas, sitemap and lasting addresses",
        EVERYBODY,
        (
            Get("/catalog.ttl"), Get("/sitemap.xml"), Get("/sitemap-1.xml"), Get("/codelist/bewertung"),
            Get("/codelist/bewertung.ttl"), Get("/schema/vorhaben.json"),
            Get("/schema/register/vorhaben.json"), Get("/id/bewertung"), Get("/id/bewertung/+"),
            Get("/id/schema/vorhaben"), Get("/id/schema/register/vorhaben"), Get("/id/katalog"),
            Get("/id/organisation/{organisation}"), Get("/organization/{organisation}.ttl"),
            Get("/id/register"), Get("/id/register/api"), Get("/id/register/vorhaben.csv"),
            Get("/id/series/berichtswesen"), Get("/series/berichtswesen"), Get("/series/berichtswesen.ttl"),
        ),
    ),
    Row(
        "read register and published editions: page, tables, files, RDF",
        EVERYBODY,
        (
            Get("/dataset/digitalprojekte"), Get("/dataset/digitalprojekte.ttl"),
            Get("/dataset/digitalprojekte/vorhaben.csv"), Get("/dataset/digitalprojekte/datapackage.json"),
            Get("/dataset/{edition}"), Get("/dataset/{edition}/vorhaben.json"), Get("/id/edition/2093-1"),
            Get("/id/edition/2093-1/vorhaben.csv"),
            Action("package_show", lambda t: {"id": t.edition}),
            Action("resource_show", lambda t: {"id": t.file}),
            Action("datastore_search", lambda t: {"resource_id": t.file}),
        ),
    ),
    Row(
        "read a public project",
        EVERYBODY,
        (*_project("public"), Get("/dataset/{public}"), Get("/digitalprojekt/{public}/resource/{slice}")),
    ),
    Row(
        "read a private project",
        MEMBERS,
        _project("private"),
    ),
    Row("read a draft", EDITORS, _project("draft")),
    Row("read a deleted project", EDITORS, _project("deleted")),
    Row(
        "read what is being published: new projects, the new edition, a correction’s files and tables",
        EDITORS,
        (
            *_project("unfinished"),
            Get("/dataset/{unfinished_edition}"),
            Get("/dataset/{unfinished_edition}.ttl"),
            Get("/id/edition/2093-2"),
            Get("/dataset/{edition}/resource/{staged}"),
            Get("/datastore/dump/{staged}"),
            Action("package_show", lambda t: {"id": t.unfinished_edition}),
            Action("package_show", lambda t: {"id": t.edition}, "staged"),
            Action("resource_show", lambda t: {"id": t.staged}),
            Action("resource_search", lambda t: {"query": "name:correction"}, "staged"),
            Action("datastore_search", lambda t: {"resource_id": t.staged}),
            Action("datastore_info", lambda t: {"id": t.staged}),
        ),
    ),
    Row(
        "see in `digitalprojekt_state` what is not public",
        EDITORS,
        tuple(
            Action("digitalprojekt_state", lambda t: {}, kind) for kind in ("private", "draft", "unfinished")
        ),
    ),
    Row(
        "open the form for a new project",
        EDITORS | {"editor elsewhere"},
        (Get("/digitalprojekt/new"),),
    ),
    Row(
        "make a project (no other organisation has any)",
        EDITORS,
        (Action("package_create", lambda t: t.fresh()),),
    ),
    Row(
        "change, delete or arrange a project",
        EDITORS,
        (
            Action("package_patch", lambda t: {"id": t.public}),
            Action(
                "package_update", lambda t: {**t.fresh(), "id": t.public, "vorhaben_nr": t.number("public")}
            ),
            Get("/digitalprojekt/edit/{public}"),
            Get("/digitalprojekt/resources/{public}"), Get("/digitalprojekt/{public}/resource/new"),
            Get("/digitalprojekt/{public}/resource/{slice}/edit"),
            Get("/digitalprojekt/{public}/resource/{slice}/delete"),
            Get("/digitalprojekt/{public}/resource/{slice}/views"),
            Get("/digitalprojekt/{public}/resource/{slice}/new_view?view_type=text_view"),
        ),
    ),
    Row(
        "name offices, Dezernate and contacts, write the texts of the pages about the portal",
        EDITORS,
        (
            Get("/digitalprojekte/aemter"), Get("/digitalprojekte/dezernate"),
            Get("/digitalprojekte/texte"), Get("/digitalprojekte/texte/imprint.de"),
        ),
    ),
    Row(
        "read the handbook",
        EDITORS,
        (
            Get("/digitalprojekte/handbuch"), Get("/digitalprojekte/handbuch/hinweise"),
            Get("/digitalprojekte/handbuch/bilder/redaktion.webp"),
        ),
    ),
    Row(
        "hand in a report, publish or withdraw it on its pages",
        EDITORS,
        (
            Get("/digitalprojekte/redaktion"), Get("/digitalprojekte/redaktion/wortlaute"),
            Get("/digitalprojekte/redaktion/ausgabe/2093-1"),
        ),
    ),
    Row(
        "collect what the offices report for the next round",
        EDITORS,
        (Get("/digitalprojekte/runde"),),
    ),
    Row(
        "publish a round, begin, release or correct one, withdraw it, compare the stores",
        EDITORS,
        (
            Action("digitalprojekt_check", lambda t: {}),
            Action("digitalprojekt_withdraw", lambda t: {"berichtsstand": "2093-1", "dry_run": True}),
            Action("digitalprojekt_publish", lambda t: {
                "berichtsstand": "2093-1", "owner_org": t.organisation, "edition": t.edition, "dry_run": True,
            }),
            Action("digitalprojekt_publish", lambda t: {
                "berichtsstand": "2093-1", "owner_org": t.organisation, "projects": [], "final": False,
            }),
        ),
    ),
    Row(
        "record a project’s address at GovData",
        EDITORS,
        (Action("hndigital_govdata_link", _links, "unchanged_public"),),
    ),
    Row(
        "follow a project",
        ACCOUNTS,
        (
            Action("follow_dataset", lambda t: {"id": t.public}),
            Action("unfollow_dataset", lambda t: {"id": t.public}),
        ),
    ),
    Row(
        "see who follows a project",
        frozenset({"sysadmin"}),
        (
            Get("/digitalprojekt/followers/{public}"),
        ),
    ),
)  # fmt: skip


def as_markdown(rows: Iterable[Row] = ROWS) -> str:
    """Return the table as it stands in `docs/security.md`."""
    head = ("", *ROLES)
    lines = [head, ("---", *(":-:" for _ in ROLES))]
    lines += [(row.what, *("yes" if role in row.may else "–" for role in ROLES)) for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
