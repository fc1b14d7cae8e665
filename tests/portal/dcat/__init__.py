"""Feeds and documents: a package, so that its modules share what `conftest.py` publishes once."""
