"""The tests, a package so that helpers are `tests.…` whatever else is installed."""
