"""Definitions that say more than the shipped ones, and a report printed by them."""
