"""Comparisons: reforms and a baseline in the same worlds; effects, outcomes by group, budgets and ranking."""
