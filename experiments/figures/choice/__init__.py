"""Figures of the choice of one enterprise."""
