"""Figures of what a calibration found."""
