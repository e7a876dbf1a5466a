"""Calibration: parameter sets under which the model shows what is known of a city, found by history matching.

What is to be met      targets of the calibration, read by target_files (TOML) and target_tables (CSV)
One point              measuring simulates it; a journal keeps what it gave
Which points           emulators predict targets where nothing was simulated; implausibility compares predictions with
                       targets; search finds points that are not ruled out; matching goes from wave to wave
What is found          ensemble of the sets that fit, ridges between parameters, tables, figures and a page
"""
