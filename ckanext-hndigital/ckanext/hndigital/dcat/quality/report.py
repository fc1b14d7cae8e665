"""Answers about metadata quality as plain values: of one dataset, and of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ckan import model
from ckanext.hndigital.dcat.quality import overview
from ckanext.hndigital.dcat.quality.assessing import Assessed, Assessor, Detail, Listed
from ckanext.hndigital.dcat.unsaid import hvd_entry, unmet_conditions, unsaid_entry
from rdflib import Graph, URIRef

from hndigital import quality
from hndigital.dcat.advice import advice
from hndigital.dcat.unsaid import unsaid
from hndigital.dcat.vocab import DCAT, DCT

__all__ = ["METHODOLOGY", "catalogue_report", "dataset_report"]

METHODOLOGY = "https://data.europa.eu/mqa/methodology"


def dataset_report(package: Mapping[str, Any]) -> dict[str, Any]:
    """Return points, states and findings of one dataset, given as `package_show` does."""
    assessor = Assessor()
    detail = assessor.detail(package)
    assessment = detail.assessment
    return {
        "id": package["id"],
        "name": package["name"],
        "title": package.get("title") or package["name"],
        "type": package.get("type") or "dataset",
        "private": bool(package.get("private")),
        **_points(assessment.points, assessment.open),
        "dimensions": [
            {
                "code": code,
                "points": points,
                "open": unknown,
                "most": quality.dimensions()[code].points,
                "indicators": [
                    {
                        "code": check.code,
                        "state": str(check.state),
                        "points": check.points,
                        "most": check.most,
                    }
                    for check in assessment.in_dimension(code)
                ],
            }
            for code, (points, unknown) in assessment.by_dimension.items()
        ],
        "distributions": [_distribution(detail, iri) for iri in assessment.distributions],
        "findings": _findings(detail),
        "govdata": detail.left_out,
        "unsaid": [
            unsaid_entry(one)
            for one in unsaid(
                package,
                detail.identity,
                assessor.declared.licence_map,
                assessor.declared.contributor_id,
            )
        ],
        "hvd": [hvd_entry(*one) for one in unmet_conditions(package, assessor.declared, assessor.published)],
    }


def _points(points: int, unknown: int) -> dict[str, Any]:
    return {
        "points": points,
        "open": unknown,
        "most": quality.most_points(),
        "rating": quality.rating_of(points).code,
        "rating_best": quality.rating_of(points + unknown).code,
    }


def _distribution(detail: Detail, iri: str) -> dict[str, Any]:
    checks = detail.assessment.distributions[iri]
    resource = iri.rpartition("/")[2]
    addresses = dict.fromkeys(
        str(address)
        for predicate in (DCAT.accessURL, DCAT.downloadURL)
        for address in sorted(detail.described.objects(URIRef(iri), predicate), key=str)
    )
    return {
        "iri": iri,
        "title": _texts(detail.described, iri),
        "resource": resource if resource in {r["id"] for r in detail.package.get("resources", ())} else "",
        "counted": iri == detail.assessment.counted,
        "points": sum(check.points for check in checks),
        "missed": [check.code for check in checks if check.state is quality.State.MISSED],
        "open": [check.code for check in checks if check.state is quality.State.OPEN],
        "addresses": [_address(detail, address) for address in addresses],
    }


def _texts(graph: Graph, iri: str) -> dict[str, str]:
    """Return the titles of a node by language."""
    return {getattr(t, "language", None) or "de": str(t) for t in graph.objects(URIRef(iri), DCT.title)}


def _address(detail: Detail, address: str) -> dict[str, Any]:
    """Return an address with what it answered when it was last checked (None: it never was)."""
    result = detail.known.get(address)
    return {
        "address": address,
        "status": result.status if result else None,
        "error": result.error if result else "",
        "checked": result.checked.isoformat(timespec="seconds") if result else "",
    }


def _findings(detail: Detail) -> list[dict[str, str]]:
    """Return the findings of the official shapes; those of the catalogue around it are not the dataset's."""
    verdict = detail.verdict
    if not (verdict.violations or verdict.remarks or verdict.dashboard):
        return []
    found = {
        (f.severity, f.rule, f.focus, f.value): {
            "severity": str(f.severity),
            "rule": f.rule,
            "message": f.message,
            "value": f.value,
            "focus": f.focus,
            "advice_de": advice(f, "de"),
            "advice_en": advice(f, "en"),
        }
        for f in quality.Rules.findings(detail.graph)
    }
    return list(found.values())


def catalogue_report(
    *, organization: str = "", rating: str = "", missing: str = "", limit: int, offset: int
) -> dict[str, Any]:
    """Return the figures of all public datasets (of one organisation) and a page of them, worst first.

    `rating` and `missing` (an indicator) narrow the list, not the figures.
    """
    organizations = {group.id: group for group in _organizations()}
    owners = {key for key, group in organizations.items() if group.name == organization}
    seen = overview.current()
    assessed = [pair for pair in seen.assessed if not organization or pair[0].owner_org in owners]
    shown = [
        (member, entry)
        for member, entry in assessed
        if (not rating or quality.rating_of(entry.points).code == rating)
        and (not missing or missing in entry.missed or missing in entry.open)
    ]
    return {
        "total": sum(not organization or member.owner_org in owners for member in seen.listed),
        "assessed": len(assessed),
        "count": len(shown),
        "figures": seen.once(organization, lambda: _figures([entry for _, entry in assessed])),
        "organizations": sorted(
            ({"name": o.name, "title": o.title or o.name} for o in organizations.values()),
            key=lambda o: o["title"].casefold(),
        ),
        "methodology": METHODOLOGY,
        "results": [
            _row(member, entry, organizations.get(member.owner_org))
            for member, entry in shown[offset : offset + limit]
        ],
    }


def _organizations() -> Iterable[model.Group]:
    return model.Session.query(model.Group).filter_by(is_organization=True, state="active")


def _name_of(group: model.Group | None) -> str:
    return group.name if group else ""


def _row(member: Listed, entry: Assessed, organization: model.Group | None) -> dict[str, Any]:
    return {
        "id": member.id,
        "name": member.name,
        "title": member.title,
        "type": member.type,
        "organization": _name_of(organization),
        **_points(entry.points, entry.open_points),
        "dimensions": {
            code: {"points": points, "open": unknown}
            for code in quality.dimensions()
            for points, unknown in (entry.in_dimension(code),)
        },
        "missed": list(entry.missed),
        "unknown": list(entry.open),
        "violations": list(entry.violations),
        "remarks": list(entry.remarks),
        "dashboard": list(entry.dashboard),
        "govdata": entry.left_out,
    }


def _figures(entries: Sequence[Assessed]) -> dict[str, Any]:
    """Return the counts over datasets; means are points per dataset, rounded to one decimal."""
    count = len(entries)

    def mean(total: int) -> float:
        return round(total / count, 1) if count else 0.0

    ratings = Counter(quality.rating_of(entry.points).code for entry in entries)
    return {
        "points": mean(sum(entry.points for entry in entries)),
        "open": mean(sum(entry.open_points for entry in entries)),
        "ratings": {code: ratings.get(code, 0) for code in quality.ratings()},
        "dimensions": {
            code: mean(sum(entry.in_dimension(code)[0] for entry in entries)) for code in quality.dimensions()
        },
        "indicators": {
            code: {
                "missed": sum(code in entry.missed for entry in entries),
                "open": sum(code in entry.open for entry in entries),
            }
            for code in quality.indicators()
        },
        "violations": dict(Counter(rule for entry in entries for rule in entry.violations)),
        "remarks": dict(Counter(rule for entry in entries for rule in entry.remarks)),
        "dashboard": dict(Counter(rule for entry in entries for rule in entry.dashboard)),
        "distributions": sum(entry.distributions for entry in entries),
        "licences": sum(entry.licences for entry in entries),
        "govdata": dict(Counter(entry.left_out for entry in entries if entry.left_out)),
    }
