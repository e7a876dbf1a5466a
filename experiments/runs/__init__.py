"""Runs: scenarios over seeds, by one process or several, what they keep, and what a year's value is."""
