"""What editors' reports add to the numbers for a monitoring system.

Looked up, not counted: a worker does the work, often on another machine than the one that is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from ckanext.hndigital.internals import jobs as queue
from ckanext.hndigital.redaktion import jobs, store
from ckanext.hndigital.redaktion.model import State
from prometheus_client.core import GaugeMetricFamily, Metric

__all__ = ["clock", "reports", "workers"]


def reports() -> Iterator[Metric]:
    """Yield how many reports, and withdrawals, are in which state, and how many of them nobody is at."""
    known = store.all_of_them()
    family = GaugeMetricFamily(
        "hndigital_reports", "Reports that editors handed in, and withdrawals, by state.", labels=["state"]
    )
    counts = Counter(one.state for one in known)
    for state in State:
        family.add_metric([state.value], counts[state])
    yield family
    left = sum(jobs.is_waiting_long(one) for one in known)
    yield GaugeMetricFamily(
        "hndigital_reports_waiting", "Those that wait longer than a worker needs to begin.", value=left
    )


def workers() -> Iterator[Metric]:
    """Yield how many workers take editors' reports."""
    yield GaugeMetricFamily("hndigital_workers", "Workers that take reports.", value=len(queue.workers()))


def clock() -> Iterator[Metric]:
    """Yield when `run-due` has run last."""
    family = GaugeMetricFamily("hndigital_last_run_due_timestamp_seconds", "When `run-due` has run last.")
    if at := store.last_run().get("at"):
        family.add_metric([], datetime.fromisoformat(at).timestamp())
    yield family
