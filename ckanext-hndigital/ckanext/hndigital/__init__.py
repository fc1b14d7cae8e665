"""CKAN plugin for a city's digitalisation projects."""

from ckanext.hndigital import city

city.choose()
