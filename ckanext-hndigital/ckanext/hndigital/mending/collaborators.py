"""Who asks about collaborators as nobody, or of a dataset that is not there, is refused in words.

CKAN's own checks assert that there are a user and a dataset, and break with 500.

Upstream: none known; https://github.com/ckan/ckan/issues/5759 (“Wrong Exception in
package_collaborator_create”, closed) was its neighbour.
"""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckan.types import AuthResult, Context, DataDict
from ckanext.hndigital.internals.datasets import dataset_of

__all__ = ["package_collaborator_create", "package_collaborator_delete", "package_collaborator_list"]


def _of_collaborators(next_auth: Any, context: Context, data_dict: DataDict) -> AuthResult:
    """Let nobody in and find no dataset that is not there: CKAN's own asserts both and breaks."""
    if not context.get("user"):
        return {"success": False, "msg": toolkit._("Please log in first.")}
    dataset_of(context, data_dict)
    return next_auth(context, data_dict)


@toolkit.chained_auth_function
def package_collaborator_create(next_auth: Any, context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN allows; nobody is refused."""
    return _of_collaborators(next_auth, context, data_dict)


@toolkit.chained_auth_function
def package_collaborator_delete(next_auth: Any, context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN allows; nobody is refused."""
    return _of_collaborators(next_auth, context, data_dict)


@toolkit.chained_auth_function
def package_collaborator_list(next_auth: Any, context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN allows; nobody is refused."""
    return _of_collaborators(next_auth, context, data_dict)
