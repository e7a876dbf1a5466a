"""Ways to use the model: runs, comparisons, tables and the folders that hold their results."""
