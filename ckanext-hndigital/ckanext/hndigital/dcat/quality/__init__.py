"""Metadata quality on the portal: which datasets are assessed, what is remembered, which addresses answer."""
