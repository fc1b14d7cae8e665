"""Definitions that everything else derives from: code lists, tables, dataset schema.

Nothing here is code; `hndigital.schemas` is the one loader that reads it.
"""
