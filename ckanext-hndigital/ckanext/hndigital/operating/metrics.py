"""What a monitoring system reads: the counts of all processes, and states that are looked up when it asks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import dcat, feeds
from ckanext.hndigital.operating import counting
from ckanext.hndigital.operating.health import Health, health
from ckanext.hndigital.quality import links
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

__all__ = ["CONTENT_TYPE_LATEST", "exposition"]

log = logging.getLogger(__name__)


def exposition() -> bytes:
    """Return everything in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_States())
    return counting.counted() + generate_latest(registry)


class _States(Collector):
    """Gauges made at each scrape; what cannot be looked up because a service is away is left out."""

    def collect(self) -> Iterable[Metric]:
        state = health()
        up = GaugeMetricFamily("hndigital_service_up", "Whether a service answers.", labels=["service"])
        for name, answers in state.services.items():
            up.add_metric([name], float(answers))
        yield up
        try:
            yield _publication(state)
            yield from self._looked_up()
        finally:
            model.Session.remove()

    @staticmethod
    def _looked_up() -> Iterator[Metric]:
        made: tuple[Callable[[], Iterable[Metric]], ...] = (_feeds, _links)
        for make in made:
            try:
                yield from list(make())
            except sa.exc.SQLAlchemyError as error:
                log.warning("Metrics: %s: %s", make.__name__, error)
                model.Session.rollback()


def _publication(state: Health) -> Metric:
    family = GaugeMetricFamily(
        "hndigital_last_publication_timestamp_seconds",
        "Day (00:00 UTC) on which the newest round was published, or corrected.",
        labels=["berichtsstand"],
    )
    if state.last_round and state.last_round["published"]:
        day = date.fromisoformat(state.last_round["published"])
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        family.add_metric([state.last_round["berichtsstand"]], moment)
    return family


def _feeds() -> Iterator[Metric]:
    family = GaugeMetricFamily("hndigital_feed_datasets", "Datasets that a feed holds.", labels=["feed"])
    declared, published = dcat.settings(), dcat.editions()
    family.add_metric(["catalog"], len(feeds.feed(declared, published, govdata=False).members))
    if not declared.missing_for_govdata:
        family.add_metric(["govdata"], len(feeds.feed(declared, published, govdata=True).members))
    yield family


def _links() -> Iterator[Metric]:
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
