"""CKAN's background jobs: `ckan/lib/jobs.py`, queues of RQ in Redis.

Ours have a queue of their own, which a worker is told before CKAN's (`ckan jobs worker hndigital default`):
the DataStore gives that one a job for each table of a publication, and nobody who publishes waits for those.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ckan.lib import jobs
from ckan.plugins import toolkit
from redis.exceptions import RedisError
from rq import Worker, results
from rq.job import Job
from rq.worker import WorkerStatus

__all__ = ["enqueue", "forget", "is_waiting", "workers"]

log = logging.getLogger(__name__)

QUEUE = "hndigital"


def enqueue(work: Callable[[str], None], reference: str, title: str, seconds: int) -> str:
    """Give `work(reference)` to the workers, who end it after so many seconds; return the job's id.

    "" where Redis does not answer: then nobody knows of it.
    """
    try:
        job = toolkit.enqueue_job(work, [reference], title=title, queue=QUEUE, rq_kwargs={"timeout": seconds})
    except RedisError as error:
        log.warning("Redis does not answer; the job “%s” waits: %s", title, error)
        return ""
    return str(job.id)


def is_waiting(job_id: str) -> bool:
    """Return whether the queue still knows a job that nobody has taken; False as well without Redis."""
    try:
        return job_id in jobs.get_queue(QUEUE).job_ids
    except RedisError:
        return False


def forget() -> None:
    """Take our queue out of Redis: jobs that wait, and what RQ keeps for a while of those that have ended."""
    queue = jobs.get_queue(QUEUE)
    ended = (
        queue.started_job_registry,  # asked first: what was given up in it is moved among those that failed
        queue.finished_job_registry,
        queue.failed_job_registry,
        queue.deferred_job_registry,
        queue.scheduled_job_registry,
        queue.canceled_job_registry,
    )
    ids = {str(id_) for registry in ended for id_ in registry.get_job_ids()}
    for job in Job.fetch_many(sorted(ids), connection=queue.connection):
        if job is not None:
            job.delete()
            queue.connection.delete(results.get_key(job.id))  # which RQ 1 leaves
    for registry in ended:
        queue.connection.delete(registry.key)
    queue.delete(delete_jobs=True)


def workers() -> list[bool]:
    """Return for each worker that listens to our queue whether it is busy; none without Redis.

    One that was killed is known for some minutes more.
    """
    try:
        found: list[Any] = Worker.all(queue=jobs.get_queue(QUEUE))
        return [one.get_state() == WorkerStatus.BUSY for one in found]
    except RedisError:
        return []
