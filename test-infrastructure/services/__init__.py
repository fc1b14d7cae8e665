"""The servers of a portal: one module each, all started without root rights they don't need.

`state` says where a portal keeps things (ports, paths, secrets), `processes` starts and stops a
program, `postgres`, `redis`, `solr` and `ckan` know one server each. Only the standard library is
used: these modules run before anything is installed.
"""
