"""Ways to use the model: runs, comparisons and sweeps, what they show, and the folders that hold their results.

runs            scenarios over seeds, and what they keep
statistics      intervals and verdicts
comparison      reforms and a baseline in the same worlds
presentation    how numbers and money are written, in English and 中文
storage         folders of results and their manifests
sweeps          designs of many scenarios, and the dataset that they fill
calibration     parameter sets that fit figures: history matching
search          bundles of instruments that reach most for each sum of public money
validation      known patterns, effects of instruments, hypotheses of scenarios, assumptions
evaluation      estimates of a staged roll-out, held against the truth
explanation     why an enterprise chose as it did
figures         figures of runs, comparisons, sweeps, searches and choices
report          the report of a comparison, and the page of a sweep

results.py reads what is stored as tables; stored_runs.py reads a run or a comparison again as an object, to draw or
report it anew.
"""
