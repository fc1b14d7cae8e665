"""What is not there, asked for by somebody who may see everything: no page takes it for a failure."""

from __future__ import annotations

from tests.portal.browsers import filled, routes
from tests.portal.support import Portal


def test_what_is_not_there_is_no_failure(admin: Portal) -> None:
    """Every route with a variable, CKAN's too, answers an administrator without an Internal Server Error."""
    asked = [filled(rule) for rule, _, methods in routes() if "<" in rule and "GET" in methods]
    failed = {path: answer.status_code for path in asked if (answer := admin.get(path)).status_code >= 500}
    assert failed == {}
    assert len(asked) > 80


def test_an_organisation_that_is_not_there_is_not_found(admin: Portal) -> None:
    """CKAN's forms for members and for deleting forget to say so."""
    for path in ("member_new", "delete"):
        assert admin.get(f"/organization/{path}/gibt-es-nicht").status_code == 404
        assert admin.get(f"/group/{path}/gibt-es-nicht").status_code == 404
