"""The action that names what GovData is not given, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context, DataDict
from ckanext.hndigital import dcat
from ckanext.hndigital.dcat import feeds
from ckanext.hndigital.dcat.unsaid import hvd_entry, left_unsaid, unsaid_entry
from ckanext.hndigital.language import page_language
from ckanext.hndigital.logic import schema
from ckanext.hndigital.logic.checked import checked

from hndigital.dcat.unsaid import Unsaid
from hndigital.schemas import codelist

__all__ = ["hndigital_govdata_report"]


@toolkit.side_effect_free
@checked(schema.no_parameters)
def hndigital_govdata_report(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return which public datasets GovData's catalogue leaves out, or gives without some files, and why.

    Single projects that are not federated are no defect: they are counted, not listed.

    :returns: `given` and `left_out` (numbers of datasets), `projects` (not federated), `missing` (options
        without which there is no catalogue for GovData at all), and `datasets`: `name`, `title`, `given`
        (whether the dataset itself is passed on), `rule` (code of `govdata_ausschluss`), `label`, `reason`
        and `advice` in the reader's language, `resources` (id and name of the files that are held back);
        `unsaid`: values of public datasets that no catalogue can say and therefore leaves out or replaces:
        `name`, `title`, `field`, `value`, `rule` (code of `katalog_fehler`), `label`, `reason`, `advice`,
        `resource` (id of the file that has the value, or ""), `other` (name of the dataset whose identifier
        or IRI it is, or ""); `hvd`: the conditions of Regulation (EU) 2023/138 that high-value datasets fail:
        `name`, `title`, `rule` (code of `hvd_bedingung`), `field`, `label`, `reason`, `advice`, `resource`
    :rtype: dictionary
    """
    declared, published = dcat.settings(), dcat.editions()
    found = [one for one in feeds.kept_back(declared, published) if one.exclusion.code != "projekt"]
    names = _resource_names(key for one in found for key in one.exclusion.resources)
    public = len(feeds.feed(declared, published, govdata=False).members)
    given = len(feeds.feed(declared, published, govdata=True).members)
    left = left_unsaid(declared, published)
    lacking = sum(not one.exclusion.partly for one in found)
    return {
        "given": given,
        "left_out": lacking,
        "projects": public - given - lacking,
        "missing": list(dcat.missing_for_govdata()),
        "datasets": [_entry(one, names) for one in found],
        "unsaid": [
            {"name": one.name, "title": one.title, **unsaid_entry(one.value)}
            for one in left
            if isinstance(one.value, Unsaid)
        ],
        "hvd": [
            {"name": one.name, "title": one.title, **hvd_entry(*one.value)}
            for one in left
            if not isinstance(one.value, Unsaid)
        ],
    }


def _entry(one: feeds.KeptBack, names: dict[str, str]) -> dict[str, Any]:
    lang = page_language()
    code = codelist("govdata_ausschluss")[one.exclusion.code]
    return {
        "name": one.name,
        "title": one.title,
        "given": one.exclusion.partly,
        "rule": code.code,
        "label": code.label(lang),
        "reason": code.definition(lang),
        "advice": code.extra[f"rat_{lang}"],
        "resources": [{"id": key, "name": names.get(key, "")} for key in one.exclusion.resources],
    }


def _resource_names(ids: Iterable[str]) -> dict[str, str]:
    resource = model.Resource
    query = sa.select(resource.id, resource.name).where(resource.id.in_(list(ids)))
    return {row.id: row.name or "" for row in model.Session.execute(query)}
