"""The pages that portal and static export share: their partials hold what they promise to any site."""

from __future__ import annotations

import re
from typing import Any

import pytest
from export_factories import HOSTILE, Page
from hndigital.charts import picture, picture_names
from hndigital.dcat.model import Contact
from hndigital.figures import figures
from hndigital.pages import ASSETS, TEMPLATES, style_sheet
from hndigital.pages.accuracy import accuracy
from hndigital.pages.citation import citation
from hndigital.pages.language import translations
from hndigital.pages.links import Links
from hndigital.pages.overview import Figures
from hndigital.pages.project import project_page
from hndigital.pages.words import Words
from hndigital.schemas import codelist, register_table, table
from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROW = dict.fromkeys(register_table("vorhaben").column_names, "") | {
    "vorhaben_nr": "2020000072",
    "titel": HOSTILE,
    "amt": "66",
    "dezernat": "IV",
    "bearbeitungsstand": "umsetzung",
    "kosten_eur": "250000",
    "kosten_angabe": "beziffert",
    "erstmals_berichtet": "2020-2",
    "zuletzt_berichtet": "2020-2",
}
RATINGS = {"teilhabe": "++", "mobilitaet": "-"}
EDITION = {"name": "x", "berichtsstand": "2020-2", "stichtag": "2021-03-31", "quelle_titel": "Bericht"}
COMPARED = {"kennzahl": "anzahl", "bericht": "2", "zeilen": "1", "fundstelle": "Kap. 5.1; Z. 3"}
NOTICED = {
    **{
        "code": "nummer_neunstellig",
        "vorhaben_nr": "2020000072",
        "feld": "vorhaben_nr",
        "wortlaut": "202072",
    },
    **{"wert": "2020000072", "meldung": "…", "fundstelle": "Kap. 5.1; Z. 4"},
}


class EveryLink(Links):
    """A site that has every page, each at an address that says which it is."""

    def __getattribute__(self, name: str) -> Any:
        if name == "forms" or name.startswith("_"):
            return super().__getattribute__(name)
        if name == "order":
            return lambda column: "ascending" if column == "titel" else ""
        return lambda *args, **filters: f"/{name}?a=1&b=2"


def environment(lang: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined]
    return made


def context(lang: str, link: Links) -> dict[str, Any]:
    shown = {
        **{"vorhaben": ROW, "strategiefelder": RATINGS, "berichtsstand": "2021-1", "kosten": []},
        "status": [{"berichtsstand": "2020-2", "stichtag": "2021-03-31"} | _states()],
        "aenderungen": [
            {"berichtsstand": "2020-2", "art": "neu", "feld": "titel", "alt": "", "neu": HOSTILE}
        ],
        "herkunft": [{"feld": "titel", "wortlaut": HOSTILE, "fundstelle": "Kap. 5.3"}],
        "steckbriefe": [{"kapitel": "4.4", "titel": HOSTILE, "fundstelle": "Kap. 4.4"}],
        "hinweise": [{"code": "steckbrief_weicht_ab", "feld": "titel"}],
        "fortschritt": [
            {name: "" for name in table("fortschritt").column_names}
            | {"berichtsstand": "2020-2", "abweichung_kosten": "16.5", "kosten_plan_eur": "1000"}
        ],
    }
    counted = figures([ROW], {ROW["vorhaben_nr"]: RATINGS})
    totals = [{**COMPARED, "ergebnis": one, "begruendung": "…"} for one in codelist("abgleich_ergebnis")]
    return {
        "words": Words(lang),
        "link": link,
        "project": project_page(shown, {}, lang=lang),
        "here": "/data",
        "citation": citation(
            ROW, EDITION, lang=lang, publisher="P", collection="C", iri="https://x.example/1"
        ),
        "asking": Contact("", "Amt", "a@x.example", "https://x.example", "07131 1"),
        "edition": EDITION,
        "register": True,
        "figures": Figures(counted, 1, "2021-1", narrowed=True),
        "rows": [{**ROW, "strategiefelder": RATINGS}],
        "newest": "2021-1",
        "range": "1–1",
        "charts": [
            picture(name, counted, [ROW], {ROW["vorhaben_nr"]: RATINGS}, lang) for name in picture_names()
        ],
        "chart": picture("matrix", counted, [ROW], {ROW["vorhaben_nr"]: RATINGS}, lang),
        "accuracy": accuracy(EDITION, totals, [NOTICED], lang),
        "title": "Amt",
        "codes": codelist("bewertung"),
        "iris": {code: f"https://x.example/{code}" for code in codelist("bewertung")},
    }


def _states() -> dict[str, str]:
    return {"bearbeitungsstand": "umsetzung", "gesamtstatus": ""}


PARTIALS = ["project", "edition", "figures", "list", "matrix", "accuracy", "codelist", "sample"]
CHARTS = """{% import "hndigital/charts.html" as c with context %}
{% for chart in charts if chart.name != "matrix" %}{{ c.figure(chart) }}{% endfor %}"""


def rendered(name: str, lang: str, link: Links) -> str:
    """Return a partial in a page of its own; "charts" are macros."""
    made = environment(lang)
    if name == "charts":
        return made.from_string(CHARTS).render(context(lang, link))
    return made.get_template(f"hndigital/{name}.html").render(context(lang, link))


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("name", [*PARTIALS, "charts"])
def test_a_site_without_a_page_shows_text_in_place_of_the_link(name: str, lang: str) -> None:
    """No address is empty and nothing is missing from the context that the partial names."""
    page = Page(rendered(name, lang, Links()))
    assert page.open == []
    assert "" not in page.links


@pytest.mark.parametrize("name", [*PARTIALS, "charts"])
def test_what_a_report_or_an_address_holds_stays_text(name: str) -> None:
    """A title with markup shows as it is printed, and an address's signs are escaped once."""
    html = rendered(name, "en", EveryLink())
    assert "<script" not in html
    assert "&amp;amp;" not in html
    assert not re.search(r'href="[^"]*a=1&b', html)
    Page(html)


@pytest.mark.parametrize("name", [*PARTIALS, "charts"])
def test_no_partial_needs_a_script_or_an_inline_style(name: str) -> None:
    """They stand on pages whose policy allows neither."""
    for tag, attributes in Page(rendered(name, "de", EveryLink())).elements:
        assert tag not in {"script", "style"}
        assert not [one for one in attributes if one == "style" or one.startswith("on")]


def test_the_style_sheets_are_one_in_their_order() -> None:
    """Colours come first, since the others use them; every sheet of the folder is named."""
    style = style_sheet()
    assert style.index("--hnd-accent:") < style.index(".hnd-table {") < style.index(".hnd-bars {")
    for sheet in ASSETS.glob("*.css"):
        assert sheet.read_text("utf-8") in style
