"""Sweeps: a design of many scenarios, run on one machine or many, into one dataset that loses nothing."""
