"""What the pages on metadata quality show: answers of the action with words, links and paging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from ckan.plugins import toolkit

from hndigital import quality
from hndigital.dcat.advice import rule_advice
from hndigital.schemas import codelist
from hndigital.values import whole_number

__all__ = ["CataloguePage", "DatasetPage", "DatasetFilter", "QualityWords", "catalogue_page", "dataset_page"]

PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class DatasetFilter:
    """Which datasets the list shows, as the page's address says; what it doesn't know is left out."""

    organisation: str = ""
    bewertung: str = ""
    fehlt: str = ""
    seite: int = 1

    @classmethod
    def from_args(cls, arguments: Mapping[str, str]) -> DatasetFilter:
        """Read an address' parameters."""
        rating, missing = arguments.get("bewertung", ""), arguments.get("fehlt", "")
        return cls(
            organisation=arguments.get("organisation", ""),
            bewertung=rating if rating in quality.ratings() else "",
            fehlt=missing if missing in quality.indicators() else "",
            seite=whole_number(arguments.get("seite", "")) or 1,
        )

    def url(self, **changes: Any) -> str:
        """Return the address of the list with `changes`; another filter begins at its first page."""
        wanted = replace(self, **{"seite": 1, **changes})
        given = {
            name: value for name in ("organisation", "bewertung", "fehlt") if (value := getattr(wanted, name))
        }
        if wanted.seite > 1:
            given["seite"] = str(wanted.seite)
        path = toolkit.url_for("hndigital_quality.catalog")
        return f"{path}?{urlencode(given)}" if given else path


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule of GovData's dashboard, how often it is broken and what to do."""

    rule: str
    count: int
    advice: str


@dataclass(frozen=True, slots=True)
class QualityWords:
    """The words of codes in the page's language."""

    lang: str

    def label(self, kind: str, code: str) -> str:
        """Return the label of a code of "dimensions", "ratings" or "indicators"."""
        if kind == "ratings":
            return quality.ratings()[code].label[self.lang]
        if kind == "dimensions":
            return quality.dimensions()[code].label[self.lang]
        return quality.indicators()[code].label[self.lang]

    def question(self, dimension: str) -> str:
        """Return what a dimension asks."""
        return quality.dimensions()[dimension].text[self.lang]

    def most(self, dimension: str) -> int:
        """Return the points that a dataset can have in a dimension."""
        return quality.dimensions()[dimension].points

    def rules(self, counts: Mapping[str, int]) -> list[BrokenRule]:
        """Return broken rules, the most frequent first."""
        ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
        return [BrokenRule(rule, count, rule_advice(rule, self.lang)) for rule, count in ordered]

    def left_out(self, code: str) -> str:
        """Return why GovData is not given a dataset, or not all of it."""
        entry = codelist("govdata_ausschluss").get(code)
        return entry.label(self.lang) if entry else code

    def left_out_fully(self, code: str) -> str:
        """Return the same in a sentence."""
        entry = codelist("govdata_ausschluss").get(code)
        return entry.definition(self.lang) if entry else code

    def severity(self, code: str) -> str:
        """Return how bad a finding is."""
        grades = {
            "violation": toolkit._("violation"),
            "warning": toolkit._("warning"),
            "info": toolkit._("hint"),
            "dashboard": toolkit._("GovData’s dashboard"),
        }
        return str(grades[code])


@dataclass(frozen=True, slots=True)
class Mending:
    """An indicator that datasets miss: how many, what that costs, what to do."""

    code: str
    label: str
    remedy: str
    points: int
    missed: int
    open: int
    url: str


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """The page over all datasets; `report` and `govdata` are the actions' answers."""

    selection: DatasetFilter
    report: Mapping[str, Any]
    govdata: Mapping[str, Any]
    mendings: Sequence[Mending]
    words: QualityWords

    @property
    def pages(self) -> int:
        """Number of pages that the list fills."""
        return max(1, -(-self.report["count"] // PAGE_SIZE))


def catalogue_page(selection: DatasetFilter, lang: str) -> CataloguePage:
    """Return the page for `selection` in `lang`."""

    def report(page: int) -> Mapping[str, Any]:
        return toolkit.get_action("hndigital_metadatenqualitaet")(
            {},
            {
                "organization": selection.organisation,
                "rating": selection.bewertung,
                "missing": selection.fehlt,
                "limit": PAGE_SIZE,
                "offset": (page - 1) * PAGE_SIZE,
            },
        )

    answer = report(selection.seite)
    last = max(1, -(-answer["count"] // PAGE_SIZE))
    if selection.seite > last:  # an address may name a page beyond the last one
        selection = replace(selection, seite=last)
        answer = report(last)
    counts = answer["figures"]["indicators"]
    mendings = [
        Mending(
            code=code,
            label=indicator.label[lang],
            remedy=indicator.remedy[lang],
            points=indicator.points,
            missed=counts[code]["missed"],
            open=counts[code]["open"],
            url=selection.url(fehlt=code, bewertung=""),
        )
        for code, indicator in quality.indicators().items()
        if counts[code]["missed"] or counts[code]["open"]
    ]
    mendings.sort(key=lambda m: (-m.points * m.missed, -m.points * m.open))
    govdata = toolkit.get_action("hndigital_govdata_report")({}, {})
    return CataloguePage(selection, answer, govdata, mendings, QualityWords(lang))


@dataclass(frozen=True, slots=True)
class Link:
    """A form where something can be mended."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Question:
    """An indicator of one dataset with its answer, and where it can be mended."""

    label: str
    property: str
    state: str
    points: int
    most: int
    remedy: str
    setting: str
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class DimensionPart:
    """A dimension of one dataset."""

    code: str
    label: str
    text: str
    points: int
    open: int
    most: int
    questions: Sequence[Question]


@dataclass(frozen=True, slots=True)
class DatasetPage:
    """The page of one dataset.

    `report` is the action's answer, `editable` whether the reader may mend it, and `first` what to mend
    first: without an open licence that, else what costs most points; None for nothing.
    """

    report: Mapping[str, Any]
    dimensions: Sequence[DimensionPart]
    editable: bool
    url: str
    words: QualityWords
    first: Question | None


#: Fields of a resource's form with the names that CKAN gives them there.
_RESOURCE_FIELDS = {"url": "resource-url", "format": "format"}


def dataset_page(name: str, lang: str, *, editable: bool) -> DatasetPage:
    """Return the page of the dataset `name`; raises what the action raises."""
    report = toolkit.get_action("hndigital_metadatenqualitaet")({}, {"id": name})
    parts = []
    for entry in report["dimensions"]:
        dimension = quality.dimensions()[entry["code"]]
        questions = [_question(check, report, lang, editable=editable) for check in entry["indicators"]]
        parts.append(
            DimensionPart(
                code=dimension.code,
                label=dimension.label[lang],
                text=dimension.text[lang],
                points=entry["points"],
                open=entry["open"],
                most=entry["most"],
                questions=questions,
            )
        )
    url = toolkit.url_for(f"{report['type']}.read", id=report["name"])
    return DatasetPage(report, parts, editable, url, QualityWords(lang), _first(report, parts, lang))


def _first(report: Mapping[str, Any], parts: Sequence[DimensionPart], lang: str) -> Question | None:
    licence = quality.indicators()["licence"].label[lang]
    missed = [one for part in parts for one in part.questions if one.state == quality.State.MISSED]
    return max(
        missed,
        key=lambda one: (one.label == licence and report["govdata"] == "lizenz", one.most),
        default=None,
    )


def _question(check: Mapping[str, Any], report: Mapping[str, Any], lang: str, *, editable: bool) -> Question:
    indicator = quality.indicators()[check["code"]]
    missed = check["state"] == quality.State.MISSED
    return Question(
        label=indicator.label[lang],
        property=indicator.property,
        state=check["state"],
        points=check["points"],
        most=check["most"],
        remedy=indicator.remedy[lang] if missed else "",
        setting=indicator.setting if missed else "",
        links=_links(indicator, report, lang) if missed and editable else (),
    )


def _links(indicator: quality.Indicator, report: Mapping[str, Any], lang: str) -> list[Link]:
    """Return the forms where an indicator is mended: the dataset's, or each resource's that misses it."""
    kind, name, field = report["type"], report["name"], indicator.field
    if not field:
        return []
    if field not in _RESOURCE_FIELDS:
        return [Link(toolkit._("Open the form"), f"{toolkit.url_for(f'{kind}.edit', id=name)}#field-{field}")]
    if not report["distributions"]:
        return [Link(toolkit._("Add a resource"), toolkit.url_for(f"{kind}_resource.new", id=name))]
    return [
        Link(
            toolkit._("Edit “{title}”").format(title=d["title"].get(lang) or d["title"].get("de", "")),
            toolkit.url_for(f"{kind}_resource.edit", id=name, resource_id=d["resource"])
            + f"#field-{_RESOURCE_FIELDS[field]}",
        )
        for d in report["distributions"]
        if d["resource"] and indicator.code in d["missed"]
    ]
