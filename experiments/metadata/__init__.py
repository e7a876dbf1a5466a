"""What others need to use a folder of results: a codebook, a data package, a methods appendix."""
