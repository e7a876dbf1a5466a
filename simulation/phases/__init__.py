"""The calendar's phases: thin loops over columns that call the rules, compiled, in a fixed order of addition."""
