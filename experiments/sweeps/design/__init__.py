"""What a sweep runs: designs, their files, factors and points."""
