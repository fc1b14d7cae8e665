"""Sentences of CKAN's and werkzeug's own pages that CKAN 2.12's German catalogue lacks or says badly.

Nothing uses this module at run time: naming them here is what makes `catalogue.py` collect them, and
CKAN merges a plugin's catalogue with its own.
"""

from __future__ import annotations

__all__: list[str] = []


def N_(sentence: str) -> str:  # noqa: N802 - gettext's name for "translated elsewhere"
    """Mark a sentence for the catalogue."""
    return sentence


# What a screen reader hears on every page, in lists and in search.
N_("Navigate to Home - {site_title}")
N_("Navigate to dataset: {title}")
N_("Navigate to resource: {name}")
N_("Navigate to resource: {name_or_id}")
N_("Manage resource: {name}")
N_("Current resource: {name}")
N_("Resource URL: {url}")
N_("Open details page for {name}")
N_("Open details page for dataset - {title}")
N_("Filter by: {title}")
N_("Search datasets by {name}: {label}")
N_("Search datasets with the tag: {tag}")
N_("Search datasets with the tag: {name}")
N_("Remove applied filter: {value}")
N_("Close modal")
N_("close")
# What is written where there is nothing.
N_("There is no description for this organization.")
N_("There is no description for this dataset.")
N_("There are currently no groups for this site.")
N_("There are no groups associated with this dataset.")
# Staff's own pages.
N_("This information is visible to you and admins")
# What CKAN's German says in other words than people here do.
N_("Add resource")
N_("Change details")
N_("Email")
N_("Email Address")
N_("Email address")
N_("New view")
N_("Next: Add Data")
N_("This resource has no views")
# Buttons of the forms.
N_("Publish")
N_("Unpublish")
N_("Confirm Delete")
# Errors: name and sentence.
N_("Bad Request")
N_("Unauthorized")
N_("Forbidden")
N_("Gone")
N_("Not Found")
N_("Method Not Allowed")
N_("Conflict")
N_("Length Required")
N_("Request Entity Too Large")
N_("Request URI Too Long")
N_("Internal Server Error")
N_("Internal server error")
N_("Service Unavailable")
N_(
    "The requested URL was not found on the server. If you entered the URL manually please check your"
    " spelling and try again."
)
N_("The method is not allowed for the requested URL.")
N_("The browser (or proxy) sent a request that this server could not understand.")
# What CKAN's German says in words that are none, or in others than our pages.
N_("Tags")
N_("Last Updated")
# What staff's pages of CKAN 2.12 say in English alone.
N_("Delete member")
N_("Delete this member from the organization")
N_("Delete this member from the group")
N_("Edit role")
N_("Edit the role of the user within the organization")
N_("Edit the role of the user within the group")
N_("Edit Data Dictionary")
N_("Hide All")
N_("Show All")
N_("Revoke tokens")
N_("my-group")
N_("my-organization")
N_("Creative Commons Non-Commercial (Any)")
