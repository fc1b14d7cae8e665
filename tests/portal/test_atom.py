"""The feed of changes: valid Atom, dated by data, filtered as the overview, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest

from tests.portal.support import Portal, Publication, reported

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
FEED = "/digitalprojekte.atom"
OFFICE = "Z/778"
KEPT, NEW, CORRECTED, GONE = (f"177800000{digit}" for digit in "1234")


def change(number: str, round_: str, kind: str, field: str, before: str, after: str) -> dict[str, str]:
    """Return a row of the register's table of changes."""
    return {
        "vorhaben_nr": number,
        "berichtsstand": round_,
        "feld": field,
        "alt": before,
        "neu": after,
        "art": kind,
    }


@pytest.fixture(scope="module")
def published(admin: Portal, organisation: str) -> Iterator[None]:
    """Publish four projects of one office with every kind of change between two rounds."""
    projects = [
        reported(KEPT, "2020-2", amt=OFFICE, title="Bleibt & wächst", erstmals_berichtet="2020-1"),
        reported(NEW, "2020-2", amt=OFFICE, title="Kommt <neu> dazu"),
        reported(CORRECTED, "2020-2", amt=OFFICE, erstmals_berichtet="2020-1"),
        reported(GONE, "2020-1", amt=OFFICE, erstmals_berichtet="2020-1", dezernat="II"),
    ]
    changes = [
        change(KEPT, "2020-2", "geaendert", "bearbeitungsstand", "planung", "umsetzung"),
        change(KEPT, "2020-2", "geaendert", "kosten_eur", "60000", "72000.5"),
        change(NEW, "2020-2", "neu", "titel", "", "Kommt <neu> dazu"),
        change(CORRECTED, "2020-2", "korrektur", "gesamtstatus", "kritisch", "im_plan"),
        change(GONE, "2020-2", "entfallen", "titel", "Straßenbeleuchtung", ""),
    ]
    with Publication(admin, organisation) as publication:
        tables = publication.tables_with(projects)
        publication(projects, tables={**tables, "aenderungen": [*tables["aenderungen"], *changes]})
        yield


def read(anonymous: Portal, path: str) -> Element:
    """Return the feed at an address, checked against what RFC 4287 says a feed must be."""
    answer = anonymous.get(path)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = fromstring(answer.content)
    assert_valid(feed)
    return feed


def assert_valid(feed: Element) -> None:
    """Check the musts of RFC 4287, sections 4.1.1, 4.1.2 and 4.2."""
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert urlsplit(text(element, "id")).scheme in ("http", "https", "tag")
        assert datetime.fromisoformat(text(element, "updated")).tzinfo is not None
        links = [
            (one.get("rel"), one.get("type"), one.get("hreflang")) for one in element.findall(f"{ATOM}link")
        ]
        assert all(one.get("href") for one in element.findall(f"{ATOM}link"))
        assert links.count(("alternate", "text/html", None)) == 1
    assert [one.text for one in feed.findall(f"{ATOM}author/{ATOM}name")] != []
    assert [one.get("rel") for one in feed.findall(f"{ATOM}link")].count("self") == 1
    keys = [(text(entry, "id"), text(entry, "updated")) for entry in entries]
    assert len(set(keys)) == len(keys)
    for entry in entries:
        (content,) = entry.findall(f"{ATOM}content")
        assert content.get("type") == "xhtml"
        assert [child.tag for child in content] == [f"{XHTML}div"]
        (category,) = entry.findall(f"{ATOM}category")
        assert category.get("term")
    # The order of entries is the feed's own: newest first.
    dates = [text(entry, "updated") for entry in entries]
    assert dates == sorted(dates, reverse=True)


def text(element: Element, name: str) -> str:
    """Return the text of a child element."""
    return element.findtext(f"{ATOM}{name}") or ""


def words(entry: Element) -> str:
    """Return everything that an entry's content says."""
    return " ".join("".join(entry.find(f"{ATOM}content").itertext()).split())  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def entries(anonymous: Portal, published: None) -> dict[str, Element]:
    """Return the entries of the four projects by what tells them apart."""
    feed = read(anonymous, f"{FEED}?amt={OFFICE}")
    return {text(entry, "id").rpartition("/")[2]: entry for entry in feed.findall(f"{ATOM}entry")}


def test_every_kind_of_change_is_an_entry(entries: dict[str, Element]) -> None:
    """One entry per project, round and kind; what a first round reports counts as new there."""
    assert set(entries) == {
        f"{KEPT}#2020-2-geaendert", f"{KEPT}#2020-1-neu", f"{NEW}#2020-2-neu",
        f"{CORRECTED}#2020-2-korrektur", f"{CORRECTED}#2020-1-neu",
        f"{GONE}#2020-2-entfallen", f"{GONE}#2020-1-neu",
    }  # fmt: skip


def test_entries_speak_in_words(entries: dict[str, Element]) -> None:
    """Kinds, fields, codes and amounts stand in words; signs of markup in a title do no harm."""
    kept = entries[f"{KEPT}#2020-2-geaendert"]
    assert text(kept, "title") == f"Geändert: Bleibt & wächst ({KEPT})"
    assert "Bearbeitungsstand: Planung → In Umsetzung" in words(kept)
    assert "Kosten: 60.000 € → 72.000,50 €" in words(kept)
    assert "Kommt <neu> dazu" in words(entries[f"{NEW}#2020-2-neu"])
    assert "Gesamtstatus: Kritisch → Im Plan" in words(entries[f"{CORRECTED}#2020-2-korrektur"])
    assert text(entries[f"{GONE}#2020-2-entfallen"], "title").startswith("Nicht mehr berichtet: ")


def test_the_english_feed_is_english(anonymous: Portal, published: None) -> None:
    """Under /en the same changes in English, German titles marked; another feed, the same entries."""
    german, english = (read(anonymous, f"{prefix}{FEED}?amt={OFFICE}") for prefix in ("", "/en"))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert (german.get(lang), english.get(lang)) == ("de", "en")
    assert text(german, "id") != text(english, "id")
    by_id = {text(entry, "id"): entry for entry in english.findall(f"{ATOM}entry")}
    assert set(by_id) == {text(entry, "id") for entry in german.findall(f"{ATOM}entry")}
    kept = next(entry for key, entry in by_id.items() if key.endswith(f"{KEPT}#2020-2-geaendert"))
    assert "Stage: Planning → In implementation" in words(kept)
    new = next(entry for key, entry in by_id.items() if key.endswith(f"{NEW}#2020-2-neu"))
    assert [span.get(lang) for span in new.iter(f"{XHTML}span")] == ["de"]


def test_the_feed_takes_the_overview_s_filters(anonymous: Portal, published: None) -> None:
    """A filter leaves the changes of its projects; the feed says which selection it is."""
    feed = read(anonymous, f"{FEED}?amt={OFFICE}&dezernat=II")
    assert feed.findall(f"{ATOM}entry")
    assert all(GONE in text(entry, "id") for entry in feed.findall(f"{ATOM}entry"))
    assert "Dezernat II" in text(feed, "title")
    (page,) = (one.get("href") for one in feed.findall(f"{ATOM}link") if one.get("rel") == "alternate")
    assert str(page).endswith("/digitalprojekte?amt=Z%2F778&dezernat=II")
    one_round = read(anonymous, f"{FEED}?amt={OFFICE}&berichtsstand=2020-1")
    assert len(one_round.findall(f"{ATOM}entry")) == 3
    assert read(anonymous, f"{FEED}?amt={OFFICE}&dezernat=IV").findall(f"{ATOM}entry") == []
    assert anonymous.get(f"{FEED}?amt=gibtsnicht").status_code == 400
    refused = anonymous.get(f"{FEED}?anlass=fertig")
    assert (refused.status_code, "fertig" in refused.text) == (400, True)


def test_dates_come_from_the_data(anonymous: Portal, published: None) -> None:
    """The same register gives the same bytes, and a reader that has them gets 304."""
    first = anonymous.get(f"{FEED}?amt={OFFICE}")
    again = anonymous.get(f"{FEED}?amt={OFFICE}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert anonymous.get(f"{FEED}?amt={OFFICE}").content == first.content
