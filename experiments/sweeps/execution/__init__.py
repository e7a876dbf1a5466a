"""Running a sweep: driver, executors, and the runs of a chunk."""
