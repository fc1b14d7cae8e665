"""Finding on the portal: facets in words, numbers in any writing, suggestions, sitemap, home page."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from xml.etree import ElementTree

import pytest

from tests.portal.support import Portal, Publication, eventually, purge, reported

TITLE = "Hochwasserfrühwarnung"
FACETS = ["Strategiefeld", "Bearbeitungsstand", "Gesamtstatus", "Dezernat", "Amt", "Anlass", "Berichtsstand"]


@pytest.fixture(scope="module")
def projects(admin: Portal, organisation: str, numbers: Callable[[], str]) -> Iterator[list[str]]:
    """Publish three projects; their numbers begin with a year of their own."""
    made = sorted(numbers() for _ in range(3))
    with Publication(admin, organisation) as publication:
        publication(
            [
                reported(made[0], title=f"{TITLE} am Neckar", bearbeitungsstand="planung"),
                reported(made[1], title="Kläranlage", gesamtstatus="kritisch"),
                reported(made[2], title="Leihräder", anlass="foerdermittel_wettbewerb"),
            ]
        )
        yield made


def search(portal: Portal, **question: str) -> str:
    """Return the search page for a question."""
    answer = portal.get("/dataset/", params=question)
    assert answer.status_code == 200
    return answer.text


def listed(page: str) -> list[str]:
    """Return the numbers of the projects on a page of results, in their order."""
    return re.findall(r'class="hnd-number">(\d{10})<', page)


@pytest.mark.usefixtures("projects")
def test_facets_speak_german(anonymous: Portal) -> None:
    """The search offers the projects' facets under their names, with labels and counts, as plain links."""
    page = search(anonymous)
    titles = re.findall(r'<h2 class="module-heading"[^>]*>([^<]+)</h2>', page)
    assert [title for title in titles if title in FACETS] == FACETS
    assert "Fördermittel oder Wettbewerb" in page
    assert ">foerdermittel_wettbewerb<" not in page
    assert "bearbeitungsstand=planung" in page


def test_a_facet_narrows_the_results(anonymous: Portal, projects: list[str]) -> None:
    """A facet's address shows its projects only, and can be combined with words."""
    page = search(anonymous, q="Kläranlage", gesamtstatus="kritisch")
    assert listed(page) == [projects[1]]
    assert listed(search(anonymous, q="Kläranlage", gesamtstatus="im_plan")) == []


def test_results_show_status_and_cost(anonymous: Portal, projects: list[str]) -> None:
    """A result says stage, traffic light and cost in words, with a shape beside the light."""
    page = search(anonymous, q=projects[1])
    item = page[page.index('class="hnd-item-facts"') :].partition("</p>")[0]
    for word in ("In Umsetzung", "Kritisch", "72.000,50", "<svg"):
        assert word in item


@pytest.mark.parametrize("writing", ["{n}", "#{r}", "{r}", "{y}-{r}", "{y}/{r}", " {n} "])
def test_a_number_in_any_writing_comes_first(anonymous: Portal, projects: list[str], writing: str) -> None:
    """The project with the number is the first result, whatever else holds the digits."""
    number = projects[0]
    question = writing.format(n=number, r=int(number[4:]), y=number[:4])
    assert listed(search(anonymous, q=question))[0] == number


def meant(page: str) -> list[str]:
    """Return the searches that a page suggests."""
    block = page.partition('class="hnd-meant"')[2].partition("</p>")[0]
    return re.findall(r">([^<>]+)</a>", block)


@pytest.mark.usefixtures("projects")
@pytest.mark.parametrize("wrong", ["Hochwasserfruhwarnng", "Hochwaserfrühwarnung", "hochwasserfruehwarnugn"])
def test_misspelt_words_are_suggested(anonymous: Portal, wrong: str) -> None:
    """Where nothing is found, the word of a title that was meant is offered, and finds the project."""
    assert TITLE in meant(search(anonymous, q=wrong))


def test_nothing_private_is_suggested(admin: Portal, anonymous: Portal, organisation: str) -> None:
    """Words of private datasets are offered to nobody, not even to who may see them."""
    word = "Quarzkristallfabrik"
    name = f"finding-{uuid.uuid4().hex[:8]}"
    admin.api("package_create", name=name, title=word, owner_org=organisation, private=True)
    try:
        for portal in (anonymous, admin):
            assert meant(search(portal, q="Quarzkristalfabrik")) == []
        admin.api("package_patch", id=name, private=False)
        assert eventually(lambda: meant(search(anonymous, q="Quarzkristalfabrik"))) == [word]
    finally:
        purge(admin, name)


NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_the_sitemap_names_public_pages(
    admin: Portal, anonymous: Portal, organisation: str, projects: list[str]
) -> None:
    """Every public dataset with the moment of its last change, no private one; robots.txt names the file."""
    name = f"finding-{uuid.uuid4().hex[:8]}"
    admin.api("package_create", name=name, title="Geheim", owner_org=organisation, private=True)
    try:
        assert f"Sitemap: {anonymous.url}/sitemap.xml" in anonymous.get("/robots.txt").text
        answer = anonymous.get("/sitemap.xml")
        assert answer.headers["Content-Type"].startswith("application/xml")
        entries = {
            entry.findtext("s:loc", "", NAMESPACE): entry.findtext("s:lastmod", "", NAMESPACE)
            for entry in ElementTree.fromstring(answer.content)
        }
        project = f"{anonymous.url}/digitalprojekt/digitalprojekt-{projects[0]}"
        assert datetime.fromisoformat(entries[project]).tzinfo is not None
        assert {f"{anonymous.url}/", f"{anonymous.url}/digitalprojekte"} <= set(entries)
        assert name not in answer.text
        etag = {"If-None-Match": answer.headers["ETag"]}
        assert anonymous.get("/sitemap.xml", headers=etag).status_code == 304
        fixed = [path for path in entries if "/dataset/" not in path and "/digitalprojekt/" not in path]
        assert [path for path in fixed if anonymous.get(path[len(anonymous.url) :]).status_code != 200] == []
        assert anonymous.get("/sitemap-2.xml").status_code == 404
    finally:
        purge(admin, name)


def test_the_home_page_is_a_door_to_the_projects(anonymous: Portal, projects: list[str]) -> None:
    """It shows the figures of the overview, each leading to its projects, and what changed last."""
    page = anonymous.get("/").text
    figures = anonymous.api("digitalprojekt_statistik")
    assert f'href="/digitalprojekte">{figures["count"]}</a>' in page
    assert "/digitalprojekte?gesamtstatus=kritisch" in page
    assert "nennen keinen Betrag" in page or "nennt keinen Betrag" in page
    assert "Zuletzt geändert" in page
    assert 'action="/dataset/"' in page
