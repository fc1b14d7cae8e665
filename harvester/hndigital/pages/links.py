"""Where a page leads. A site extends `Links` by the pages and files that it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..charts import Bar, Chart
from ..dcat.serialize import FORMATS, RdfFormat

__all__ = ["Links"]


class Links:
    """Addresses, as the page that is being made writes them; "" is a page that the site does not have.

    Then the text stands without a link.
    """

    @property
    def forms(self) -> Mapping[str, RdfFormat]:
        """The RDF documents beside each dataset (`data`) and code list, by suffix; none where no RDF is."""
        return FORMATS

    def project(self, number: str) -> str:
        """Return the page of the project with this Vorhabennummer."""
        return ""

    def edition(self, berichtsstand: str) -> str:
        """Return the page of the edition of a round."""
        return ""

    def register(self) -> str:
        """Return the page of the register."""
        return ""

    def codelist(self, name: str, code: str = "") -> str:
        """Return the page of a code list, or the place on it that explains a code."""
        return ""

    def data(self, dataset: str) -> str:
        """Return the address of a dataset's data: `.ttl`, `/datapackage.json` and so on are added to it."""
        return ""

    def lasting(self, iri: str) -> str:
        """Return where the lasting address of a thing leads: itself, if the site stands at it already."""
        return iri

    def table(self, berichtsstand: str, name: str, suffix: str) -> str:
        """Return a table of an edition as a file ("csv", "json")."""
        return ""

    def picture(self, name: str, suffix: str) -> str:
        """Return a picture of the present selection as a file ("csv", "json", "svg")."""
        return ""

    def projects(self, **filters: str | Sequence[str]) -> str:
        """Return the list of projects with exactly these filters; of several values of one, each will do."""
        return ""

    def narrowed(self, **filters: str | Sequence[str]) -> str:
        """Return the list of the present selection, narrowed by these filters."""
        return ""

    def counted(self, berichtsstand: str, filters: Mapping[str, str]) -> str:
        """Return the list of the projects that the report of a round lists under these filters."""
        return ""

    def behind(self, chart: Chart, bar: Bar) -> str:
        """Return the list of the projects behind a bar of a picture."""
        return ""

    def letter(self, title: str, value: str = "", place: str = "", office: str = "") -> str:
        """Return whom to write about an error: a mail that names page, value and place, or an address.

        An address is none of a `value`: a site without a mail has one link for the whole page. `office` is
        the sign of the office that the page is about: a site may know whom to ask there.
        """
        return ""

    def value(self, berichtsstand: str, vorhaben_nr: str, feld: str) -> str:
        """Return the page that shows where in the report of a round a value of a project is printed."""
        return ""

    def finding(self, berichtsstand: str, number: str) -> str:
        """Return the page that shows what a finding of a round is about in its report."""
        return ""

    def total(self, berichtsstand: str, kennzahl: str, place: int) -> str:
        """Return the page that shows where a report states a number; of several places the one, from 1."""
        return ""

    def report_page(self, berichtsstand: str, seite: str) -> str:
        """Return the page that shows a page of the report of a round, by the number printed on it."""
        return ""

    def report_picture(self, berichtsstand: str, fingerprint: str, number: int) -> str:
        """Return the picture of a page of the report of a round."""
        return ""

    def matrix(self) -> str:
        """Return the matrix of the present selection."""
        return ""

    def sorted_by(self, column: str) -> str:
        """Return the present list in the order of a column; in that order already, turned."""
        return ""

    def order(self, column: str) -> str:
        """Return how the present list is ordered by a column: "ascending", "descending" or ""."""
        return ""
