"""Statistics over worlds: intervals, verdicts, and how far levels lie apart."""
