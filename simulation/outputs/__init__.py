"""Outputs: the metrics by name, and their series over the ticks of a run."""
