"""The form of a new project: saved in one step, since its resources are made from its number."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital.internals.forms import NewDataset
from ckanext.hndigital.internals.index import SearchIndexError
from flask import Blueprint, redirect
from flask.wrappers import Response
from werkzeug.wrappers import Response as BaseResponse

from hndigital.projects import DATASET_TYPE

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_forms", __name__)


class _NewProjectView(NewDataset):
    """CKAN's form of a new dataset without its second step (adding resources)."""

    def post(self, package_type: str = DATASET_TYPE) -> Response | str:
        """Create the project and lead to its page, or show the form with its errors again."""
        context, data_dict = self.entered()
        data_dict["type"] = DATASET_TYPE
        try:
            created = toolkit.get_action("package_create")(context, data_dict)
        except toolkit.NotAuthorized:
            return toolkit.abort(403, toolkit._("Unauthorized to create a package"))
        except toolkit.ValidationError as error:
            return self.again(DATASET_TYPE, data_dict, error.error_dict, error.error_summary)
        except SearchIndexError:
            return toolkit.abort(500, toolkit._("Unable to add package to search index."))
        return toolkit.redirect_to("digitalprojekt.read", id=created["name"])


blueprint.add_url_rule(
    "/digitalprojekt/new", view_func=_NewProjectView.as_view("new"), defaults={"package_type": DATASET_TYPE}
)


@blueprint.get("/dataset/digitalprojekt-<int(fixed_digits=10):nr>")
def project_as_dataset(nr: int) -> BaseResponse:
    """Lead from a project's address as a common dataset to its page."""
    return redirect(toolkit.url_for("digitalprojekt.read", id=f"digitalprojekt-{nr:010d}"), 301)
