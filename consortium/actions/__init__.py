"""What the commands do, once their options have been read.

run, compare            running
report, figures         reporting, publishing
explain                 explaining
sweep                   sweeping
calibrate               calibrating
validate                validating
classroom               serving; class_check for --check
scenarios, parameters   listings; parameter_search for parameters by meaning

large_runs tells how long a large world takes, for whatever command simulates it.
"""
