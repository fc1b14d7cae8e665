"""What "for everyone" means on a page, measured in the browser; and the pages that it is measured on."""

from __future__ import annotations

import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from hndigital.schemas import codelist, codelist_names
from playwright.sync_api import Page

from tests.browser.conftest import Visit

Visits = Callable[..., Visit]

OVERVIEW = "/digitalprojekte"
PROJECT = "/digitalprojekt/digitalprojekt-2020000050"
#: The plugin's own pages.
OURS = [
    "/",
    OVERVIEW,
    f"{OVERVIEW}?ansicht=matrix&dezernat=II",
    f"{OVERVIEW}?q=gibtesnicht&bearbeitungsstand=fertig",
    f"{OVERVIEW}/genauigkeit",
    f"{OVERVIEW}/api",
    f"{OVERVIEW}/einfach-erklaert",
    PROJECT,
    "/digitalprojekt/digitalprojekt-2020000004",
    "/codelist/gesamtstatus",
    "/metadatenqualitaet",
    "/barrierefreiheit",
    "/gibtesnicht",
]
#: CKAN's pages that readers meet. `{file}` is the first file of the register.
THEIRS = [
    "/dataset/",
    "/dataset/?q=gibtesnicht",
    "/dataset/digitalprojekte",
    "/dataset/digitalprojekte-2020-2",
    "/dataset/digitalprojekte/resource/{file}",
    "/organization/",
    "/organization/stadt-heilbronn",
    "/organization/about/stadt-heilbronn",
    "/group/",
    "/about",
]
#: Readers who become staff meet these; they set a cookie, as a form must.
FORMS = ["/user/login", "/user/reset"]
STAFF = [
    "/digitalprojekt/new",
    "/digitalprojekt/edit/digitalprojekt-2020000050",
    "/dataset/new",
    "/dataset/edit/digitalprojekte",
    "/dataset/digitalprojekte/resource/new",
    "/dataset/digitalprojekte/resource/{file}/edit",
    "/dataset/groups/digitalprojekte",
    "/dashboard/datasets",
    "/dashboard/organizations",
    "/dashboard/groups",
    "/user/{person}",
    "/user/edit/{person}",
    "/user/{person}/api-tokens",
]

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

#: Contrast of each text with the first opaque ground behind it, for what axe leaves undecided.
CONTRASTS = """() => {
  const rgb = text => {
    const numbers = (text.match(/[\\d.]+/g) || []).map(Number);
    return text.startsWith('color(') ? numbers.map((v, index) => index < 3 ? v * 255 : v) : numbers;
  };
  const channel = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => c.slice(0, 3).map(v => channel(v / 255))
    .reduce((sum, v, index) => sum + v * [0.2126, 0.7152, 0.0722][index], 0);
  const weak = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('script, style, svg, .visually-hidden, :disabled')) continue;
    if (!element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})) continue;
    const style = getComputedStyle(element);
    let ground = element;
    while (ground && (rgb(getComputedStyle(ground).backgroundColor)[3] === 0)) ground = ground.parentElement;
    const back = ground ? rgb(getComputedStyle(ground).backgroundColor) : [255, 255, 255];
    if (back.length === 4 && back[3] < 1) continue;
    const [high, low] = [light(rgb(style.color)), light(back)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < (large ? 3 : 4.5))
      weak.push(`${ratio.toFixed(2)} ${style.color} on ${back} ${node.data.trim().slice(0, 40)}`);
  }
  return weak;
}"""

#: Texts of the page outside elements that are marked as another language than the page's.
TEXTS = """() => {
  const page = document.documentElement.lang;
  const foreign = element => element.closest('[lang]').lang !== page
    || element.closest('script, style, code, pre, [translate=no]');
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node.data.trim() && !foreign(node.parentElement)) texts.push(node.data.trim().replace(/\\s+/g, ' '));
  for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (element.getAttribute(name).trim() && !foreign(element))
        texts.push(element.getAttribute(name).trim());
  return texts;
}"""

#: What has the focus: a description, whether it can be seen, and how its focus is marked.
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return {
    id: element.outerHTML.slice(0, 120),
    seen: box.width > 0 && box.height > 0,
    marked: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2
      && style.outlineColor === 'rgb(20, 32, 43)',
    top: Math.round(box.top + scrollY),
  };
}"""

DUPLICATE_IDS = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}"""

_GERMAN = re.compile(
    r"[äöüßÄÖÜ]|\b(der|die|das|und|ist|sind|nicht|von|mit|oder|ein|eine|einer|keine|zum|zur|auf|bei|als)\b"
)
_ENGLISH = re.compile(
    r"\b(the|of|and|this|that|is|are|not|you|your|with|from|for|have|has|no|there|to|by|or|all)\b",
    re.IGNORECASE,
)
#: Names that stay as they are in both languages.
_NAMES = re.compile(
    r"Stadt Heilbronn|Baden-Württemberg|Deutsche Rentenversicherung|Beispielbericht[^,.]*|Open Data"
    r"|Smart City|(https?://|/)\S+|[\w.+-]+@\S+|[„“\"»].*?[“”\"«]"
)


def unfold(page: Page) -> None:
    """Open what is folded away, so that it is looked at, too."""
    page.evaluate("document.querySelectorAll('details').forEach(element => { element.open = true; })")


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with the page: A and AA rules and good practice."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}}).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]


def foreign_texts(page: Page) -> list[str]:
    """Return texts of the page in the other language that are not marked as such."""
    german_page = page.locator("html").get_attribute("lang") == "de"
    texts = [(text, _NAMES.sub("", text)) for text in page.evaluate(TEXTS)]
    if german_page:
        return [
            text for text, words in texts if len(_ENGLISH.findall(words)) >= 2 and not _GERMAN.search(words)
        ]
    labels = {
        code.label_de
        for name in codelist_names()
        for code in codelist(name).values()
        if code.label_de != code.label_en
    }
    return [text for text, words in texts if text != "Deutsch" and (_GERMAN.search(words) or text in labels)]


def problems(page: Page, width: int) -> list[str]:
    """Return everything that keeps somebody from the page, empty if nothing does."""
    unfold(page)
    found = violations(page)
    found += [f"contrast: {weak}" for weak in page.evaluate(CONTRASTS)]
    found += [f"id twice: {twice}" for twice in page.evaluate(DUPLICATE_IDS)]
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        found.append(f"scrolls sideways: {wide} of {width} px")
    headings = page.locator("h1:visible").count()
    if headings != 1 or page.get_by_role("main").count() != 1:
        found.append(f"{headings} first headings, {page.get_by_role('main').count()} main landmarks")
    return found
