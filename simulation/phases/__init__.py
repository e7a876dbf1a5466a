"""The calendar's phases: thin loops over columns that call the rules, compiled, in a fixed order of addition.

Numbers are those of section 3 of docs/odd.md.

founding                    before the first tick
environment                 1; also what everybody sees of others, called at the start of 3
government                  2; outlays lists what runs and what it costs
schools                     3
enterprises                 4, schools' outreach included
accounts                    columns of the tick begin at 0
students, places            5
graduation, labour_market   6
settlement, beliefs         7
cohorts                     where the rows of a cohort are

8, metrics, is counted in outputs.tally.
"""
