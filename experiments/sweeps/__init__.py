"""Sweeps: a design of many scenarios, run on one machine or many, into one dataset that loses nothing.

What is run     design, read by design_files, point_tables and screening; factors; points drawn by sampling
Running it      driver hands chunks to executors (dask_crew is one); a chunk simulates single runs, some of which have
                warm_ups in common; standing tells how it goes, estimate what it will take
The dataset     dataset of parts (one a chunk, with tables in them), shares of it held by locks, and its provenance
What it says    sensitivity, from level_means and regression
"""
