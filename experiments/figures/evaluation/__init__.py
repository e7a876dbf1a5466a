"""Figures of estimates held against the truth."""
