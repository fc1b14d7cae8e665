"""The action that tells how good the portal's metadata is."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckan.types import Context, DataDict
from ckanext.hndigital.dcat.quality.report import catalogue_report, dataset_report
from ckanext.hndigital.logic import schema
from ckanext.hndigital.logic.checked import checked

__all__ = ["hndigital_metadatenqualitaet"]


@toolkit.side_effect_free
@checked(schema.quality_schema)
def hndigital_metadatenqualitaet(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return the quality of the metadata in the points of data.europa.eu, and what GovData's rules say.

    With `id` all about one dataset, to whoever may read it; without, figures of all public datasets and a
    page of them, worst first. Points are those that are certain; `open` are points that depend on addresses
    which nobody has checked yet.

    :param id: a dataset's name or id
    :type id: string
    :param organization: name of the organisation whose datasets are looked at
    :type organization: string
    :param rating: only datasets with this rating: `excellent`, `good`, `sufficient` or `bad`
    :type rating: string
    :param missing: only datasets without the points of this indicator, e.g. `temporal`
    :type missing: string
    :param limit: number of results (default: 50)
    :type limit: int
    :param offset: results to leave out at the beginning (default: 0)
    :type offset: int

    :returns: for one dataset `points`, `open`, `most`, `rating`, `dimensions` with each indicator's state,
        `distributions`, `findings` of the official shapes with advice, `govdata` (why GovData is not given
        it, or ""), `unsaid` and `hvd` (see `hndigital_govdata_report`). For all: `total`, `assessed`,
        `count`, `figures`, `organizations`, `results`
    :rtype: dictionary
    """
    if data_dict.get("id"):
        reading: Context = {"user": context.get("user", ""), "auth_user_obj": context.get("auth_user_obj")}
        return dataset_report(toolkit.get_action("package_show")(reading, {"id": data_dict["id"]}))
    filters = {name: data_dict.get(name) or "" for name in ("organization", "rating", "missing")}
    return catalogue_report(**filters, limit=int(data_dict["limit"]), offset=int(data_dict["offset"]))
