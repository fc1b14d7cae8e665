"""A round of reports: opened, sheets filled in badly, collected, settled, put together, published, closed.

As editors do it: forms of the pages, sent with what a browser sends; sheets are filled in with openpyxl. At
each step an outsider looks, and finds nothing.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import lxml.html
import openpyxl
import pytest
import requests
from hndigital.publisher import Portal as Command
from hndigital.schemas import codelist

from tests.portal.admin import make_organisation, reset
from tests.portal.browsers import Browser
from tests.portal.publication.scenes import TOKEN_FILE, URL
from tests.portal.publication.test_redaktion import SMALL, Editor, person, words
from tests.unit.meldebogen_factories import Sheet

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal"),
]

PAGE = "/digitalprojekte/runde"
ROUND = f"{PAGE}/2024-2"
PLACE = r"Datei meldebogen-2024-2-.*; Blatt Meldebogen; Zelle [A-Z]+\d+"
SECRET = "Streng internes Wort Quastenflosser"
Change = Callable[[Sheet], object]


class Collector(Editor):
    """An editor with the pages of a round."""

    def pressed(self, page: str, address: str, **fields: str) -> requests.Response:
        """Send a form of a page as it stands there now."""
        data = {"_csrf_token": self.token_of(page), **fields}
        return self.send(address, data, Origin=URL)

    def uploads(self, *files: tuple[str, bytes], page: str = ROUND) -> requests.Response:
        """Send returned sheets."""
        return self.session.post(
            f"{URL}{page}/antworten",
            data={"_csrf_token": self.token_of(page)},
            files=[("antwort", one) for one in files],
            headers={"Origin": URL},
            timeout=120,
            allow_redirects=False,
        )

    def fills(self, page: str, **values: str) -> requests.Response:
        """Fill in the form of a page as it stands now, what is empty with the first choice, and send it."""
        form = lxml.html.fromstring(self.get(page).text, base_url=URL + page).forms[-1]
        fields = {name: value for name, value in form.fields.items() if value is not None}
        for select in form.xpath(".//select"):
            fields[select.name] = fields.get(select.name) or [one for one in select.value_options if one][0]
        return self.send(page, {**fields, **values}, Origin=URL)

    def forms(self) -> dict[str, bytes]:
        """Return the round's Meldebögen by their names."""
        answer = self.get(f"{ROUND}/meldeboegen.zip")
        assert answer.status_code == 200, words(answer.text)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module", autouse=True)
def published(admin: Command) -> Iterator[None]:
    """Begin with a portal on which a round of four projects is published, end with an empty one."""
    reset(admin)
    make_organisation(admin)
    with person() as editor:
        if editor.get(ROUND).status_code == 200:
            collector(editor).pressed(ROUND, f"{ROUND}/verwerfen", runde="2024-2")
        path = editor.handed_in(SMALL)
        assert editor.press(path, "veroeffentlichen").status_code == 302
        assert "ist veröffentlicht" in editor.when_done(path)
    yield
    reset(admin)
    make_organisation(admin)
    with person() as editor:
        collector(editor).pressed(ROUND, f"{ROUND}/verwerfen", runde="2024-2")
    reset(admin)


@pytest.fixture(scope="module")
def anna(published: None) -> Iterator[Collector]:
    """Return an editor."""
    with person() as browser:
        yield collector(browser)


@pytest.fixture(scope="module")
def bert(published: None) -> Iterator[Collector]:
    """Return another editor."""
    with person() as browser:
        yield collector(browser)


def collector(browser: Editor) -> Collector:
    """Return an editor with the pages of a round."""
    browser.__class__ = Collector
    assert isinstance(browser, Collector)
    return browser


def filled(form: bytes, change: Change = lambda sheet: None) -> bytes:
    """Return a Meldebogen as a clerk saves it."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    change(Sheet(book.worksheets[0]))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def numbers(form: bytes) -> list[str]:
    """Return the numbers of a Meldebogen's projects."""
    sheet = openpyxl.load_workbook(io.BytesIO(form)).worksheets[0]
    return [cell.value for cell in sheet["A"] if re.fullmatch(r"\d{10}", str(cell.value or ""))]


def running(sheet: Sheet) -> None:
    """Say of every project that it is finished."""
    label = codelist("bearbeitungsstand")["abgeschlossen"].label("de")
    for number in [cell.value for cell in sheet.sheet["A"] if re.fullmatch(r"\d{10}", str(cell.value or ""))]:
        sheet.put(number, "bearbeitungsstand", label)


def put(number: str, **values: Any) -> Change:
    """Return what enters values for a project."""

    def change(sheet: Sheet) -> None:
        running(sheet)
        for name, value in values.items():
            sheet.put(number, name, value)

    return change


def choices(page: str) -> list[dict[str, str]]:
    """Return the contradictions of a round's page: their hidden fields, and the places to choose from."""
    found = []
    for form in re.findall(r'(?s)<form[^>]*action="[^"]*/wahl".*?</form>', page):
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        fields.pop("_csrf_token", None)
        places = re.findall(r'type="radio" name="fundstelle" value="([^"]*)"', form)
        found.append({**fields, "places": "|".join(map(html.unescape, places))})
    return found


@pytest.fixture(scope="module")
def outsiders(published: None) -> Iterator[dict[str, Browser]]:
    """Return a member who is no editor, somebody with an account, and nobody."""
    with person("member") as member, person("") as elsewhere:
        yield {"member": member, "account": elsewhere, "nobody": Browser(URL)}


@pytest.fixture
def unseen(bert: Collector, outsiders: dict[str, Browser]) -> Callable[..., None]:
    """Return what asserts that an outsider gets no page of the round, and finds nothing of it anywhere."""

    def look(*secrets: str) -> None:
        inner = re.findall(rf'href="(?:/en|/de)?({ROUND}/[^"#]*)"', bert.get(ROUND).text)
        kinds = {re.sub(r"(?<=2024-2/)[^/.]+|\w{32}", "*", address): address for address in inner}
        for who, browser in outsiders.items():
            for address in (ROUND, *kinds.values()):
                answer = browser.get(address)
                assert answer.status_code in (302, 401, 403), (who, address)
                assert not [secret for secret in secrets if secret in answer.text], (who, address)
        nobody = outsiders["nobody"]
        for address in ("/digitalprojekte.json", "/catalog.ttl", "/digitalprojekte/aenderungen.atom"):
            said = nobody.get(address).text
            assert not [secret for secret in ("2024-2", *secrets) if secret in said], address
        for address in ("/dataset/digitalprojekte-2024-2", "/uploads/hndigital/runde/2024-2/stand"):
            assert nobody.get(address).status_code in (403, 404), address

    return look


class TestTheWholeRound:
    """From the opening to the published report, with what offices do on the way."""

    def test_it_is_opened_once(self, anna: Collector, bert: Collector, unseen: Callable[..., None]) -> None:
        """The next round is suggested; what is no round or no day is refused; a second opening is told."""
        page = anna.get(PAGE).text
        assert 'value="2024-2"' in page
        for fields, said in (
            ({"berichtsstand": "2023-2"}, "nicht später"),
            ({"berichtsstand": "zweite"}, "kein Berichtsstand"),
            ({"frist": "morgen"}, "kein Datum"),
        ):
            given = {"berichtsstand": "2024-2", "stichtag": "2024-09-30", "frist": "2999-12-31", **fields}
            answer = anna.pressed(PAGE, PAGE, **given)
            assert (answer.status_code, said in words(answer.text)) == (400, True), words(answer.text)
        given = {"berichtsstand": "2024-2", "stichtag": "2024-09-30", "frist": "2999-12-31"}
        assert anna.pressed(PAGE, PAGE, **given).status_code == 302
        again = bert.pressed(PAGE, PAGE, **given)
        assert (again.status_code, anna.name in words(again.text)) == (400, True)
        said = words(bert.get(ROUND).text)
        assert "noch keine Antwort" in said
        unseen()

    def test_offices_get_their_sheets(self, anna: Collector) -> None:
        """All at once, or one as XLSX or ODS, for this round and its day."""
        forms = anna.forms()
        assert "meldebogen-2024-2.xlsx" in forms
        assert len(forms) > 1
        office = office_of(anna)
        for form, start in (("xlsx", b"PK"), ("ods", b"PK")):
            answer = anna.get(f"{ROUND}/{office}/meldebogen.{form}")
            assert answer.content[:2] == start
            assert "attachment" in answer.headers["Content-Disposition"]
        assert anna.get(f"{ROUND}/{office}/meldebogen.exe").status_code == 404
        assert anna.get(f"{ROUND}/kein-amt/meldebogen.xlsx").status_code == 404

    def test_what_is_no_answer_is_refused_at_once(self, anna: Collector) -> None:
        """Another round, another city, a report, an empty file: each with its sentence."""
        form = anna.forms()["meldebogen-2024-2.xlsx"]
        other = _marked(form, "runde=2024-2", "runde=2023-2")
        city = _marked(form, "profil=heilbronn", "profil=musterstadt")
        answer = anna.uploads(
            ("alt.xlsx", other), ("fremd.xlsx", city), ("bericht.txt", SMALL), ("leer.xlsx", b"")
        )
        said = words(answer.text)
        assert answer.status_code == 409, said
        for part in ("ist für 2023-2, gesucht war 2024-2", "musterstadt", "kein Meldebogen", "leere Datei"):
            assert part in said, part
        assert "noch keine Antwort" in said

    def test_answers_are_seen_by_office(
        self, anna: Collector, bert: Collector, unseen: Callable[..., None]
    ) -> None:
        """Sheets sent at once and in a ZIP: who answered with which file, what lacks, what is unreadable."""
        forms = anna.forms()
        forms.pop("meldebogen-2024-2.xlsx")
        (first, form), *rest = sorted(forms.items())
        number = numbers(form)[0]
        bad = filled(form, put(number, kosten_eur="sehr viel", beschreibung=SECRET, anlass=None))
        assert anna.uploads((f"Müller {first}", bad)).status_code == 302
        said = words(bert.get(ROUND).text)
        assert "etwas fehlt" in said
        assert "Müller" in said
        again = bert.uploads((first, bad))
        assert (again.status_code, "ist schon da" in words(again.text)) == (409, True)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            for name, content in rest:
                packed.writestr(f"ordner/{name}", filled(content, running))
        assert bert.uploads(("zurück.zip", archive.getvalue())).status_code == 302
        said = words(anna.get(ROUND).text)
        assert "noch keine Antwort" not in said
        assert "vollständig" in said
        assert f"{number}: Anlass" in said
        unseen(SECRET)

    def test_an_office_is_reminded_of_what_lacks(self, anna: Collector) -> None:
        """The text to copy names project and field, in German, whatever the page speaks."""
        page = anna.get(f"{ROUND}/{office_of(anna)}").text
        text = html.unescape(re.search(r"(?s)<textarea[^>]*>(.*?)</textarea>", page)[1])  # type: ignore[index]
        assert "bitte ergänzen: Anlass" in text
        assert "31. Dezember 2999" in text
        assert "mailto:?subject=" in page

    def test_an_office_enters_it_in_the_form(self, anna: Collector, bert: Collector) -> None:
        """A project per page: errors at the field, drafts that nobody overwrites, handed in as an answer."""
        slug = office_of(anna, -1)
        number = numbers(anna.forms()[f"meldebogen-2024-2-{slug}.xlsx"])[0]
        page, office = f"{ROUND}/{slug}/{number}", f"{ROUND}/{slug}"
        refused = anna.pressed(office, f"{office}/abgeben")
        assert (refused.status_code, number in words(refused.text)) == (409, True)
        assert anna.fills(page, titel="Aus dem Formular", kosten_plan_eur="reichlich").status_code == 302
        shown = anna.get(page).text
        assert 'id="hnd-q-kosten_plan_eur-error"' in shown
        assert "„reichlich“ ist kein Wert" in words(shown)
        late = bert.fills(page, version="0", titel="Zu spät")
        assert (late.status_code, anna.name in words(late.text)) == (409, True)
        assert anna.fills(page, kosten_plan_eur="1.250,50", kosten_ist_eur="1.400").status_code == 302
        new = f"{ROUND}/{slug}/neu"
        assert anna.fills(new, vorhaben_nr="17", titel="Neu").status_code == 409
        assert anna.fills(new, vorhaben_nr="2024000901", titel="Neues Vorhaben").status_code == 302
        assert anna.pressed(office, f"{office}/abgeben").status_code == 302
        said = words(anna.get(office).text)
        assert "über das Formular" in said
        path = f"//tr[th/a[text()='meldebogen-2024-2-{slug}.xlsx']]//form"
        (form,) = lxml.html.fromstring(anna.get(ROUND).text).xpath(path)
        assert anna.pressed(ROUND, re.sub(r"^/(en|de)(?=/)", "", form.action)).status_code == 302

    def test_contradictions_are_settled_by_a_person(
        self, anna: Collector, bert: Collector, unseen: Callable[..., None]
    ) -> None:
        """Both values with file, sheet and cell; the second person to choose is told of the first."""
        forms = anna.forms()
        forms.pop("meldebogen-2024-2.xlsx")
        first, form = sorted(forms.items())[0]
        number = numbers(form)[0]
        other = filled(form, put(number, titel="Ein ganz anderer Titel"))
        assert anna.uploads((first, other)).status_code == 302
        found = choices(anna.get(ROUND).text)
        assert {one["feld"] for one in found} >= {"titel"}
        for one in found:
            places = one.pop("places").split("|")
            assert len(places) == 2
            assert all(re.fullmatch(PLACE, place) for place in places)
            assert anna.pressed(ROUND, f"{ROUND}/wahl", **one, fundstelle=places[1]).status_code == 302
            late = bert.pressed(ROUND, f"{ROUND}/wahl", **one, fundstelle=places[0])
            assert (late.status_code, "Inzwischen" in words(late.text)) == (409, True)
        said = words(bert.get(ROUND).text)
        assert f"Gewählt von {anna.name}" in said
        assert "Ein ganz anderer Titel" in said
        unseen(SECRET, "Ein ganz anderer Titel")

    def test_what_comes_late_is_marked(self, anna: Collector, bert: Collector) -> None:
        """The last day is moved by one person; another who saw the earlier one is told."""
        address, before = f"{ROUND}/frist", "2999-12-31"
        assert anna.pressed(ROUND, address, frist="2024-10-31", bisher=before).status_code == 302
        assert bert.pressed(ROUND, address, frist="2025-10-31", bisher=before).status_code == 409
        assert "(zu spät)" in words(bert.get(ROUND).text)

    def test_an_answer_is_laid_aside(self, anna: Collector) -> None:
        """It counts no more, its file stays; it counts again when somebody wants it to."""
        page = anna.get(ROUND).text
        steps = re.findall(r'action="[^"]*?(/antworten/\w+/weglegen)"', page)
        contradicting = len(choices(page))
        last = steps[-1]
        assert contradicting
        assert anna.pressed(ROUND, ROUND + last).status_code == 302
        page = anna.get(ROUND).text
        assert not choices(page)
        assert anna.get(ROUND + last.replace("/weglegen", "/datei")).content[:2] == b"PK"
        assert anna.pressed(ROUND, ROUND + last.replace("weglegen", "verwenden")).status_code == 302
        assert len(choices(anna.get(ROUND).text)) == contradicting

    def test_put_together_it_is_published_and_closes(
        self, anna: Collector, bert: Collector, unseen: Callable[..., None]
    ) -> None:
        """The Vorgang has what was chosen; after publication the round is closed and its history stays."""
        sent = anna.pressed(ROUND, f"{ROUND}/zusammenstellen")
        assert sent.status_code == 302, words(sent.text)
        path = sent.headers["Location"].removeprefix(URL)
        said = anna.when_done(path)
        assert "Antworten widersprechen sich" not in said
        assert "Antwort gewählt" in said
        again = bert.pressed(ROUND, f"{ROUND}/zusammenstellen")
        assert (again.status_code, anna.name in words(again.text)) == (409, True)
        unseen(SECRET)
        accepted = anna.press(path, "fehler-annehmen", grund="Der Anlass wird nachgereicht, siehe Akte 7")
        assert accepted.status_code == 302
        assert anna.press(path, "veroeffentlichen").status_code == 302
        assert "ist veröffentlicht" in anna.when_done(path)
        said = words(bert.get(ROUND).text)
        assert "abgeschlossen" in said
        assert f"{anna.name}" in said
        refused = bert.uploads(("spät.xlsx", b"PK"))
        assert refused.status_code in (400, 409)
        rows = Browser(URL).get("/digitalprojekte.json").json()["results"]
        titles = {row["titel"] for row in rows}
        assert {"Ein ganz anderer Titel", "Aus dem Formular", "Neues Vorhaben"} <= titles
        assert_plan_and_actual({row["titel"]: row["vorhaben_nr"] for row in rows}["Aus dem Formular"])
        said = Browser(URL).get("/dataset/digitalprojekte-2024-2").text
        assert anna.name not in said
        assert "Müller" not in said


def assert_plan_and_actual(number: str) -> None:
    """A project's page shows what its office has reported of plan and actual, and both lights."""
    nobody = Browser(URL)
    said = words(nobody.get(f"/digitalprojekt/digitalprojekt-{number}").text)
    for part in ("Plan und Ist", "erster Plan", "1.250,50 €", "+12 %", "weicht vom gemeldeten ab"):
        assert part in said, part
    assert "Status gegen Plan und Ist" in words(nobody.get("/digitalprojekte/genauigkeit").text)
    assert number in nobody.get("/dataset/digitalprojekte-2024-2/fortschritt.csv").text
    assert nobody.get("/dataset/digitalprojekte-2024-1/fortschritt.csv").status_code == 404


def office_of(anna: Collector, at: int = 0) -> str:
    """Return the part of addresses of the first (or another) office that has projects."""
    found = re.findall(rf'href="(?:/en|/de)?{ROUND}/([^"/#]+)"', anna.get(ROUND).text)
    names = sorted(name for name in anna.forms() if name != "meldebogen-2024-2.xlsx")
    slug = names[at].removeprefix("meldebogen-2024-2-").removesuffix(".xlsx")
    assert slug in found
    return slug


def _marked(form: bytes, old: str, new: str) -> bytes:
    """Return a form whose mark says something else."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "hndigital-meldebogen/1" in cell.value:
                    cell.value = cell.value.replace(old, new)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
