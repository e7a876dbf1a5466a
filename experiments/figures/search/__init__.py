"""Figures of a search for bundles of instruments."""
