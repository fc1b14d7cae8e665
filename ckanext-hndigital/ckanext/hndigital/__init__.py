"""CKAN plugin for a city's digitalisation projects."""
