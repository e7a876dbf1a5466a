"""Figures of the evolutionary game beside the model."""
