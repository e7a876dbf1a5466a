"""The dataset of a sweep: parts, tables, locks and provenance."""
