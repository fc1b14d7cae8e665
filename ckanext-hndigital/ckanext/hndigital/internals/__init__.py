"""The one room for what CKAN and its neighbours do not promise to plugins.

What CKAN documents for plugins (`ckan.plugins`, its toolkit and interfaces, `ckan.model`, `ckan.types`) is
used everywhere. All else that the plugin needs of CKAN, its DataStore, ckanext-scheming and Flask's
application stands here: a module for each of them, a short function for each promise, which says where it is
kept in the source. Differences between the versions of CKAN that are supported (`versions`) stand here, too.

Nothing else in the plugin imports such parts (`tests/unit/test_internals.py`), and
`tests/portal/test_internals.py` holds every promise against the installed versions, so that a new one says
which of them it has broken.
"""
