"""The actions on metadata quality and GovData; CKAN's Action API serves them under their names."""

from __future__ import annotations

from ckanext.hndigital.dcat.logic.action.federation import hndigital_govdata_report
from ckanext.hndigital.dcat.logic.action.govdata import hndigital_govdata_link
from ckanext.hndigital.dcat.logic.action.quality import hndigital_metadatenqualitaet

__all__ = ["hndigital_govdata_link", "hndigital_govdata_report", "hndigital_metadatenqualitaet"]
