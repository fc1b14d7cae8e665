"""How the overview's answers grow with the number of projects: one portal with few, one with many.

    python -m tests.benchmarks.overview --few http://127.0.0.1:5000 --many http://127.0.0.1:5900
    CKAN_INI=.portal/ckan.ini python -m tests.benchmarks.overview --queries

The first prints the median seconds of each view on both portals and their ratio; both portals on the
same machine, nothing else running. The second counts the SQL queries of each view within this process.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import time
from typing import Any

import requests
import sqlalchemy as sa

TIMEOUT = 120
VIEWS = (
    "/digitalprojekte",
    "/digitalprojekte?dezernat=II&bearbeitungsstand=umsetzung",
    "/digitalprojekte?strategiefeld=teilhabe&kosten_min=1000&sort=-kosten_eur",
    "/digitalprojekte?q=digital",
    "/digitalprojekte?ansicht=matrix&pro_seite=100",
    "/digitalprojekte?seite=4",
    "/digitalprojekte/genauigkeit",
    "/digitalprojekte/bild/kosten.svg",
    "/digitalprojekte/bild/amt.json",
    "/digitalprojekte.csv",
    "/digitalprojekte.json",
    "/digitalprojekte.xlsx",
)


def seconds(address: str, times: int) -> float:
    """Return the median time of an answer after a first one, which may fill what is kept in memory."""
    taken = []
    for _ in range(times + 1):
        begin = time.perf_counter()
        requests.get(address, timeout=TIMEOUT).raise_for_status()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken[1:])


def compare(few: str, many: str, times: int) -> None:
    """Print each view's median time on both portals."""
    counts = [
        requests.get(f"{url}/api/3/action/digitalprojekt_statistik", timeout=TIMEOUT).json()["result"][
            "count"
        ]
        for url in (few, many)
    ]
    print(f"{counts[0]:>9} {counts[1]:>9}  ratio  view (median of {times}, seconds)")
    for view in VIEWS:
        low, high = seconds(few + view, times), seconds(many + view, times)
        print(f"{low:9.3f} {high:9.3f} {high / low:6.1f}  {view}")


def count_queries(ini: str) -> None:
    """Print how many SQL statements each view needs once its rows are in memory."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    app = make_app(load_config(ini))
    logging.disable(logging.CRITICAL)
    client = app.test_client()  # type: ignore[attr-defined]
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", note)
    for view in VIEWS:
        client.get(view)
        seen.clear()
        client.get(view)
        print(f"{len(seen):4}  {view}")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--few", help="address of a portal with few projects")
    parser.add_argument("--many", help="address of a portal with many")
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--queries", action="store_true", help="count SQL queries of the portal of CKAN_INI")
    arguments = parser.parse_args()
    if arguments.queries:
        count_queries(os.environ["CKAN_INI"])
    elif arguments.few and arguments.many:
        compare(arguments.few, arguments.many, arguments.times)
    else:
        parser.error("--few and --many, or --queries")


if __name__ == "__main__":
    main()
