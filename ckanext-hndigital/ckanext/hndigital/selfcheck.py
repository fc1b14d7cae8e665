"""What the plugin misses: settings at start, and a full check for `ckan hndigital check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import requests
from ckan.plugins import toolkit
from ckanext.hndigital import belonging, colours, config, dcat
from ckanext.hndigital.operating.health import health
