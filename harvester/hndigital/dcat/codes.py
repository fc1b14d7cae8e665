"""Values of the official lists that our metadata uses, and the words that stand for them.

Sources: code lists of the EU Publications Office and of dcat-ap.de as they ship in `shapes/vocab`;
a test holds every IRI that this module can give against those lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ..caching import kept
from ..schemas import CodeList, codelist

__all__ = [
    "ACCESS_PUBLIC",
    "AVAILABLE_STABLE",
    "FREQUENCY",
    "GEOCODING",
    "HVD_REGULATION",
    "LANGUAGE",
    "LISTS",
    "LOCAL_AUTHORITY",
    "THEMES",
    "THEME_TAXONOMY",
    "asks_attribution",
    "contributor",
    "file_type",
    "is_open",
    "label",
    "language_tag",
    "licence",
    "listed",
    "listed_in",
    "media_type",
    "media_type_named",
    "media_type_of",
    "official",
    "theme",
]

_EU = "http://publications.europa.eu/resource/authority/"
_LICENCES = "http://dcat-ap.de/def/licenses/"
_IANA = "https://www.iana.org/assignments/media-types/"

GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
ACCESS_PUBLIC = f"{_EU}access-right/PUBLIC"
AVAILABLE_STABLE = f"{_EU}planned-availability/STABLE"
LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"
THEME_TAXONOMY = f"{_EU}data-theme"
FREQUENCY = f"{_EU}frequency/"
LANGUAGE = MappingProxyType({"de": f"{_EU}language/DEU", "en": f"{_EU}language/ENG"})
HVD_REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
"""The EU's implementing regulation on high-value datasets, as legislation of the datasets that it names."""

LISTS = MappingProxyType(
    {
        "access_right": f"{_EU}access-right/",
        "availability": f"{_EU}planned-availability/",
        "file_type": f"{_EU}file-type/",
        "frequency": FREQUENCY,
        "geocoding_level": f"{GEOCODING}Level/",
        "hvd_category": "http://data.europa.eu/bna/",
        "language": f"{_EU}language/",
        "licence": _LICENCES,
        "place": "",
        "publisher_type": "http://purl.org/adms/publishertype/",
        "status": f"{_EU}distribution-status/",
    }
)
"""The official lists of `schemas/codelists/official`, and what the IRIs of their values begin with."""

THEMES = MappingProxyType(
    {code.code: (code.label_de, code.label_en) for code in codelist("data_theme").values()}
)
"""The 13 EU data themes that GovData shows, with labels (de, en) of the Publications Office."""

_BEFORE_A_LICENCE = re.compile(
    r"^https?://(www\.)?(dcat-ap\.de/def/licenses/|publications\.europa\.eu/resource/authority/licence/)?"
)
_COUNTRY = re.compile(r"\b([a-z]{2,3})[-_][A-Z]{2}$")
_BY_WHOLE_WORDS = frozenset(["licence", "place"])
"""Lists of which the last part of a foreign IRI says nothing: anybody's terms may be called `apache`."""


def official(name: str) -> CodeList:
    """Return an official list, by the part of its values' IRIs that `LISTS` lacks."""
    return codelist(f"official/{name}")


def listed(name: str, word: str) -> str:
    """Return the IRI of an official list's value for its IRI, code, label or a word for it, or "".

    Capitals, blanks and hyphens make no difference. What other lists call alike counts, too
    (`http://purl.org/cld/freq/annual`): the last part of an IRI is looked up like a word. A language may
    name its country (`de-DE`).
    """
    given = word.strip().rstrip("/")
    if name == "language":
        given = _COUNTRY.sub(r"\1", given)
    base = LISTS[name]
    if given in official(name) or given.removeprefix(base) in official(name):
        return f"{base}{given.removeprefix(base)}"
    words = (given, *(() if name in _BY_WHOLE_WORDS else (given.rpartition("/")[2],)))
    found = next((code for word in words if (code := _words(name).get(_folded(word)))), "")
    return f"{base}{found}" if found else ""


def listed_in(name: str, text: str) -> tuple[str, ...]:
    """Return the IRIs of the values that a text names, one or several with commas between; unknown as ""."""
    whole = listed(name, text)
    return (whole,) if whole else tuple(listed(name, part) for part in text.strip("{} ").split(","))


def label(name: str, iri: str, lang: str) -> str:
    """Return the label of an official list's value in `lang` ("de" or "en"), "" for what is none."""
    code = official(name).get(iri.removeprefix(LISTS[name]))
    return code.label(lang) if code else ""


@kept()
def _words(name: str) -> Mapping[str, str]:
    """Return the codes of an official list by all that stands for them; what the list says goes before."""
    found: dict[str, str] = {}
    for code in official(name).values():
        for word in (code.code, code.label_de, code.label_en, code.extra.get("tag", "")):
            found.setdefault(_folded(word), code.code)
    for code in official(name).values():
        found |= {_folded(word): code.code for word in code.wortlaut}
    return {word: code for word, code in found.items() if word}


def _folded(word: str) -> str:
    return re.sub(r"[\s_-]", "", word).casefold()


def theme(word: str) -> str:
    """Return the IRI of the EU data theme for a code or IRI, or "" if it is none of the 13."""
    code = word.strip().rstrip("/").rsplit("/", 1)[-1].upper()
    return f"{THEME_TAXONOMY}/{code}" if code in THEMES else ""


def contributor(word: str) -> str:
    """Return the contributor IRI for an id ("openNRW") or IRI, "" for an empty word."""
    word = word.strip()
    return word if not word or "://" in word else f"http://dcat-ap.de/def/contributors/{word}"


def licence(word: str) -> str:
    """Return the licence IRI of dcat-ap.de for a CKAN licence id, address or IRI, or "" if unknown.

    GovData takes only this form: http, no www, no slash at the end.
    """
    key = _BEFORE_A_LICENCE.sub("", word.strip().rstrip("/"))
    return listed("licence", re.sub(r"/(deed|legalcode)(\.\w+)?$", "", key))


def is_open(licence_iri: str) -> bool:
    """Return whether a licence IRI is one of the open ones of dcat-ap.de's list."""
    found = official("licence").get(licence_iri.removeprefix(_LICENCES))
    return bool(found and found.extra["open"]) and licence_iri.startswith(_LICENCES)


def asks_attribution(licence_iri: str) -> bool:
    """Return whether a licence wants the source to be named (convention K35)."""
    return bool(re.search(r"/(dl-by|cc-by)", licence_iri))


def language_tag(iris: Iterable[str]) -> str:
    """Return the tag (BCP 47) of the texts of a dataset that is in these languages.

    German if it is one of them, else English, else the first; German also where none is stated.
    """
    tags = [official("language")[iri.removeprefix(LISTS["language"])].extra["tag"] for iri in iris]
    return next((tag for tag in ("de", "en") if tag in tags), tags[0] if tags else "de")


def file_type(word: str) -> str:
    """Return the IRI of the EU file type for a word such as "csv", ".csv", "WFS" or "text/csv", or ""."""
    word = word.strip()
    return listed("file_type", word.lstrip(".")) or _by_media_type().get(media_type(word), "")


@kept()
def _by_media_type() -> Mapping[str, str]:
    """Return for each media type the file type with the shortest code: "PDF", not "PDFA1A"."""
    codes = sorted(official("file_type"), key=len, reverse=True)
    iris = [f"{LISTS['file_type']}{code}" for code in codes]
    return {found: iri for iri in iris if (found := media_type_of(iri))}


def media_type(word: str) -> str:
    """Return IANA's IRI for a media type such as "text/csv; charset=utf-8", or "" if it is none."""
    name = word.strip().removeprefix(_IANA).split(";")[0].strip().lower()
    return f"{_IANA}{name}" if re.fullmatch(r"[a-z]+/[a-z0-9][a-z0-9.+_-]*", name) else ""


def media_type_named(word: str) -> str:
    """Return IANA's IRI for a media type or the file type that people give in its place, or ""."""
    return media_type(word) or media_type_of(file_type(word))


def media_type_of(file_type_iri: str) -> str:
    """Return IANA's IRI of the media type that belongs to an EU file type, or ""."""
    found = official("file_type").get(file_type_iri.rsplit("/", 1)[-1])
    return media_type(found.extra["media_type"]) if found else ""
