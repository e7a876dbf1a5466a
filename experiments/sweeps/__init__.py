"""Sweeps: a design of many scenarios, run on one machine or many, into one dataset that loses nothing.

design       what is run: a design, read by design_files, point_tables and screening; factors; points drawn by sampling
execution    driver hands chunks to executors (dask_pool is one); a chunk makes each run with run_one, some with
             warm_ups in common; progress says how it goes, estimate what it will take
dataset      dataset of parts (one per chunk, with tables in them), shards of it held by locks, and its provenance
analysis     sensitivity, from level_means and regression; paired effects
"""
