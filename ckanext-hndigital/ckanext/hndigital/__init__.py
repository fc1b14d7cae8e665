"""CKAN plugins for a city's digitalisation projects.

Whatever is imported of them, this comes first: on a CKAN that they do not run with, one sentence says so
before anything else of CKAN is asked for.
"""

from ckanext.hndigital.internals.versions import refuse_others

refuse_others()
