"""What feeds and link check add to the numbers for a monitoring system."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.hndigital.dcat import editions, settings
from ckanext.hndigital.dcat.feeds import feed
from ckanext.hndigital.dcat.quality import links
from prometheus_client.core import GaugeMetricFamily, Metric

__all__ = ["feed_sizes", "link_checks"]


def feed_sizes() -> Iterator[Metric]:
    """Yield how many datasets each feed holds."""
    family = GaugeMetricFamily("hndigital_feed_datasets", "Datasets that a feed holds.", labels=["feed"])
    declared, published = settings(), editions()
    family.add_metric(["catalog"], len(feed(declared, published, govdata=False).members))
    if not declared.missing_for_govdata:
        family.add_metric(["govdata"], len(feed(declared, published, govdata=True).members))
    yield family


def link_checks() -> Iterator[Metric]:
    """Yield what the last checks of foreign addresses found."""
    found = list(links.results().values())
    checked = GaugeMetricFamily(
        "hndigital_links", "Foreign addresses by what the last check of each found.", labels=["result"]
    )
    answering = sum(result.answers for result in found)
    checked.add_metric(["answers"], answering)
    checked.add_metric(["broken"], len(found) - answering)
    yield checked
    last = GaugeMetricFamily(
        "hndigital_last_link_check_timestamp_seconds", "When the last address was checked."
    )
    if found:
        last.add_metric([], max(result.checked for result in found).timestamp())
    yield last
