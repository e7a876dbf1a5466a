"""Search: the bundles of instruments that reach most for each sum of public money, in many parameter sets at once.

What is searched       search_files reads a TOML file as a policy_search; bundles says what a bundle may hold
One bundle             measuring simulates it against the base, in the same worlds; a journal keeps what it gave
Which bundles          evolution proposes them generation by generation (NSGA-II)
What is found          front picks the best, which are measured again in fresh worlds, and says which of them can be
                       told apart; folder writes tables and scenarios; found_words puts them into words
"""
