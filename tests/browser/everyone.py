"""What "for everyone" means on a page, measured in the browser; and the pages that it is measured on."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import ckan
import hndigital
from axe_playwright_python.sync_playwright import Axe
from babel.messages.mofile import read_mo
from hndigital.schemas import codelist, codelist_names
from playwright.sync_api import Page

from tests.browser.conftest import ROOT, SAMPLE, Visit

Visits = Callable[..., Visit]

OVERVIEW = "/digitalprojekte"
PROJECT = "/digitalprojekt/digitalprojekt-2020000050"
#: The plugin's own pages.
OURS = [
    "/",
    OVERVIEW,
    f"{OVERVIEW}?ansicht=matrix&dezernat=II",
    f"{OVERVIEW}?q=gibtesnicht&bearbeitungsstand=fertig",
    f"{OVERVIEW}?q=Strase",
    f"{OVERVIEW}?seite=2",
    f"{OVERVIEW}?ansicht=bilder",
    f"{OVERVIEW}/aenderungen",
    f"{OVERVIEW}/genauigkeit",
    f"{OVERVIEW}/api",
    f"{OVERVIEW}/einfach-erklaert",
    PROJECT,
    "/digitalprojekt/digitalprojekt-2020000004",
    "/codelist/gesamtstatus",
    "/codelist/strategiefeld",
    "/series/berichtswesen",
    "/metadatenqualitaet",
    "/metadatenqualitaet/digitalprojekte-2020-2",
    "/metadatenqualitaet/digitalprojekt-2020000001",
    "/barrierefreiheit",
    "/gibtesnicht",
]
#: CKAN's pages that readers meet. The fixture `places` fills the names in braces.
THEIRS = [
    "/dataset/",
    "/dataset/?q=gibtesnicht",
    "/dataset/?q=Strase",
    "/dataset/?gesamtstatus=im_plan&page=2",
    "/dataset/digitalprojekte",
    "/dataset/digitalprojekte-2020-2",
    "/dataset/digitalprojekte/resource/{file}",
    "/dataset/digitalprojekte-2020-2/resource/{document}",
    "/dataset/digitalprojekte-2020-2/resource/{archive}",
    "/organization/",
    "/organization/stadt-heilbronn",
    "/organization/about/stadt-heilbronn",
    "/group/",
    "/group/{group}",
    "/group/about/{group}",
    "/about",
]
#: Readers who become staff meet these; they set a cookie, as a form must.
FORMS = ["/user/login", "/user/reset", "/user/register"]
#: What an editor of the organisation meets.
STAFF = [
    "/digitalprojekt/new",
    "/digitalprojekte/redaktion",
    "/digitalprojekte/redaktion/wortlaute",
    "/digitalprojekte/redaktion/ausgabe/2020-2",
    "/digitalprojekte/runde",
    "/digitalprojekt/edit/digitalprojekt-2020000050",
    "/dataset/new",
    "/dataset/digitalprojekte",
    "/dataset/edit/digitalprojekte",
    "/dataset/delete/digitalprojekte-2020-2",
    "/dataset/groups/digitalprojekte",
    "/dataset/resources/digitalprojekte",
    "/dataset/digitalprojekte/resource/new",
    "/dataset/digitalprojekte/resource/{file}",
    "/dataset/digitalprojekte/resource/{file}/edit",
    "/dataset/digitalprojekte/resource/{file}/views",
    "/dataset/digitalprojekte/resource/{file}/new_view?view_type=datatables_view",
    "/dataset/digitalprojekte/dictionary/{file}",
    "/dataset/digitalprojekte-2020-2/resource/{document}/edit",
    "/dashboard/datasets",
    "/dashboard/organizations",
    "/dashboard/groups",
    "/user/{person}",
    "/user/edit/{person}",
    "/user/{person}/organizations",
    "/user/{person}/groups",
    "/user/{person}/api-tokens",
]
#: What who administers the portal meets besides.
ADMIN = [
    "/organization/new",
    "/organization/edit/stadt-heilbronn",
    "/organization/members/stadt-heilbronn",
    "/organization/manage_members/stadt-heilbronn",
    "/organization/member_new/stadt-heilbronn",
    "/organization/bulk_process/stadt-heilbronn",
    "/organization/delete/stadt-heilbronn",
    "/group/new",
    "/group/edit/{group}",
    "/group/members/{group}",
    "/user/",
    "/ckan-admin/",
    "/ckan-admin/config",
    "/ckan-admin/reset_config",
    "/ckan-admin/trash",
    "/ckan-admin/trash?name=package",
]

AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    # A rule of WCAG 2.1 A that axe still calls an experiment.
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}

#: The size of what is pressed: a rule of WCAG 2.2 AA.
TARGETS = {"runOnly": {"type": "rule", "values": ["target-size"]}}

#: Wider lines, letters and words, set as a reader's own style sheet does: no policy keeps a reader from it.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* {line-height: 1.5 !important; letter-spacing: 0.12em !important;'
    + ' word-spacing: 0.16em !important} p {margin-bottom: 2em !important}');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""

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
  for (const name of ['aria-label', 'aria-description', 'placeholder', 'title', 'alt', 'data-label', 'label'])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (element.getAttribute(name).trim() && !foreign(element))
        texts.push(element.getAttribute(name).trim());
  for (const element of document.querySelectorAll('input[type=submit], input[type=button]'))
    texts.push(element.value);
  return texts.filter(text => text.trim());
}"""

#: What has the focus: a description, whether it can be seen, how it is marked, where it stands.
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  if (element.localName === 'iframe') return {frame: true};
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return {
    id: element.outerHTML.slice(0, 120),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    marked: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2
      && style.outlineColor === 'rgb(20, 32, 43)',
    top: Math.round(box.top + scrollY),
    place: [...document.querySelectorAll('*')].indexOf(element),
    inside: element.closest('main, [role=main]') !== null,
    beside: element.closest('.hnd-side, .secondary') !== null,
  };
}"""

#: Boxes that something within them sticks out of, where nothing can be scrolled.
STICKING_OUT = """() => [...document.querySelectorAll('main *, [role=main] *')].filter(element => {
  if (!element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})) return false;
  if (element.closest('.hnd-scroll, pre, svg, .visually-hidden, select, textarea, input')) return false;
  const style = getComputedStyle(element);
  return style.display !== 'inline' && style.overflowX === 'visible' && element.clientWidth > 0
    && element.scrollWidth > element.clientWidth + 1;
}).map(element => element.outerHTML.slice(0, 120))"""

DUPLICATE_IDS = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}"""

#: Names that stay as they are in both languages.
_NAMES = re.compile(
    r"Stadt Heilbronn|Baden-Württemberg|Deutsche Rentenversicherung|Beispielbericht[^,.]*|Open Data"
    r"|Smart City|(https?://|/)\S+|[\w.+-]+@\S+|[„“\"»].*?[“”\"«]"
)


_WORD = re.compile(r"[^\W\d_]{2,}")
#: Words that both languages use though a catalogue has them on one side only.
_BOTH = frozenset(
    _WORD.findall(
        "api atom axe catalog ckan csv curl data dataset datasets dcat digitalprojekt digitalprojekte en"
        " excel feed geojson govdata html http https international iri json ld numeric open package pdf post"
        " proxy python rdf resource schema script shapes stand stands status table tag token tokens turtle"
        " url version web xlsx xml zero zip"
    )
)
#: Words of staff pages that CKAN's templates write without asking for a translation, and of the test's user.
_OF_CKAN = frozenset({"about page", "Cancel", "1 members"})
_ADMIN = frozenset({"admin"})


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that only English, and that only German sentences of the catalogues have."""
    files = [Path(ckan.__file__).parent / "i18n" / "de" / "LC_MESSAGES" / "ckan.mo"]
    files += [
        *ROOT.glob("ckanext-hndigital/**/de/LC_MESSAGES/*.mo"),
        *ROOT.glob("harvester/**/LC_MESSAGES/*.mo"),
    ]
    english: set[str] = set()
    german: set[str] = set()
    for file in files:
        for message in read_mo(io.BytesIO(file.read_bytes())):
            if message.id and any(_forms(message.string)):
                english |= words(" ".join(_forms(message.id)))
                german |= words(" ".join(_forms(message.string)))
    for name in codelist_names():
        for code in codelist(name).values():
            english |= words(code.label_en)
            german |= words(code.label_de)
    both = _BOTH.union(codelist_names())
    return frozenset(english - german - both), frozenset(german - english - both)


def words(text: str) -> set[str]:
    """Return the words of a text in small letters, what stands in braces or is an address left out."""
    plain = re.sub(r"\{\w*\}|%\(\w+\)s|<[^>]*>|\S*[/@:._]\w\S*|\b[0-9a-f]{16,}\b", " ", text)
    return {word.lower() for word in _WORD.findall(plain)}


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def unfold(page: Page) -> None:
    """Open what is folded away, so that it is looked at, too."""
    page.evaluate("document.querySelectorAll('details').forEach(element => { element.open = true; })")


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with the page: A and AA rules and good practice."""
    found = Axe().run(page, options=AXE).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]


@cache
def _said() -> frozenset[str]:
    """Return the words of the published data: a title may be in any language."""
    tables = hndigital.harvest(SAMPLE).tables.values()
    return frozenset(word for rows in tables for row in rows for cell in row.values() for word in words(cell))


def foreign_texts(page: Page, *, of_staff: bool = False) -> list[str]:
    """Return texts of the page with a word of the other language that are not marked as such.

    The data's own words pass on German pages, and in the fields of forms `of_staff`.
    """
    german_page = page.locator("html").get_attribute("lang") == "de"
    foreign = _words()[0 if german_page else 1]
    if german_page or of_staff:
        foreign -= _said()
    if of_staff:
        foreign -= _ADMIN
    texts = [text for text in page.evaluate(TEXTS) if text != "Deutsch" and text not in _OF_CKAN]
    wrong = {text: words(_NAMES.sub("", text)) & foreign for text in [*texts, _title(page.title(), _said())]}
    return [f"{text[:80]} [{' '.join(sorted(these))}]" for text, these in wrong.items() if these]


def _title(text: str, said: frozenset[str]) -> str:
    """Return the words of the tab's title that are ours: in it nothing can be marked as another language."""
    return " ".join(word for word in text.split() if not words(word) & said)


@contextmanager
def timers(page: Page) -> Iterator[None]:
    """Let axe run on a page that was loaded without scripts: it waits for timers, which stand still there.

    Scripts are allowed once the page has loaded, too late for the page's own.
    """
    if page.evaluate("matchMedia('(scripting: enabled)').matches"):
        yield
        return
    session = page.context.new_cdp_session(page)
    # The first call tells this connection of the state that another one has set.
    for disabled in (True, False):
        session.send("Emulation.setScriptExecutionDisabled", {"value": disabled})
    yield
    session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    session.detach()


def sideways(page: Page, width: int) -> list[str]:
    """Return by how much the page is wider than the window, empty if it is not."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"scrolls sideways: {wide} of {width} px"] if wide > width else []


def problems(page: Page, width: int) -> list[str]:
    """Return everything that keeps somebody from the page, empty if nothing does."""
    unfold(page)
    with timers(page):
        found = violations(page)
    found += [f"contrast: {weak}" for weak in page.evaluate(CONTRASTS)]
    found += [f"id twice: {twice}" for twice in page.evaluate(DUPLICATE_IDS)]
    found += sideways(page, width)
    headings = page.locator("h1:visible").count()
    if headings != 1 or page.get_by_role("main").count() != 1:
        found.append(f"{headings} first headings, {page.get_by_role('main').count()} main landmarks")
    first = page.locator(":is(h1, h2, h3, h4, h5, h6):visible").first
    if first.evaluate("element => element.localName") != "h1":
        found.append(f"begins with another heading than the first: {first.inner_text()}")
    return found
