"""DCAT-AP.de: a neutral model of catalogue and datasets, its RDF, and the official shapes as a gate.

    package ──from_package──┐
                            ├──> model ──graph──> rdflib Graph ──serialize──> Turtle, RDF/XML, JSON-LD
    CKAN dict ──from_ckan───┘                        └──validate──> findings of the official shapes

Nothing here imports ckan. `projects` (with `project_resource`), `register` and `edition` hold what our
own datasets say, whichever side they come from; `ordinary` is about a city's other datasets, `federation`
about what GovData is given of all of them, `concepts` about what codes and properties mean. `gate`
refuses to publish what doesn't conform.
"""
