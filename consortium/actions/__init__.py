"""What the commands do, once their options have been read.

run, compare            running
report, figures         reporting, publishing
explain                 explaining
sweep                   sweeping
calibrate               calibrating
validate                validating
classroom               serving; class_check for --check
scenarios, parameters   listings; parameter_search for parameters by meaning

long_runs tells how long a large world or an ensemble takes, and keeps what is finished of an ensemble.
"""
