"""Why an enterprise chose as it did: a year looked at between courting and choice, and every term that was weighed."""
