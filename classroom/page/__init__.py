"""The analyst's page: what it offers, compares, opens and saves."""
