"""Effects in all parameter sets that fit what is known: chance and parameters as two parts of one interval."""
