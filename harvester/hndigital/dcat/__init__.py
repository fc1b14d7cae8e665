"""DCAT-AP.de: a neutral model of catalogue and datasets, its RDF, and the official shapes as a gate.

    package ──from_package──┐
                            ├──> model ──graph──> rdflib Graph ──serialize──> Turtle, RDF/XML, JSON-LD
    CKAN dict ──from_ckan───┘                        └──validate──> findings of the official shapes

Nothing here imports ckan. `projects` and `register` hold what our own datasets say, whichever side
they come from.
"""
