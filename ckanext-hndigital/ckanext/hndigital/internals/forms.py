"""CKAN's form of a new dataset: `ckan/views/dataset.py`."""

from __future__ import annotations

from typing import Any

from ckan.lib.navl.dictization_functions import unflatten
from ckan.logic import clean_dict, parse_params, tuplize_dict
from ckan.types import Context
from ckan.views.dataset import CreateView
from flask import request

__all__ = ["NewDataset"]

_OF_THE_FORM = ("_ckan_phase", "pkg_name", "save")


class NewDataset(CreateView):
    """The view of the form: `get` shows it, a subclass's `post` takes it."""

    def entered(self) -> tuple[Context, dict[str, Any]]:
        """Return the context for `package_create` and what somebody has entered."""
        data = clean_dict(unflatten(tuplize_dict(parse_params(request.form))))
        return self._prepare(), {name: value for name, value in data.items() if name not in _OF_THE_FORM}

    def again(self, dataset_type: str, data: dict[str, Any], errors: Any, summary: Any) -> Any:
        """Return the form with what somebody has entered and what is wrong with it."""
        return self.get(dataset_type, {**data, "state": "none"}, errors, summary)
