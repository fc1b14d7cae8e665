"""“Digitalbericht veröffentlichen”: what editors do with a report on the portal, without shell and token.

A *Vorgang* (`model`) is one report on its way: uploaded, read, looked at, agreed to, published. It is kept
in CKAN's database (`store`), its files in a folder that no address leads to (`folder`). People take steps
(`steps`); what takes long is done by CKAN's worker (`jobs`), with the same core as the command: `reading`
asks `hndigital.pipeline`, `publishing` the publisher, whose requests go into CKAN's application within the
worker's own process (`inside`), in the name of the person who agreed.

Redis only tells the worker that there is something to do. What there is to do stands in the database: a job
that Redis or a killed worker has lost is seen by the lock that nobody holds, and begun again.
"""
