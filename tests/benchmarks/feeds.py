"""Read a portal's feed page by page and print how the time per page grows with its place in the feed.

    python -m tests.benchmarks.feeds --ckan http://127.0.0.1:5900

    python -m tests.benchmarks.feeds --ckan http://127.0.0.1:5900 --seconds 600

Prints for each feed that answers: pages, datasets, whether any came twice, the median seconds of the first,
the middle and the last tenth of the pages, their ratio (1.0: a page costs the same everywhere), and how
long it takes to be told that nothing changed (304) beside a page.

With --seconds it reads the feeds again and again for so long, while somebody publishes, and names each
reading in which a dataset that was there all the time (in the reading before and after) is lost or doubled.
"""

from __future__ import annotations

import argparse
import re
import time
from dataclasses import dataclass
from statistics import median

import requests

FEEDS = ("/catalog.ttl", "/govdata/catalog.ttl")
TIMEOUT = 120
_NEXT = re.compile(r"hydra:next <([^>]+)>")
_DATASET = re.compile(r"dcat:dataset ([^;]+);")


@dataclass(frozen=True, slots=True)
class Read:
    """One page: how long it took, the datasets on it and where the next one is."""

    seconds: float
    datasets: tuple[str, ...]
    following: str
    etag: str


def read(address: str) -> Read:
    """Read one page; raises HTTPError if there is none."""
    started = time.perf_counter()
    answer = requests.get(address, timeout=TIMEOUT)
    seconds = time.perf_counter() - started
    answer.raise_for_status()
    named = _DATASET.search(answer.text)
    following = _NEXT.search(answer.text)
    iris = tuple(one.strip() for one in named[1].split(",")) if named else ()
    return Read(seconds, iris, following[1] if following else "", answer.headers["ETag"])


def measure(address: str, limit: int) -> list[Read]:
    """Read a feed from `address` on, at most `limit` pages."""
    pages: list[Read] = []
    while address and len(pages) < limit:
        pages.append(read(address))
        address = pages[-1].following
    return pages


def unchanged(address: str, etag: str) -> float:
    """Return the seconds until a portal says that a page is still the same."""
    started = time.perf_counter()
    answer = requests.get(address, headers={"If-None-Match": etag}, timeout=TIMEOUT)
    seconds = time.perf_counter() - started
    if answer.status_code != requests.codes.not_modified:
        raise SystemExit(f"{address}: {answer.status_code} instead of 304")
    return seconds


def watch(address: str, seconds: float, limit: int) -> None:
    """Read a feed again and again; print how many readings were whole, and what was not."""
    readings: list[list[str]] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        readings.append([iri for page in measure(address, limit) for iri in page.datasets])
    faults = [f"reading {number}: doubled" for number, one in enumerate(readings) if len(one) > len(set(one))]
    for number in range(1, len(readings) - 1):
        lost = set(readings[number - 1]) & set(readings[number + 1]) - set(readings[number])
        faults += [f"reading {number}: {len(lost)} lost"] if lost else []
    sizes = sorted({len(one) for one in readings})
    print(
        f"{address}: {len(readings)} readings of {sizes[0]} to {sizes[-1]} datasets; {faults or 'all whole'}"
    )


def main() -> None:
    """Print the measurements."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--ckan", required=True, help="address of the portal")
    arguments.add_argument("--pages", type=int, default=10_000, help="read at most so many pages of a feed")
    arguments.add_argument(
        "--seconds", type=float, default=0, help="read for so long while somebody publishes"
    )
    given = arguments.parse_args()
    for feed in FEEDS:
        address = f"{given.ckan.rstrip('/')}{feed}"
        if requests.head(address, timeout=TIMEOUT).status_code != requests.codes.ok:
            print(f"{feed}: not offered")
            continue
        if given.seconds:
            watch(address, given.seconds, given.pages)
            continue
        pages = measure(address, given.pages)
        seconds = [page.seconds for page in pages]
        named = [iri for page in pages for iri in page.datasets]
        part = max(1, len(seconds) // 10)
        middle = len(seconds) // 2
        first, last = median(seconds[:part]), median(seconds[-part:])
        between = median(seconds[max(0, middle - part // 2) : middle + part // 2 + 1])
        print(
            f"{feed}: {len(pages)} pages, {len(named)} datasets, {len(named) - len(set(named))} twice; "
            f"seconds per page {first:.2f} first, {between:.2f} middle, {last:.2f} last "
            f"(last : first {last / first:.2f}); 304 in {unchanged(address, pages[0].etag):.3f} s"
        )


if __name__ == "__main__":
    main()
