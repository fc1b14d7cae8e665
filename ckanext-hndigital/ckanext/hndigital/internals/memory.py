"""CKAN's Redis: `ckan/lib/redis.py`."""

from __future__ import annotations

from typing import Any

from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit

__all__ = ["redis", "site_id"]


def redis() -> Any:
    """Return the connection of this process to the Redis that `ckan.redis.url` names."""
    return connect_to_redis()


def site_id() -> str:
    """Return what tells this portal from others that share Redis and Solr with it (`ckan.site_id`)."""
    return str(toolkit.config["ckan.site_id"])
